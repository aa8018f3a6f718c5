package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.InstanceSpecification;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SnapshotInfo;

/**
 * The two calls that create snapshots. They have no ClientToken, so a call that the SDK retried
 * after a lost response would create a second set: the client must not retry. Every method throws
 * {@link AwsCallException}.
 */
public final class SnapshotCreator {
  private final Ec2Client ec2;

  SnapshotCreator(Ec2Client ec2WithoutRetries) {
    this.ec2 = ec2WithoutRetries;
  }

  /**
   * Creates one crash-consistent set.
   *
   * @return the ids of the volumes that EC2 is creating snapshots of
   */
  public List<String> createSet(
      String instanceId,
      boolean excludeBootVolume,
      List<String> excludeDataVolumeIds,
      Map<String, String> tags,
      String description) {
    InstanceSpecification instance =
        InstanceSpecification.builder()
            .instanceId(instanceId)
            .excludeBootVolume(excludeBootVolume)
            .excludeDataVolumeIds(excludeDataVolumeIds)
            .build();
    return Calls.call(
            "CreateSnapshots",
            () ->
                ec2.createSnapshots(
                    request ->
                        request
                            .instanceSpecification(instance)
                            .description(description)
                            .tagSpecifications(Tags.on(ResourceType.SNAPSHOT, tags))))
        .snapshots()
        .stream()
        .map(SnapshotInfo::volumeId)
        .toList();
  }

  /**
   * Creates a snapshot of one volume.
   *
   * @return the volume id in EC2's response
   */
  public String create(String volumeId, Map<String, String> tags, String description) {
    CreateSnapshotResponse response =
        Calls.call(
            "CreateSnapshot",
            () ->
                ec2.createSnapshot(
                    request ->
                        request
                            .volumeId(volumeId)
                            .description(description)
                            .tagSpecifications(Tags.on(ResourceType.SNAPSHOT, tags))));
    return String.valueOf(response.volumeId());
  }
}
