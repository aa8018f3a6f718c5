package ebsbackup.retention;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The sets that a plan has created, as far as their tags are complete.
 *
 * @param sets the sets that may be decided on
 * @param ignored snapshots with the plan's tag that are never deleted: copies, and snapshots whose
 *     tags, or those of other snapshots of their set, are damaged
 */
public record PlanHistory(List<SnapshotSet> sets, List<Ignored> ignored) {

  private record Place(String volumeId, Instant startTime) {}

  public PlanHistory {
    sets = List.copyOf(sets);
    ignored = List.copyOf(ignored);
  }

  /**
   * Groups snapshots into sets.
   *
   * @param listed the snapshots with the plan's tag
   * @param others more snapshots of volumes that a set seems to lack: if one of them was created
   *     with the set, it has lost its tags, and the set is damaged, not half-deleted
   */
  public static PlanHistory of(String plan, List<Snapshot> listed, List<Snapshot> others) {
    SnapshotSets found = SnapshotSets.of(listed);
    List<Ignored> ignored = new ArrayList<>(found.ignored());
    Set<Place> strays = new HashSet<>();
    others.forEach(snapshot -> strays.add(place(snapshot)));
    ignored.forEach(stray -> strays.add(place(stray.snapshot())));
    List<SnapshotSet> sets = new ArrayList<>();
    for (SnapshotSet set : found.sets()) {
      Optional<String> objection = objection(plan, set, found.contradictory(), strays);
      if (objection.isEmpty()) {
        sets.add(set);
      } else {
        set.snapshots().forEach(snapshot -> ignored.add(new Ignored(snapshot, objection.get())));
      }
    }
    return new PlanHistory(sets, ignored);
  }

  private static Optional<String> objection(
      String plan, SnapshotSet set, Set<SetRef> contradictory, Set<Place> strays) {
    if (!set.tags().plan().equals(plan)) {
      return Optional.of("it belongs to the plan " + set.tags().plan());
    }
    if (contradictory.contains(set.ref())) {
      return Optional.of("the tags of its set do not agree");
    }
    return set.missingVolumes().stream()
            .anyMatch(id -> strays.contains(new Place(id, set.startTime())))
        ? Optional.of("another snapshot of its set has lost its tags")
        : Optional.empty();
  }

  /** The volumes that have no snapshot in one of the sets they are members of. */
  public List<String> missingVolumes() {
    return sets.stream().flatMap(set -> set.missingVolumes().stream()).distinct().toList();
  }

  private static Place place(Snapshot snapshot) {
    return new Place(snapshot.volumeId(), snapshot.startTime());
  }
}
