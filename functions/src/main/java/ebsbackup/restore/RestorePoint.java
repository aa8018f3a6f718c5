package ebsbackup.restore;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SourceVerdicts;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The set to restore from, and the newer ones that were passed over because they are not good,
 * damaged or suspect. A restore never mixes sets.
 */
public record RestorePoint(SnapshotSet set, List<PassedOver> passedOver, int passedOverOmitted) {
  /** Weeks of bad sets must not exceed the 256 KiB that can pass between two states. */
  private static final int MAX_PASSED_OVER = 20;

  /** The tag has the full text; the advice must fit in as well. */
  private static final int LONGEST_EVIDENCE = 180;

  /** A newer set that is not good, damaged or suspect, and why. */
  public record PassedOver(String run, Instant startTime, SetProblem problem) {}

  /**
   * Chooses the newest good set, of any plan, that started at or before a time and that no
   * verification speaks against.
   *
   * @param sets all sets of the instance
   * @throws RestoreRefusedException if there is none
   */
  static RestorePoint before(String instanceId, List<SnapshotSet> sets, Instant time) {
    List<PassedOver> passedOver = new ArrayList<>();
    SourceVerdicts verdicts = SourceVerdicts.of(sets);
    for (SnapshotSet set : newestFirst(sets)) {
      if (set.startTime().isAfter(time)) {
        continue;
      }
      Optional<SetProblem> problem = set.problem().or(() -> alarm(set, verdicts));
      if (problem.isEmpty()) {
        int shown = Math.min(MAX_PASSED_OVER, passedOver.size());
        return new RestorePoint(set, passedOver.subList(0, shown), passedOver.size() - shown);
      }
      passedOver.add(new PassedOver(set.tags().run(), set.startTime(), problem.get()));
    }
    throw new RestoreRefusedException(
        passedOver.isEmpty()
            ? "%s has no set at or before %s".formatted(instanceId, time)
            : "%s has no good set at or before %s: %s passed over, the newest because %s"
                .formatted(
                    instanceId,
                    time,
                    Quantity.are(passedOver.size(), "set"),
                    passedOver.getFirst().problem().reason()));
  }

  private static Optional<SetProblem> alarm(SnapshotSet set, SourceVerdicts verdicts) {
    return verdicts
        .against(set)
        .map(
            against ->
                new SetProblem(
                    set.tags().source(),
                    "%s; use from.run = \"%s\" to restore it anyway"
                        .formatted(
                            PayloadBudget.shortened(against, LONGEST_EVIDENCE), set.tags().run()),
                    List.of()));
  }

  /**
   * Chooses the set of one run.
   *
   * @throws RestoreRefusedException if the run has no set of the instance, or no good one
   */
  static RestorePoint ofRun(String instanceId, List<SnapshotSet> sets, String run) {
    List<SnapshotSet> ofRun = sets.stream().filter(set -> set.tags().run().equals(run)).toList();
    return ofRun.stream()
        .filter(SnapshotSet::good)
        .min(SnapshotSet.BY_AGE)
        .map(set -> new RestorePoint(set, List.of(), 0))
        .orElseThrow(
            () ->
                new RestoreRefusedException(
                    ofRun.stream()
                        .flatMap(set -> set.problem().stream())
                        .findFirst()
                        .map(
                            problem ->
                                "the set of %s of run %s is not good: %s"
                                    .formatted(instanceId, run, problem.reason()))
                        .orElse("run %s has no set of %s".formatted(run, instanceId))));
  }

  private static List<SnapshotSet> newestFirst(List<SnapshotSet> sets) {
    return sets.stream().sorted(Comparator.comparing(SnapshotSet::startTime).reversed()).toList();
  }
}
