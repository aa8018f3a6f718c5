package ebsbackup.aws;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeInitialization;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InitializationStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;

/** Lists volumes in EC2, always to the last page. Every method throws {@link AwsCallException}. */
public final class VolumeReader {
  /** EC2's largest page. */
  private static final int PAGE = 500;

  private final Ec2Client ec2;

  VolumeReader(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** Every volume of this account. */
  public List<Volume> all() {
    return described();
  }

  /** The volumes attached to any of these instances. */
  public List<Volume> attachedTo(List<String> instanceIds) {
    return inBatches("attachment.instance-id", instanceIds);
  }

  /** The volumes with these ids that exist. */
  public List<Volume> byIds(List<String> volumeIds) {
    return inBatches("volume-id", volumeIds);
  }

  /** The volumes attached to the instance, and the existing volumes with these ids, by id. */
  public Map<String, Volume> ofInstanceAnd(String instanceId, List<String> volumeIds) {
    Map<String, Volume> seen = new LinkedHashMap<>();
    byIds(volumeIds).forEach(volume -> seen.put(volume.volumeId(), volume));
    attachedTo(List.of(instanceId)).forEach(volume -> seen.put(volume.volumeId(), volume));
    return seen;
  }

  /** The volumes that have every key with one of the values that a plan lists for it. */
  public List<Volume> byTags(Map<String, List<String>> tags) {
    return described(Filters.tags(tags).toArray(Filter[]::new));
  }

  /** The volumes with the given tag. */
  public List<Volume> byTag(String key, String value) {
    return described(Filters.tag(key, value));
  }

  /** Whether EBS encrypts new volumes by default, and under which key. */
  public EncryptionByDefault encryptionByDefault() {
    try {
      boolean on =
          Calls.call(
                  "GetEbsEncryptionByDefault", () -> ec2.getEbsEncryptionByDefault(request -> {}))
              .ebsEncryptionByDefault();
      return on
          ? new EncryptionByDefault.On(
              Calls.call("GetEbsDefaultKmsKeyId", () -> ec2.getEbsDefaultKmsKeyId(request -> {}))
                  .kmsKeyId())
          : new EncryptionByDefault.Off();
    } catch (AccessDeniedException e) {
      return new EncryptionByDefault.Unchecked(String.valueOf(e.getMessage()));
    }
  }

  /**
   * How far volumes created from snapshots have loaded. EC2 reports this up to five minutes late.
   *
   * @param volumeIds at most 200 ids of existing volumes
   */
  public Map<String, VolumeInitialization> loading(List<String> volumeIds) {
    Map<String, VolumeInitialization> loading = new LinkedHashMap<>();
    Calls.call(
            "DescribeVolumeStatus",
            () -> ec2.describeVolumeStatus(request -> request.volumeIds(volumeIds)))
        .volumeStatuses()
        .forEach(item -> loading.put(item.volumeId(), toLoading(item)));
    return loading;
  }

  private static VolumeInitialization toLoading(VolumeStatusItem item) {
    return new VolumeInitialization(
        item.volumeStatus().details().stream()
            .filter(detail -> "initialization-state".equals(detail.nameAsString()))
            .map(VolumeStatusDetails::status)
            .findFirst(),
        Optional.ofNullable(item.initializationStatusDetails())
            .map(InitializationStatusDetails::progress));
  }

  private List<Volume> inBatches(String filter, List<String> values) {
    return Filters.inBatches(filter, values).stream()
        .flatMap(batch -> described(batch).stream())
        .toList();
  }

  private List<Volume> described(Filter... filters) {
    return Calls.call(
        "DescribeVolumes",
        () ->
            ec2
                .describeVolumesPaginator(request -> request.filters(filters).maxResults(PAGE))
                .volumes()
                .stream()
                .map(VolumeReader::toVolume)
                .toList());
  }

  private static Volume toVolume(software.amazon.awssdk.services.ec2.model.Volume v) {
    return new Volume(
        v.volumeId(),
        new VolumeSettings(
            v.volumeTypeAsString(),
            v.size(),
            Optional.ofNullable(v.iops()),
            Optional.ofNullable(v.throughput()),
            Boolean.TRUE.equals(v.multiAttachEnabled()),
            v.outpostArn() != null),
        v.availabilityZone(),
        v.stateAsString(),
        Optional.ofNullable(v.createTime()),
        Optional.ofNullable(v.snapshotId()).filter(id -> !id.isEmpty()),
        new Encryption(Boolean.TRUE.equals(v.encrypted()), Optional.ofNullable(v.kmsKeyId())),
        v.attachments().stream()
            .map(
                a ->
                    new Attachment(
                        Optional.ofNullable(a.instanceId()),
                        Optional.ofNullable(a.device()),
                        Boolean.TRUE.equals(a.deleteOnTermination()),
                        String.valueOf(a.stateAsString())))
            .toList(),
        Tags.fromEc2(v.tags()));
  }
}
