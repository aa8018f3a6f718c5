package ebsbackup.swap;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The desired state: which volumes an instance has at which devices.
 *
 * @param rootDevice the instance's root device, if known
 * @param places the volumes to attach
 * @param away volumes that must not be attached to the instance
 * @param stopFirst whether volumes may be moved only while the instance is stopped
 * @param rootByTask whether EC2 replaces the root volume while the instance runs, and reboots it
 * @param running whether the instance must be running at the end; if not, it is not started
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

  /** The ids of all volumes of the goal, each once. */
  public List<String> volumeIds() {
    return Stream.concat(away.stream(), places.stream().map(Place::volumeId)).distinct().toList();
  }

  boolean isRoot(String device) {
    return rootDevice.filter(device::equals).isPresent();
  }

  /** Returns the goal for a manual move, in which stopping the instance is the simplest way. */
  public Goal manual() {
    return new Goal(instanceId, rootDevice, places, away, stopFirst, false, running);
  }
}
