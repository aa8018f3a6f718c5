package ebsbackup.ebs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The properties of an EC2 instance that backup and restore need.
 *
 * @param state EC2's name for the state, for example {@code running}
 * @param rootDevice the device name of the root volume, for example {@code /dev/xvda}
 * @param kind what determines which actions EC2 allows
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
   * The properties that determine which actions EC2 allows on an instance.
   *
   * @param rootOnEbs {@code false} if the root is in an instance store: such an instance cannot be
   *     stopped
   * @param spot whether it is a Spot Instance, from a one-time or a persistent request
   * @param marketplaceCodes its AWS Marketplace product codes, which its root volume has as well
   * @param outpostArn the Outpost that it is on; its volumes must be on the same one
   */
  public record Kind(
      boolean rootOnEbs, boolean spot, List<String> marketplaceCodes, Optional<String> outpostArn) {

    /** An On-Demand Instance with its root on EBS, in an Availability Zone of the Region. */
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
