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
 * @param whole whether nothing is moved while one of the places is out of reach; if not, the other
 *     places are reached first
 */
public record Goal(
    String instanceId,
    Optional<String> rootDevice,
    List<Place> places,
    List<String> away,
    boolean stopFirst,
    boolean rootByTask,
    boolean running,
    boolean whole) {

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
    return new Goal(instanceId, rootDevice, places, away, stopFirst, false, running, whole);
  }

  /**
   * Returns the goal without the places that are out of reach. What is attached there stays: an
   * empty device would be no better. A stopped instance is not started, because it might write to
   * volumes that do not belong together.
   */
  Goal without(List<Place> unreachable, Observed now) {
    List<Place> reachable = places.stream().filter(place -> !unreachable.contains(place)).toList();
    List<String> staying =
        unreachable.stream()
            .flatMap(place -> now.at(place.device()).stream())
            .map(there -> there.volume().volumeId())
            .toList();
    List<String> leaving = away.stream().filter(id -> !staying.contains(id)).toList();
    return new Goal(
        instanceId, rootDevice, reachable, leaving, stopFirst, rootByTask, false, whole);
  }
}
