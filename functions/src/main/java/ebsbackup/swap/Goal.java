package ebsbackup.swap;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The desired state: which volumes an instance has at which devices.
 *
 * @param rootDevice the instance's root, if known
 * @param places the volumes to attach
 * @param away volumes that are not to be attached to the instance
 * @param stopFirst volumes may be moved only while the instance is stopped
 * @param rootByTask the root of a running instance is replaced by EC2, which reboots it
 * @param running whether the instance is to run in the end; one that need not is left as it is
 */
public record Goal(
    String instanceId,
    Optional<String> rootDevice,
    List<Place> places,
    List<String> away,
    boolean stopFirst,
    boolean rootByTask,
    boolean running) {

  public Goal {
    places = List.copyOf(places);
    away = List.copyOf(away);
  }

  /** A volume at a device. */
  public record Place(String volumeId, String device, boolean deleteOnTermination) {}

  /** Every volume that this is about, each once. */
  public List<String> volumeIds() {
    return Stream.concat(away.stream(), places.stream().map(Place::volumeId)).distinct().toList();
  }

  boolean isRoot(String device) {
    return rootDevice.filter(device::equals).isPresent();
  }

  /** The same for a person, for whom stopping the instance is the simplest way. */
  public Goal byHand() {
    return new Goal(instanceId, rootDevice, places, away, stopFirst, false, running);
  }
}
