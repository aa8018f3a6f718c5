package ebsbackup.verify;

import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.Verification;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The next sets to verify.
 *
 * @param cursor where the page ends; absent on the last page
 */
record DueSelection(List<SelectedSet> sets, Optional<String> cursor) {
  /** Snapshots per page: some minutes of reading, and far below 256 KiB between two states. */
  static final int PAGE = 200;

  DueSelection {
    sets = List.copyOf(sets);
  }

  /**
   * Whether the set can be verified and has not been: it is good, readable, and without a verdict.
   */
  static boolean isDue(SnapshotSet set) {
    return set.good()
        && set.verification().isEmpty()
        && set.snapshots().stream().noneMatch(Snapshot::archived);
  }

  /**
   * The page after a cursor; the first page without one. The first round verifies the newest due
   * set of every source, the second round the set before it, and so on. Within a round, the sources
   * with the oldest last verdict come first. If the requests of one run do not suffice for all
   * sources, several runs reach each of them.
   *
   * @param begun when the run began: later verdicts must not move another set to a position that
   *     the cursor has already passed
   */
  static DueSelection of(List<SnapshotSet> all, Instant begun, Optional<String> cursor) {
    Map<String, List<SnapshotSet>> bySource = bySource(all);
    SortedMap<String, SnapshotSet> due = inOrder(bySource, begun);
    List<SelectedSet> page = new ArrayList<>();
    int snapshots = 0;
    String last = "";
    for (Map.Entry<String, SnapshotSet> next : due.entrySet()) {
      SnapshotSet set = next.getValue();
      if (isDue(set) && next.getKey().compareTo(cursor.orElse("")) > 0) {
        if (snapshots >= PAGE) {
          return new DueSelection(page, Optional.of(last));
        }
        page.add(SelectedSet.of(set, bySource.get(set.tags().source())));
        snapshots += set.snapshots().size();
        last = next.getKey();
      }
    }
    return new DueSelection(page, Optional.empty());
  }

  /** All sets that a run starting at {@code begun} would select with enough requests and time. */
  static List<SnapshotSet> all(List<SnapshotSet> all, Instant begun) {
    return inOrder(bySource(all), begun).values().stream().filter(DueSelection::isDue).toList();
  }

  private static Map<String, List<SnapshotSet>> bySource(List<SnapshotSet> all) {
    return all.stream().collect(Collectors.groupingBy(set -> set.tags().source()));
  }

  private static SortedMap<String, SnapshotSet> inOrder(
      Map<String, List<SnapshotSet>> bySource, Instant begun) {
    SortedMap<String, SnapshotSet> due = new TreeMap<>();
    bySource.values().forEach(sets -> due.putAll(inRounds(sets, begun)));
    return due;
  }

  /** The sets of one source that were due when the run began, by their sort key. */
  private static Map<String, SnapshotSet> inRounds(List<SnapshotSet> sets, Instant begun) {
    Instant last =
        sets.stream()
            .flatMap(set -> verdictAt(set).stream())
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    Instant second = begun.truncatedTo(ChronoUnit.SECONDS);
    List<SnapshotSet> due =
        sets.stream()
            .filter(set -> !set.startTime().isAfter(begun))
            .filter(set -> isDue(set) || !verdictAt(set).orElse(Instant.MIN).isBefore(second))
            .sorted(SnapshotSet.BY_AGE.reversed())
            .toList();
    Map<String, SnapshotSet> inRounds = new HashMap<>();
    for (int round = 0; round < due.size(); round++) {
      SnapshotSet set = due.get(round);
      inRounds.put("%06d %019d %s".formatted(round, last.toEpochMilli(), set.tags().source()), set);
    }
    return inRounds;
  }

  private static Optional<Instant> verdictAt(SnapshotSet set) {
    return set.verification().flatMap(Verification::at);
  }
}
