package ebsbackup.ebs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An EC2 instance, as far as backup and restore need it.
 *
 * @param state EC2's name of the state, such as {@code running}
 * @param rootDevice the root volume's device name, such as {@code /dev/xvda}
 * @param kind what decides which actions EC2 allows on it
 */
public record Instance(
    String instanceId,
    String state,
    String availabilityZone,
    Optional<String> rootDevice,
    Kind kind,
    Map<String, String> tags) {

  public Instance {
    tags = Map.copyOf(tags);
  }

  /**
   * What decides which actions EC2 allows on an instance.
   *
   * @param rootOnEbs false if the root is in an instance store: such an instance cannot be stopped
   * @param spot whether it is a Spot Instance, of a one-time or of a persistent request
   * @param marketplaceCodes its AWS Marketplace product codes, which its root volume has too
   * @param outpostArn the Outpost that it is on; its volumes must be there as well
   */
  public record Kind(
      boolean rootOnEbs, boolean spot, List<String> marketplaceCodes, Optional<String> outpostArn) {

    /** An On-Demand Instance with its root on EBS, in a zone of the Region. */
    public static final Kind ORDINARY = new Kind(true, false, List.of(), Optional.empty());

    public Kind {
      marketplaceCodes = List.copyOf(marketplaceCodes);
    }
  }

  /**
   * Terminated instances stay visible for about an hour; they can neither be backed up nor
   * restored.
   */
  public boolean gone() {
    return state.equals("terminated") || state.equals("shutting-down");
  }
}
