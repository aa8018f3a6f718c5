package ebsbackup.ebs;

import java.util.Optional;

/**
 * An attachment of a volume.
 *
 * @param instanceId absent if the volume is attached to a resource that an AWS service manages, for
 *     example a task on Fargate
 * @param device absent in the same cases
 */
public record Attachment(
    Optional<String> instanceId,
    Optional<String> device,
    boolean deleteOnTermination,
    String state) {

  /** An attachment to an instance. */
  public static Attachment at(
      String instanceId, String device, boolean deleteOnTermination, String state) {
    return new Attachment(Optional.of(instanceId), Optional.of(device), deleteOnTermination, state);
  }

  /** Whether the volume is attached to the given instance. */
  public boolean isTo(String instance) {
    return instanceId.filter(instance::equals).isPresent();
  }

  /** Describes what the volume is attached to. */
  public String holder() {
    return instanceId.orElse("a resource that an AWS service manages");
  }

  /** Whether a multi-volume snapshot of the instance includes the volume. */
  public boolean present() {
    return !state.equals("detached") && !state.equals("detaching");
  }
}
