package ebsbackup.watch;

import ebsbackup.ebs.SnapshotSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The sets of one plan at one moment.
 *
 * @param good the number of those that a restore can take
 * @param bad the number of others that will not become good: failed, incomplete or damaged
 * @param lastRun how long the newest run with a good set took, from the start of its snapshots
 *     until the last of them was complete
 */
record PlanSets(int good, int bad, Optional<Duration> lastRun) {

  /**
   * Counts.
   *
   * @param good the plan's good sets, in any order
   * @param others its other sets
   */
  static PlanSets of(List<SnapshotSet> good, List<SnapshotSet> others) {
    return new PlanSets(
        good.size(),
        (int) others.stream().filter(set -> !set.pending() || set.failed()).count(),
        good.stream()
            .max(SnapshotSet.BY_AGE)
            .map(newest -> newest.tags().run())
            .map(run -> good.stream().filter(set -> set.tags().run().equals(run)).toList())
            .map(PlanSets::duration));
  }

  private static Duration duration(List<SnapshotSet> run) {
    Instant end =
        run.stream()
            .map(set -> RestorePoints.Point.of(set).safeSince())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Instant begin =
        run.stream().map(SnapshotSet::startTime).min(Comparator.naturalOrder()).orElseThrow();
    return Duration.between(begin, end);
  }
}
