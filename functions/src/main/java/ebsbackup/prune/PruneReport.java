package ebsbackup.prune;

import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.ebs.Ignored;
import ebsbackup.request.Pruning;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The result of a prune: what happened, and what exists now.
 *
 * @param summary one or two sentences for the user
 * @param stopReason what stopped the run before it deleted
 * @param ignored snapshots with the plan's tag that prune never deletes, as far as they fit; {@code
 *     ignoredOmitted} more are left out
 * @param estimate how much was freed, or in a dry run would be, if the plan asks for an estimate
 * @param lines a line for each set, as far as they fit; {@code linesOmitted} more are only in the
 *     functions' logs
 */
public record PruneReport(
    Status status,
    String plan,
    String summary,
    Optional<String> stopReason,
    Counts counts,
    Optional<Estimate> estimate,
    List<IgnoredLine> ignored,
    int ignoredOmitted,
    List<Line> lines,
    int linesOmitted) {

  /**
   * How a prune ends. Every status but the first three makes the execution fail with this error.
   */
  public enum Status {
    /** Everything that was to be deleted has been deleted. */
    SUCCEEDED,
    /** There was nothing to delete. */
    NOTHING_TO_DELETE,
    /** A dry run: nothing was deleted. */
    DRY_RUN,
    /** A safety limit stopped the run. */
    STOPPED,
    /** Some sets that were to be deleted still exist. */
    PARTIAL,
    /** The run failed before it was finished. */
    FAILED
  }

  /**
   * The counts.
   *
   * @param sets the number of sets that exist now: {@code kept} by a rule, {@code held} by a hold,
   *     and {@code toDelete} that may be deleted
   * @param deletedSets the number of sets of which nothing is left after this run; {@code
   *     refusedSets} should have been deleted but exist
   * @param deletedSnapshots the number of snapshots that were deleted; {@code alreadyGone} did not
   *     exist, {@code recycled} are in the Recycle Bin
   */
  public record Counts(
      int sets,
      int kept,
      int held,
      int toDelete,
      int deletedSets,
      int refusedSets,
      int deletedSnapshots,
      int alreadyGone,
      int recycled) {}

  /** A snapshot that belongs to no set, and why. */
  public record IgnoredLine(String snapshotId, String reason) {
    static IgnoredLine of(Ignored ignored) {
      return new IgnoredLine(ignored.snapshot().snapshotId(), ignored.reason());
    }
  }

  /**
   * The line of one set.
   *
   * @param fate the name of a {@link Verdict} or an {@link Outcome.Result}
   * @param snapshots the number of its snapshots that exist
   * @param estimatedBytes what its deletion is estimated to free, if an estimate was requested and
   *     possible; in a dry run, only of the first sets
   */
  public record Line(
      String source,
      Instant startTime,
      String run,
      String fate,
      int snapshots,
      String reason,
      Optional<Long> estimatedBytes) {
    private static final int LONGEST_REASON = 500;

    public Line {
      reason = shortened(reason, LONGEST_REASON);
    }
  }

  private static final int MAX_IGNORED = 100;

  /**
   * Creates the report.
   *
   * @param decided the decisions on the sets that exist now
   * @param stopReason what stopped the run before it deleted
   * @param failure why the run failed
   */
  static PruneReport of(
      String plan,
      Pruning pruning,
      PruneProgress progress,
      Decided decided,
      Optional<String> stopReason,
      Optional<String> failure) {
    List<Decision> decisions = decided.decisions();
    List<Ignored> ignored = decided.ignored();
    List<Line> lines = PruneLines.of(progress, decisions);
    List<Decision> left = PruneLines.left(progress, decisions);
    Counts counts =
        new Counts(
            left.size(),
            count(left, Verdict.KEEP),
            count(left, Verdict.HELD),
            count(left, Verdict.DELETE),
            progress.deletedSets(),
            progress.refusedSets(),
            progress.deletedSnapshots(),
            progress.alreadyGone(),
            progress.recycled());
    Status status = status(pruning.dryRun(), counts, stopReason, failure);
    Optional<Estimate> estimate =
        pruning.estimate() ? Optional.of(progress.estimateOrNone()) : Optional.empty();
    List<Line> fitting = PruneLines.fitting(lines);
    return new PruneReport(
        status,
        plan,
        PruneSummary.of(status, counts, stopReason, failure, progress)
            + estimate.map(Estimate::words).orElse("")
            + decided.note().map(note -> "; " + note).orElse(""),
        stopReason,
        counts,
        estimate.map(Estimate::priced),
        ignored.stream().limit(MAX_IGNORED).map(IgnoredLine::of).toList(),
        Math.max(0, ignored.size() - MAX_IGNORED),
        fitting,
        counts.sets() + counts.deletedSets() - fitting.size());
  }

  private static Status status(
      boolean dryRun, Counts counts, Optional<String> stopReason, Optional<String> failure) {
    if (failure.isPresent()) {
      return Status.FAILED;
    }
    if (dryRun) {
      return Status.DRY_RUN;
    }
    if (stopReason.isPresent()) {
      return Status.STOPPED;
    }
    if (counts.refusedSets() > 0) {
      return Status.PARTIAL;
    }
    return counts.deletedSets() == 0 ? Status.NOTHING_TO_DELETE : Status.SUCCEEDED;
  }

  private static int count(List<Decision> decisions, Verdict verdict) {
    return (int) decisions.stream().filter(decision -> decision.verdict() == verdict).count();
  }
}
