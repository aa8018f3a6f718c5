package ebsbackup.ebs;

import java.util.Optional;

/**
 * Where a volume is attached.
 *
 * @param instanceId absent where the volume is attached to a resource that an AWS service manages,
 *     such as a task on Fargate
 * @param device absent in the same cases
 */
public record Attachment(
    Optional<String> instanceId,
    Optional<String> device,
    boolean deleteOnTermination,
    String state) {

  /** At a device of an instance. */
  public static Attachment at(
      String instanceId, String device, boolean deleteOnTermination, String state) {
    return new Attachment(Optional.of(instanceId), Optional.of(device), deleteOnTermination, state);
  }

  /** Whether it is to that instance. */
  public boolean isTo(String instance) {
    return instanceId.filter(instance::equals).isPresent();
  }

  /** What the volume is attached to, for a person. */
  public String holder() {
    return instanceId.orElse("a resource that an AWS service manages");
  }

  /** Whether a multi-volume snapshot of the instance takes in the volume. */
  public boolean present() {
    return !state.equals("detached") && !state.equals("detaching");
  }
}
