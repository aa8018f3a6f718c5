package ebsbackup.ebs;

import java.util.Map;
import java.util.Optional;

/**
 * An EC2 instance, as far as backup and restore need it.
 *
 * @param state EC2's name of the state, such as {@code running}
 * @param rootDevice the root volume's device name, such as {@code /dev/xvda}
 */
public record Instance(
    String instanceId,
    String state,
    String availabilityZone,
    Optional<String> rootDevice,
    Map<String, String> tags) {

  public Instance {
    tags = Map.copyOf(tags);
  }

  /**
   * Terminated instances stay visible for about an hour; they can neither be backed up nor
   * restored.
   */
  public boolean gone() {
    return state.equals("terminated") || state.equals("shutting-down");
  }
}
