package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.TagBudget;
import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal;
import ebsbackup.swap.Goal.Place;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    List<DeviceAssignment> assignments) {

  public Placing {
    assignments = List.copyOf(assignments);
    // An undo without an assignment would detach the new volumes and put nothing back.
    if (assignments.isEmpty()) {
      throw new IllegalArgumentException("placing.assignments: expected at least one");
    }
  }

  /**
   * A volume that makes room.
   *
   * @param aside the tag that is off the volume while it carries the mark of the restore
   */
  public record Replaced(String volumeId, boolean deleteOnTermination, Optional<SetAside> aside) {

    Replaced(String volumeId, boolean deleteOnTermination) {
      this(volumeId, deleteOnTermination, Optional.empty());
    }
  }

  /**
   * A user's tag that a restore takes off a volume without a place for its marks, and puts back at
   * its end.
   *
   * @param full whether the volume has no place for {@code ebs-backup:replaced} either
   */
  public record SetAside(String key, String value, boolean full) {

    /** The tag to take off a volume with these tags; none if both marks find a place. */
    static Optional<SetAside> of(Map<String, String> tags) {
      Set<String> keys = new HashSet<>(tags.keySet());
      boolean full = !TagBudget.hasPlace(keys, RestorePlan.REPLACED);
      keys.add(RestorePlan.REPLACED);
      if (!full && TagBudget.hasPlace(keys, SetTags.RESTORING)) {
        return Optional.empty();
      }
      return TagBudget.own(tags).entrySet().stream()
          .max(Map.Entry.comparingByKey(TagBudget.byWorth(key -> false)))
          .map(tag -> new SetAside(tag.getKey(), tag.getValue(), full));
    }
  }

  /** The same, with a tag set aside on each volume that has no place for the restore's marks. */
  Placing makingRoom(Map<String, Volume> volumes) {
    List<DeviceAssignment> changed =
        assignments.stream()
            .map(one -> one.replacing(one.replaces().map(old -> makingRoom(old, volumes))))
            .toList();
    return new Placing(rootDevice, running, stop, rootByTask, changed);
  }

  private static Replaced makingRoom(Replaced old, Map<String, Volume> volumes) {
    return new Replaced(
        old.volumeId(),
        old.deleteOnTermination(),
        Optional.ofNullable(volumes.get(old.volumeId()))
            .flatMap(volume -> SetAside.of(volume.tags())));
  }

  /** The volumes from which a tag is taken for a while. */
  List<Replaced> setAside() {
    return assignments.stream()
        .flatMap(assignment -> assignment.replaces().stream())
        .filter(old -> old.aside().isPresent())
        .toList();
  }

  /** Their ids. */
  List<String> setAsideIds() {
    return setAside().stream().map(Replaced::volumeId).toList();
  }

  /**
   * The tags to put back on these volumes, by volume. A volume that has such a tag again keeps it.
   */
  Map<String, SetAside> tagsToPutBack(Collection<Volume> volumes) {
    Map<String, Volume> byId =
        volumes.stream().collect(Collectors.toMap(Volume::volumeId, Function.identity()));
    Map<String, SetAside> back = new LinkedHashMap<>();
    for (Replaced old : setAside()) {
      SetAside tag = old.aside().orElseThrow();
      Optional.ofNullable(byId.get(old.volumeId()))
          .filter(volume -> !volume.tags().containsKey(tag.key()))
          .ifPresent(volume -> back.put(volume.volumeId(), tag));
    }
    return back;
  }

  /** The volumes that make room and have a place for {@code ebs-backup:replaced}. */
  List<String> replacedWithPlace() {
    return assignments.stream()
        .flatMap(assignment -> assignment.replaces().stream())
        .filter(old -> old.aside().filter(SetAside::full).isEmpty())
        .map(Replaced::volumeId)
        .toList();
  }

  /** What happens to the tags of volumes that have no place for the restore's marks. */
  List<String> tagWarnings() {
    return setAside().stream()
        .map(
            old -> {
              SetAside aside = old.aside().orElseThrow();
              return "%s has no place for the tags of the restore: its tag %s=%s is taken off and put back at the end%s"
                  .formatted(
                      old.volumeId(),
                      aside.key(),
                      aside.value(),
                      aside.full()
                          ? "; it does not get the tag %s".formatted(RestorePlan.REPLACED)
                          : "");
            })
        .toList();
  }

  boolean replacesVolumes() {
    return !replaced().isEmpty();
  }

  /** The ids of the volumes that make room. */
  List<String> replaced() {
    return assignments.stream()
        .flatMap(s -> s.replaces().stream())
        .map(Replaced::volumeId)
        .toList();
  }

  /** The new volumes in their places. */
  Goal forward(String instanceId, List<RestoredVolume> volumes) {
    Map<String, RestoredVolume> bySnapshot =
        volumes.stream().collect(Collectors.toMap(RestoredVolume::snapshotId, Function.identity()));
    List<Place> places =
        assignments.stream()
            .map(
                assignment ->
                    new Place(
                        bySnapshot.get(assignment.snapshotId()).volumeId(),
                        assignment.device(),
                        assignment.deleteOnTermination()))
            .toList();
    return new Goal(instanceId, rootDevice, places, replaced(), stop, rootByTask, running);
  }

  /** The old volumes back in their places, and the new ones nowhere. */
  Goal back(String instanceId, List<RestoredVolume> volumes) {
    List<Place> places =
        assignments.stream()
            .flatMap(
                assignment ->
                    assignment.replaces().stream()
                        .map(
                            old ->
                                new Place(
                                    old.volumeId(),
                                    assignment.device(),
                                    old.deleteOnTermination())))
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
