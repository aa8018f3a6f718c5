package ebsbackup.pull;

import ebsbackup.ebs.SetProblem;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The result of a pull.
 *
 * @param summary a few sentences for a person
 * @param notGood sets that could not be pulled, as many as fit; {@code notGoodOmitted} were left
 *     out
 * @param estimate the estimate for the sets that were due
 * @param continues whether to start the next execution at once: this one has used up its time and
 *     has pulled sets
 */
public record PullReport(
    Status status,
    String plan,
    String summary,
    Counts counts,
    List<SetProblem> notGood,
    int notGoodOmitted,
    Optional<PullEstimate> estimate,
    boolean continues) {

  /** How a pull ends. All but the first four make the execution fail under this name. */
  public enum Status {
    /** Every set that was due has good copies, locked if the plan has a lock. */
    SUCCEEDED,
    /** No set was due. */
    NOTHING_TO_PULL,
    /** A dry run: nothing was copied. */
    DRY_RUN,
    /** Another execution was pulling for the plan, so this one left the pull to it. */
    ALREADY_RUNNING,
    /**
     * Some sets were not pulled, or some copies are not locked. The next execution may continue.
     */
    PARTIAL,
    /** The run failed. */
    FAILED
  }

  /**
   * The numbers of sets and copies.
   *
   * @param due the sets to pull: {@code pulled} now have good copies, {@code notGood} were given
   *     up, and {@code unfinished} are for the next run
   * @param copies the copies that the run has started; {@code failedCopies} failed and were removed
   * @param locked the copies that the run has locked; {@code unlocked} should be locked and are not
   */
  public record Counts(
      int due,
      int pulled,
      int notGood,
      int unfinished,
      int copies,
      int failedCopies,
      int locked,
      int unlocked) {}

  private static final int LONGEST_FAILURE = 2_000;
  private static final int MAX_NAMED = 3;

  public PullReport {
    notGood = List.copyOf(notGood);
  }

  /**
   * Combines the results of the run.
   *
   * @param other the execution that already pulls for this plan, if one does
   * @param failure why the run failed
   */
  static PullReport of(
      String plan,
      boolean dryRun,
      PullProgress progress,
      Optional<String> other,
      Optional<String> failure) {
    Counts counts =
        new Counts(
            progress.due(),
            progress.pulled(),
            progress.notGood(),
            progress.unfinished(),
            progress.begun(),
            progress.failed(),
            progress.locked(),
            progress.unlocked());
    return new PullReport(
        status(dryRun, counts, other, failure),
        plan,
        other
            .map(arn -> "Another execution already pulls for this plan: " + arn)
            .orElseGet(() -> summary(dryRun, counts, progress, failure)),
        counts,
        progress.problems(),
        progress.problemsOmitted(),
        progress.estimate(),
        failure.isEmpty() && counts.pulled() > 0 && counts.unfinished() > 0);
  }

  private static Status status(
      boolean dryRun, Counts counts, Optional<String> other, Optional<String> failure) {
    if (failure.isPresent()) {
      return Status.FAILED;
    }
    if (other.isPresent()) {
      return Status.ALREADY_RUNNING;
    }
    if (dryRun) {
      return Status.DRY_RUN;
    }
    if (counts.pulled() < counts.due() || counts.unlocked() > 0) {
      return Status.PARTIAL;
    }
    return counts.due() == 0 ? Status.NOTHING_TO_PULL : Status.SUCCEEDED;
  }

  private static String summary(
      boolean dryRun, Counts counts, PullProgress progress, Optional<String> failure) {
    List<String> parts = new ArrayList<>();
    failure.ifPresent(
        why -> parts.add("The run failed: " + PayloadBudget.shortened(why, LONGEST_FAILURE)));
    if (dryRun) {
      progress.estimate().map(PullEstimate::words).ifPresent(parts::add);
      return String.join("; ", parts);
    }
    parts.add(
        "%d of %s pulled with %s, %d given up, %d left for the next run"
            .formatted(
                counts.pulled(),
                Quantity.of(counts.due(), "set"),
                Quantity.of(counts.copies(), "new snapshot"),
                counts.notGood(),
                counts.unfinished()));
    if (counts.unfinished() > 0) {
      progress
          .obstacle()
          .ifPresent(
              why ->
                  parts.add(
                      "the last copy that did not start: "
                          + PayloadBudget.shortened(why, LONGEST_FAILURE)));
    }
    progress.problems().stream()
        .limit(MAX_NAMED)
        .forEach(problem -> parts.add(problem.source() + ": " + problem.reason()));
    if (counts.failedCopies() > 0) {
      parts.add(
          "%s removed%s"
              .formatted(
                  new Quantity(counts.failedCopies(), "new snapshot")
                      .with("failed and was", "failed and were"),
                  progress.failure().map(said -> ", the first: " + said).orElse("")));
    }
    if (counts.unlocked() > 0) {
      parts.add(
          "%s not locked%s"
              .formatted(
                  Quantity.are(counts.unlocked(), "snapshot"),
                  progress.lockProblem().map(why -> ": " + why).orElse("")));
    }
    return String.join("; ", parts);
  }
}
