package ebsbackup.pull;

import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SourceVerdicts;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CopyPlan;
import ebsbackup.retention.RetentionPolicy;
import ebsbackup.retention.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sets that have no good copy yet and would be kept here, newest first. Sets whose copies the
 * next prune would delete are left out.
 */
record DueSets(List<SnapshotSet> sets) {
  static final DueSets NONE = new DueSets(List.of());

  /** Snapshots per page: far below 256 KiB between two states. */
  static final int PAGE = 200;

  private static final Comparator<SnapshotSet> NEWEST_FIRST =
      Comparator.comparing((SnapshotSet set) -> set.ref().position()).reversed();

  DueSets {
    sets = List.copyOf(sets);
  }

  /**
   * Decides which sets are due.
   *
   * @param source the plan's sets at the source, good or not
   * @param here the copies, good or not
   */
  static DueSets of(CopyPlan plan, List<SnapshotSet> source, List<SnapshotSet> here, Instant now) {
    Set<SetRef> copied =
        here.stream().filter(SnapshotSet::good).map(SnapshotSet::ref).collect(Collectors.toSet());
    Map<String, SourceVerdicts> verdicts = SourceVerdicts.bySource(source);
    List<SnapshotSet> offered =
        source.stream()
            .filter(set -> verdicts.get(set.tags().source()).usable(set) && canBeCopied(set))
            .toList();
    Set<SetRef> known = offered.stream().map(SnapshotSet::ref).collect(Collectors.toSet());
    List<SnapshotSet> all =
        Stream.concat(offered.stream(), here.stream().filter(set -> !known.contains(set.ref())))
            .toList();
    RetentionPolicy policy =
        new RetentionPolicy(plan.keep(), plan.pruning().timeZone(), plan.pruning().grace());
    return new DueSets(
        policy.decide(all, Set.of(), now).stream()
            .filter(decision -> decision.verdict() == Verdict.KEEP)
            .map(decision -> decision.set())
            .filter(set -> known.contains(set.ref()) && !copied.contains(set.ref()))
            .sorted(NEWEST_FIRST)
            .toList());
  }

  /** Whether EC2 can copy the set: it copies only snapshots in the standard tier. */
  private static boolean canBeCopied(SnapshotSet set) {
    return set.snapshots().stream().noneMatch(Snapshot::archived);
  }

  /**
   * The cost and time of pulling the sets.
   *
   * @throws InvalidInputException if EC2 cannot copy a snapshot in the time that the plan requests
   */
  PullEstimate estimate(CopyPlan plan) {
    return PullEstimate.of(this, CompletionTime.of(plan, snapshots()));
  }

  /** All snapshots of the sets. */
  List<Snapshot> snapshots() {
    return sets.stream().flatMap(set -> set.snapshots().stream()).toList();
  }

  /**
   * A page of the sets.
   *
   * @param cursor where the page ends; absent on the last page
   */
  record Page(List<SetToPull> sets, Optional<String> cursor) {
    /** Prepends the unfinished sets of the previous page, so no place for copies stays empty. */
    Page after(List<SetToPull> unfinished) {
      return new Page(
          Stream.concat(unfinished.stream(), sets.stream()).distinct().toList(), cursor);
    }
  }

  /** The page after a cursor; the first page without one. */
  Page page(Optional<String> cursor) {
    List<SetToPull> page = new ArrayList<>();
    int snapshots = 0;
    for (SnapshotSet set : sets) {
      if (cursor.isEmpty() || set.ref().position().compareTo(cursor.get()) < 0) {
        if (snapshots >= PAGE) {
          return new Page(page, Optional.of(page.getLast().set().position()));
        }
        page.add(SetToPull.of(set));
        snapshots += set.snapshots().size();
      }
    }
    return new Page(page, Optional.empty());
  }
}
