package ebsbackup.aws;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeInitialization;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InitializationStatusDetails;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.VolumeStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;

/** Volumes in EC2. Every method throws {@link AwsCallException}. */
public final class Ec2Volumes {
  /** EC2's largest page. */
  private static final int PAGE = 500;

  private final Ec2Client ec2;

  Ec2Volumes(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** The volumes attached to any of these instances. */
  public List<Volume> attachedTo(List<String> instanceIds) {
    return inBatches("attachment.instance-id", instanceIds);
  }

  /** Those of the named volumes that exist. */
  public List<Volume> byIds(List<String> volumeIds) {
    return inBatches("volume-id", volumeIds);
  }

  /** The volumes attached to the instance, and those of the named ones that exist, by id. */
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

  /** The volumes with that tag. */
  public List<Volume> byTag(String key, String value) {
    return described(Filters.tag(key, value));
  }

  /**
   * The new volume's properties.
   *
   * @param outpostArn the Outpost of the zone on which it is made, if any
   * @param initializationRate MiB a second at which it is to load; EC2's own pace if absent
   * @param clientToken at most 64 ASCII characters; a repeated call with the same one answers with
   *     the same volume
   */
  public record NewVolume(
      String snapshotId,
      String availabilityZone,
      Optional<String> outpostArn,
      VolumeSettings settings,
      Encryption encryption,
      Map<String, String> tags,
      Optional<Integer> initializationRate,
      String clientToken) {}

  /** Creates a volume and answers its id. */
  public String create(NewVolume volume) {
    return Calls.call("CreateVolume", () -> ec2.createVolume(request(volume).build())).volumeId();
  }

  /**
   * Asks EC2 whether it would create such a volume, without creating it.
   *
   * @throws AwsCallException if it would not
   */
  public void tryCreate(NewVolume volume) {
    try {
      Calls.call("CreateVolume", () -> ec2.createVolume(request(volume).dryRun(true).build()));
    } catch (RefusedException e) {
      // EC2's way of saying yes to a dry run.
      if (!e.code().equals("DryRunOperation")) {
        throw e;
      }
    }
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

  /** Deletes a volume; one that is gone already is a success. */
  public void delete(String volumeId) {
    try {
      Calls.call("DeleteVolume", () -> ec2.deleteVolume(request -> request.volumeId(volumeId)));
    } catch (RefusedException e) {
      if (!e.code().equals("InvalidVolume.NotFound")) {
        throw e;
      }
    }
  }

  private static CreateVolumeRequest.Builder request(NewVolume volume) {
    return CreateVolumeRequest.builder()
        .snapshotId(volume.snapshotId())
        .availabilityZone(volume.availabilityZone())
        .volumeType(volume.settings().type())
        .size(volume.settings().size())
        .iops(volume.settings().iops().orElse(null))
        .throughput(volume.settings().throughput().orElse(null))
        // Left out where it is not wanted: most volume types do not take the parameter.
        .multiAttachEnabled(volume.settings().multiAttach() ? true : null)
        .outpostArn(volume.outpostArn().orElse(null))
        // Left out where nothing is encrypted: the documentation does not say what false means
        // where EBS encrypts by default.
        .encrypted(volume.encryption().encrypted() ? true : null)
        .kmsKeyId(volume.encryption().kmsKeyId().orElse(null))
        .volumeInitializationRate(volume.initializationRate().orElse(null))
        .clientToken(volume.clientToken())
        .tagSpecifications(Tags.on(ResourceType.VOLUME, volume.tags()));
  }

  /**
   * How far volumes made from snapshots have loaded, as EC2 knows it: up to five minutes late.
   *
   * @param volumeIds at most 200, all of which exist
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
                .map(Ec2Volumes::toVolume)
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
            Boolean.TRUE.equals(v.multiAttachEnabled())),
        v.availabilityZone(),
        v.stateAsString(),
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
