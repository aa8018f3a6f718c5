package ebsbackup.restore;

import ebsbackup.restore.Goal.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where the new volumes go, and what is there now: the old mapping, kept from before the first
 * change until the end.
 *
 * @param running the power state before
 * @param stop the instance is stopped while volumes are moved
 * @param rootByTask the root is replaced by EC2 while the instance runs
 */
public record Placing(
    Optional<String> rootDevice,
    boolean running,
    boolean stop,
    boolean rootByTask,
    boolean safetySnapshot,
    List<Slot> slots) {

  public Placing {
    slots = List.copyOf(slots);
  }

  /**
   * A device and what is to be there.
   *
   * @param snapshotId the volume made of it comes here
   * @param deleteOnTermination what the new volume gets
   * @param replaces the volume that is there now
   */
  public record Slot(
      String snapshotId, String device, boolean deleteOnTermination, Optional<Replaced> replaces) {}

  /** A volume that makes room. */
  public record Replaced(String volumeId, boolean deleteOnTermination) {}

  /** The ids of the volumes that make room. */
  List<String> replaced() {
    return slots.stream().flatMap(s -> s.replaces().stream()).map(Replaced::volumeId).toList();
  }

  /** The new volumes in their places. */
  Goal forward(String instanceId, List<RestoredVolume> volumes) {
    Map<String, RestoredVolume> bySnapshot =
        volumes.stream().collect(Collectors.toMap(RestoredVolume::snapshotId, Function.identity()));
    List<Place> places =
        slots.stream()
            .map(
                slot ->
                    new Place(
                        bySnapshot.get(slot.snapshotId()).volumeId(),
                        slot.device(),
                        slot.deleteOnTermination()))
            .toList();
    return new Goal(instanceId, rootDevice, places, replaced(), stop, rootByTask, running);
  }

  /** The old volumes back in their places, and the new ones nowhere. */
  Goal back(String instanceId, List<RestoredVolume> volumes) {
    List<Place> places =
        slots.stream()
            .flatMap(
                slot ->
                    slot.replaces().stream()
                        .map(
                            old ->
                                new Place(
                                    old.volumeId(), slot.device(), old.deleteOnTermination())))
            .toList();
    return new Goal(
        instanceId,
        rootDevice,
        places,
        volumes.stream().map(RestoredVolume::volumeId).toList(),
        stop,
        rootByTask,
        running);
  }
}
