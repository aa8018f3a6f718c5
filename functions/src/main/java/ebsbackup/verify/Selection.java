package ebsbackup.verify;

import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The next sets to verify.
 *
 * @param cursor where the page ends; absent on the last one
 */
record Selection(List<SelectedSet> sets, Optional<String> cursor) {
  /** Snapshots a page: some minutes of reading, and far below 256 KiB between two states. */
  static final int PAGE = 200;

  private static final Comparator<SnapshotSet> NEWEST_FIRST =
      Comparator.comparing((SnapshotSet set) -> set.ref().position()).reversed();

  Selection {
    sets = List.copyOf(sets);
  }

  /** Whether the set can be verified and was not: good, readable, and without a verdict. */
  static boolean isDue(SnapshotSet set) {
    return set.good()
        && set.verification().isEmpty()
        && set.snapshots().stream().noneMatch(Snapshot::archived);
  }

  /** The page after a cursor, the newest sets first; the first page without one. */
  static Selection of(List<SnapshotSet> all, Optional<String> cursor) {
    List<SelectedSet> page = new ArrayList<>();
    int snapshots = 0;
    Map<String, List<SnapshotSet>> bySource =
        all.stream().collect(Collectors.groupingBy(set -> set.tags().source()));
    for (SnapshotSet set : all.stream().filter(Selection::isDue).sorted(NEWEST_FIRST).toList()) {
      if (cursor.isEmpty() || set.ref().position().compareTo(cursor.get()) < 0) {
        if (snapshots >= PAGE) {
          return new Selection(page, Optional.of(page.getLast().set().position()));
        }
        page.add(SelectedSet.of(set, bySource.get(set.tags().source())));
        snapshots += set.snapshots().size();
      }
    }
    return new Selection(page, Optional.empty());
  }
}
