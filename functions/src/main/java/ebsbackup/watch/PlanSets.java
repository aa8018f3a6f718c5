package ebsbackup.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The sets of one plan at one point in time.
 *
 * @param good the number of sets that a restore can use
 * @param bad the number of other sets that will not become good: failed, incomplete or damaged
 * @param lastRun how long the newest run with a good set took, from the start of its snapshots
 *     until the last of them was completed
 */
record PlanSets(int good, int bad, Optional<Duration> lastRun) {

  /**
   * Counts the sets.
   *
   * @param good the plan's good sets, in any order
   * @param others its other sets
   */
  static PlanSets of(List<JudgedSet> good, List<JudgedSet> others) {
    return new PlanSets(
        good.size(),
        (int) others.stream().filter(JudgedSet::hopeless).count(),
        good.stream()
            .max(JudgedSet.BY_AGE)
            .map(JudgedSet::run)
            .map(run -> good.stream().filter(set -> set.run().equals(run)).toList())
            .map(PlanSets::duration));
  }

  private static Duration duration(List<JudgedSet> run) {
    Instant end =
        run.stream()
            .map(set -> set.point().safeSince())
            .max(Comparator.naturalOrder())
            .orElseThrow();
    Instant begin = run.stream().map(JudgedSet::time).min(Comparator.naturalOrder()).orElseThrow();
    return Duration.between(begin, end);
  }
}
