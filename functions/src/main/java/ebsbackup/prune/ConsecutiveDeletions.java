package ebsbackup.prune;

import ebsbackup.ebs.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Consecutive snapshots of one volume that are all to be deleted, and their neighbors that stay.
 * Only consecutive snapshots share blocks, because an overwritten place gets a new block. What the
 * deletion frees therefore depends only on these snapshots.
 *
 * @param before the last snapshot before them that stays, if there is one
 * @param deleted the ids of the snapshots to delete, oldest first; at least one
 * @param after the first snapshot after them that stays, if there is one
 */
record ConsecutiveDeletions(Optional<String> before, List<String> deleted, Optional<String> after) {

  private static final Comparator<Snapshot> OLDEST_FIRST =
      Comparator.comparing(Snapshot::startTime).thenComparing(Snapshot::snapshotId);

  ConsecutiveDeletions {
    deleted = List.copyOf(deleted);
  }

  /** The ids of the snapshots to delete and of the one after them. */
  List<String> following() {
    List<String> following = new ArrayList<>(deleted);
    after.ifPresent(following::add);
    return following;
  }

  /** Whether a snapshot can share blocks with its neighbors. */
  static boolean sharesBlocks(Snapshot snapshot) {
    // A failed snapshot has no blocks, and an archived one is complete by itself.
    return !snapshot.archived() && !snapshot.state().equals("error");
  }

  /**
   * Finds the stretches of consecutive deletions.
   *
   * @param all the snapshots of some volumes, of any plan or none, in any order
   * @param deleted the ids of the snapshots that will be deleted
   */
  static List<ConsecutiveDeletions> of(List<Snapshot> all, Set<String> deleted) {
    Map<String, List<Snapshot>> byVolume = new LinkedHashMap<>();
    all.stream()
        .filter(ConsecutiveDeletions::sharesBlocks)
        .sorted(OLDEST_FIRST)
        .forEach(s -> byVolume.computeIfAbsent(s.volumeId(), id -> new ArrayList<>()).add(s));
    List<ConsecutiveDeletions> stretches = new ArrayList<>();
    byVolume.values().forEach(row -> addTo(stretches, row, deleted));
    return stretches;
  }

  private static void addTo(
      List<ConsecutiveDeletions> stretches, List<Snapshot> row, Set<String> deleted) {
    Optional<String> before = Optional.empty();
    List<String> run = new ArrayList<>();
    for (Snapshot snapshot : row) {
      if (deleted.contains(snapshot.snapshotId())) {
        run.add(snapshot.snapshotId());
      } else {
        Optional<String> here = Optional.of(snapshot.snapshotId());
        if (!run.isEmpty()) {
          stretches.add(new ConsecutiveDeletions(before, run, here));
          run.clear();
        }
        before = here;
      }
    }
    if (!run.isEmpty()) {
      stretches.add(new ConsecutiveDeletions(before, run, Optional.empty()));
    }
  }
}
