package ebsbackup.retention;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a plan has made, as far as its tags are complete.
 *
 * @param sets what may be decided on
 * @param ignored snapshots that carry the plan's tag, but whose tags, or those of others of their
 *     set, are damaged: never touched
 */
record PlanHistory(List<SnapshotSet> sets, List<String> ignored) {

  private record Place(String volumeId, Instant startTime) {}

  PlanHistory {
    sets = List.copyOf(sets);
    ignored = List.copyOf(ignored);
  }

  /**
   * Sorts snapshots into sets.
   *
   * @param listed those with the plan's tag
   * @param others more snapshots of volumes that a set seems to miss: where one of them was made
   *     with the set, it has lost its tags, and the set is not half-deleted but damaged
   */
  static PlanHistory of(String plan, List<Snapshot> listed, List<Snapshot> others) {
    List<Snapshot> readable = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    Set<Place> strays = new HashSet<>();
    others.forEach(snapshot -> strays.add(place(snapshot)));
    for (Snapshot snapshot : listed) {
      if (SetTags.read(snapshot.tags()).filter(tags -> tags.plan().equals(plan)).isPresent()) {
        readable.add(snapshot);
      } else {
        ignored.add(snapshot.snapshotId());
        strays.add(place(snapshot));
      }
    }
    List<SnapshotSet> sets = new ArrayList<>();
    for (SnapshotSet set : SnapshotSet.group(readable)) {
      boolean agreed =
          set.snapshots().stream()
              .allMatch(s -> SetTags.read(s.tags()).equals(Optional.of(set.tags())));
      boolean lost =
          set.missingVolumes().stream()
              .anyMatch(id -> strays.contains(new Place(id, set.startTime())));
      if (agreed && !lost) {
        sets.add(set);
      } else {
        set.snapshots().forEach(snapshot -> ignored.add(snapshot.snapshotId()));
      }
    }
    return new PlanHistory(sets, ignored);
  }

  /** The volumes whose snapshots are missing from any set. */
  List<String> missingVolumes() {
    return sets.stream().flatMap(set -> set.missingVolumes().stream()).distinct().toList();
  }

  private static Place place(Snapshot snapshot) {
    return new Place(snapshot.volumeId(), snapshot.startTime());
  }
}
