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
 * Where the new volumes go, and which volumes are there now. The old mapping is kept from before
 * the first change until the end.
 *
 * @param running whether the instance was running before the restore
 * @param stop whether the instance is stopped while volumes are moved
 * @param rootByTask whether EC2 replaces the root volume while the instance runs
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
   * A volume that is replaced.
   *
   * @param aside the tag that is removed from the volume while it carries the restore's mark
   */
  public record Replaced(String volumeId, boolean deleteOnTermination, Optional<SetAside> aside) {

    Replaced(String volumeId, boolean deleteOnTermination) {
      this(volumeId, deleteOnTermination, Optional.empty());
    }
  }

  /**
   * A user's tag that a restore removes from a volume without room for its marks, and puts back at
   * the end.
   *
   * @param full whether the volume has no room for {@code ebs-backup:replaced} either
   */
  public record SetAside(String key, String value, boolean full) {

    /** Returns the tag to remove from a volume with these tags; empty if both marks fit. */
    static Optional<SetAside> of(Map<String, String> tags) {
      Set<String> keys = new HashSet<>(tags.keySet());
      boolean full = !TagBudget.hasPlace(keys, RestorePlan.REPLACED);
      keys.add(RestorePlan.REPLACED);
      if (!full && TagBudget.hasPlace(keys, SetTags.RESTORING)) {
        return Optional.empty();
      }
      return TagBudget.own(tags).entrySet().stream()
          .max(Map.Entry.comparingByKey(TagBudget.byWorth()))
          .map(tag -> new SetAside(tag.getKey(), tag.getValue(), full));
    }
  }

  /** Returns a copy that sets a tag aside on each volume without room for the restore's marks. */
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

  /** The volumes from which a tag is removed temporarily. */
  List<Replaced> setAside() {
    return assignments.stream()
        .flatMap(assignment -> assignment.replaces().stream())
        .filter(old -> old.aside().isPresent())
        .toList();
  }

  /** The ids of the volumes from which a tag is removed temporarily. */
  List<String> setAsideIds() {
    return setAside().stream().map(Replaced::volumeId).toList();
  }

  /**
   * The tags to put back on these volumes, by volume. If a volume has got such a tag again, it
   * keeps that one.
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

  /** The replaced volumes that have room for {@code ebs-backup:replaced}. */
  List<String> replacedWithPlace() {
    return assignments.stream()
        .flatMap(assignment -> assignment.replaces().stream())
        .filter(old -> old.aside().filter(SetAside::full).isEmpty())
        .map(Replaced::volumeId)
        .toList();
  }

  /** One warning for each volume that has no room for the restore's marks. */
  List<String> tagWarnings() {
    return setAside().stream()
        .map(
            old -> {
              SetAside aside = old.aside().orElseThrow();
              return "%s has no room for the tags of the restore: its tag %s=%s is removed and restored at the end%s"
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

  /** The ids of the replaced volumes. */
  List<String> replaced() {
    return assignments.stream()
        .flatMap(s -> s.replaces().stream())
        .map(Replaced::volumeId)
        .toList();
  }

  /** The goal of the restore: the new volumes at their devices, all of them or none. */
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
    return new Goal(instanceId, rootDevice, places, replaced(), stop, rootByTask, running, true);
  }

  /** The goal of the undo: the old volumes back at their devices, and the new ones detached. */
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
        running,
        false);
  }
}
