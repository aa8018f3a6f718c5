package ebsbackup.aws;

import ebsbackup.ebs.ReplaceRootTask;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTask;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/**
 * Attaches volumes to an instance and detaches them. Only the call that replaces a root volume has
 * a ClientToken, so the client must not retry. Every method throws {@link AwsCallException}.
 */
public final class VolumeAttacher {
  /** EC2's largest page of root replacements. */
  private static final int PAGE = 50;

  private final Ec2Client ec2;

  VolumeAttacher(Ec2Client ec2WithoutRetries) {
    this.ec2 = ec2WithoutRetries;
  }

  /**
   * Requests the attachment, which completes later.
   *
   * @throws RefusedException also if the volume is already attached, to this instance or another
   */
  public void attach(String volumeId, String instanceId, String device) {
    Calls.call(
        "AttachVolume",
        () ->
            ec2.attachVolume(
                request -> request.volumeId(volumeId).instanceId(instanceId).device(device)));
  }

  /**
   * Requests the detachment, which completes later.
   *
   * @throws RefusedException also if the volume is not attached at this device
   */
  public void detach(String volumeId, String instanceId, String device) {
    Calls.call(
        "DetachVolume",
        () ->
            ec2.detachVolume(
                request -> request.volumeId(volumeId).instanceId(instanceId).device(device)));
  }

  /**
   * Sets whether EC2 deletes the volume at the device when the instance is terminated. Setting the
   * same value again is a no-op.
   */
  public void setDeleteOnTermination(String instanceId, String device, boolean delete) {
    InstanceBlockDeviceMappingSpecification mapping =
        InstanceBlockDeviceMappingSpecification.builder()
            .deviceName(device)
            .ebs(ebs -> ebs.deleteOnTermination(delete))
            .build();
    Calls.call(
        "ModifyInstanceAttribute",
        () ->
            ec2.modifyInstanceAttribute(
                request -> request.instanceId(instanceId).blockDeviceMappings(mapping)));
  }

  /**
   * Requests that EC2 replace the root volume of the running instance and reboot it.
   *
   * @param clientToken a repeated call with the same token returns the same task
   */
  public void replaceRoot(
      String instanceId, String volumeId, String clientToken, Map<String, String> tags) {
    Calls.call(
        "CreateReplaceRootVolumeTask",
        () ->
            ec2.createReplaceRootVolumeTask(
                request ->
                    request
                        .instanceId(instanceId)
                        .volumeId(volumeId)
                        .deleteReplacedRootVolume(false)
                        .clientToken(clientToken)
                        .tagSpecifications(Tags.on(ResourceType.REPLACE_ROOT_VOLUME_TASK, tags))));
  }

  /** The root volume replacements of the instance that EC2 still lists. */
  public List<ReplaceRootTask> rootTasks(String instanceId) {
    return Calls.call(
        "DescribeReplaceRootVolumeTasks",
        () ->
            ec2
                .describeReplaceRootVolumeTasksPaginator(
                    request ->
                        request
                            .filters(Filters.exactly("instance-id", instanceId))
                            .maxResults(PAGE))
                .replaceRootVolumeTasks()
                .stream()
                .map(VolumeAttacher::toRootTask)
                .toList());
  }

  private static ReplaceRootTask toRootTask(ReplaceRootVolumeTask task) {
    return new ReplaceRootTask(
        task.replaceRootVolumeTaskId(),
        String.valueOf(task.taskStateAsString()),
        Tags.fromEc2(task.tags()));
  }
}
