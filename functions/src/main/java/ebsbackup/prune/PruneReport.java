package ebsbackup.prune;

import static ebsbackup.report.PayloadBudget.jsonBytes;
import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.ebs.Ignored;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import ebsbackup.request.Pruning;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The result of a prune: what happened, and what there is now.
 *
 * @param summary one or two sentences for a person
 * @param stopReason what stopped the run before it deleted
 * @param ignored snapshots with the plan's tag that are never touched, as far as they fit; {@code
 *     ignoredOmitted} more
 * @param estimate what was freed, or in a dry run would be, if the plan asks for an estimate
 * @param lines a line for each set, as far as they fit; {@code linesOmitted} more, which are in the
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

  /** How a prune ends. All but the first three make the execution fail under this name. */
  public enum Status {
    /** All that was to be deleted is. */
    SUCCEEDED,
    /** There was nothing to delete. */
    NOTHING_TO_DELETE,
    /** It was only asked what would be deleted. */
    DRY_RUN,
    /** A safety limit stopped the run. */
    STOPPED,
    /** Some sets that were to be deleted are still there. */
    PARTIAL,
    /** The run broke off. */
    FAILED
  }

  /**
   * How many of each.
   *
   * @param sets sets that exist now; {@code kept} by a rule, {@code held} back, and {@code
   *     toDelete} that could go
   * @param deletedSets sets of which nothing is left, by this run; {@code refusedSets} should have
   *     been deleted and are there
   * @param deletedSnapshots snapshots deleted; {@code alreadyGone} were not there, {@code recycled}
   *     are in the Recycle Bin
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
   * One set.
   *
   * @param fate a {@link Verdict} or an {@link Outcome.Result}, by name
   * @param snapshots how many of its snapshots exist
   * @param estimatedBytes what its deletion is estimated to free, if that was asked and possible
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

  private static final PayloadBudget LINES = PayloadBudget.ofBytes(180_000);

  private static final int MOST_IGNORED = 100;
  private static final int LONGEST_FAILURE = 2_000;

  /**
   * Puts together what happened and what is there.
   *
   * @param decided on what exists now
   * @param stopReason what stopped the run before it deleted
   * @param failure why the run broke off
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
    List<Line> lines = lines(progress, decisions);
    // A deleted snapshot may be listed for a while: what we have seen done is done.
    List<Decision> left =
        decisions.stream()
            .filter(d -> outcome(d, progress).filter(PruneReport::over).isEmpty())
            .toList();
    Counts counts =
        new Counts(
            left.size(),
            count(left, Verdict.KEEP),
            count(left, Verdict.HELD),
            count(left, Verdict.DELETE) + count(left, Verdict.FINISH),
            progress.deletedSets(),
            progress.refusedSets(),
            progress.deletedSnapshots(),
            progress.alreadyGone(),
            progress.recycled());
    Status status = status(pruning.dryRun(), counts, stopReason, failure);
    Optional<Estimate> estimate =
        pruning.estimate() ? Optional.of(progress.estimateOrNone()) : Optional.empty();
    List<Line> fitting = fitting(lines);
    return new PruneReport(
        status,
        plan,
        summary(status, counts, stopReason, failure, progress)
            + estimate.map(Estimate::words).orElse("")
            + decided.note().map(note -> "; " + note).orElse(""),
        stopReason,
        counts,
        estimate.map(Estimate::priced),
        ignored.stream().limit(MOST_IGNORED).map(IgnoredLine::of).toList(),
        Math.max(0, ignored.size() - MOST_IGNORED),
        fitting,
        lines.size() - fitting.size() + progress.outcomesOmitted());
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

  private static String summary(
      Status status,
      Counts counts,
      Optional<String> stopReason,
      Optional<String> failure,
      PruneProgress progress) {
    String done =
        "%s deleted (%s%s%s), %d kept, %d held back"
            .formatted(
                Quantity.of(counts.deletedSets(), "set"),
                Quantity.of(counts.deletedSnapshots(), "snapshot"),
                counts.alreadyGone() == 0
                    ? ""
                    : ", %d already gone".formatted(counts.alreadyGone()),
                counts.recycled() == 0
                    ? ""
                    : ", %d in the Recycle Bin now".formatted(counts.recycled()),
                counts.kept(),
                counts.held());
    return switch (status) {
      case SUCCEEDED -> done;
      case NOTHING_TO_DELETE ->
          "Nothing to delete: %s kept, %d held back"
              .formatted(Quantity.of(counts.kept(), "set"), counts.held());
      case DRY_RUN ->
          "%d of %s would be deleted, %d kept, %d held back%s"
              .formatted(
                  counts.toDelete(),
                  Quantity.of(counts.sets(), "set"),
                  counts.kept(),
                  counts.held(),
                  stopReason.map(why -> "; but the run would stop: " + why).orElse(""));
      case STOPPED ->
          (counts.deletedSets() == 0 ? "Nothing was deleted: " : "Stopped after " + done + ": ")
              + stopReason.orElse("");
      case PARTIAL ->
          "%s; %d could not be deleted%s"
              .formatted(
                  done,
                  counts.refusedSets(),
                  progress.outcomes().stream()
                      .filter(o -> o.result() == Outcome.Result.REFUSED)
                      .findFirst()
                      .map(
                          o ->
                              ", the first: %s of %s: %s"
                                  .formatted(o.set().source(), o.set().startTime(), o.reason()))
                      .orElse(""));
      case FAILED ->
          "The run broke off: " + shortened(failure.orElse(""), LONGEST_FAILURE) + "; " + done;
    };
  }

  private static List<Line> lines(PruneProgress progress, List<Decision> decisions) {
    List<Line> lines = new ArrayList<>();
    for (Outcome outcome : progress.outcomes()) {
      if (over(outcome)) {
        lines.add(
            new Line(
                outcome.set().source(),
                outcome.set().startTime(),
                outcome.set().run(),
                outcome.result().name(),
                0,
                outcome.reason(),
                outcome.estimatedBytes()));
      }
    }
    for (Decision decision : decisions) {
      Optional<Outcome> outcome = outcome(decision, progress);
      if (outcome.filter(PruneReport::over).isEmpty()) {
        lines.add(
            new Line(
                decision.set().tags().source(),
                decision.set().startTime(),
                decision.set().tags().run(),
                outcome.map(o -> o.result().name()).orElse(decision.fate().name()),
                decision.set().snapshots().size(),
                outcome.map(Outcome::reason).orElse(decision.reason()),
                estimated(decision, progress)));
      }
    }
    lines.sort(
        Comparator.comparing(Line::source)
            .thenComparing(Line::startTime, Comparator.reverseOrder())
            .thenComparing(Line::run));
    return lines;
  }

  private static Optional<Outcome> outcome(Decision decision, PruneProgress progress) {
    return progress.outcomes().stream()
        .filter(outcome -> outcome.set().equals(decision.set().ref()))
        .findFirst();
  }

  private static Optional<Long> estimated(Decision decision, PruneProgress progress) {
    return progress.estimates().stream()
        .filter(estimate -> estimate.set().equals(decision.set().ref()))
        .findFirst()
        .flatMap(SetEstimate::bytes);
  }

  private static boolean over(Outcome outcome) {
    return outcome.result() != Outcome.Result.REFUSED;
  }

  private static int count(List<Decision> decisions, Verdict fate) {
    return (int) decisions.stream().filter(decision -> decision.fate() == fate).count();
  }

  /** Those that keep a set go first when not all fit: what was deleted is what people look for. */
  private static List<Line> fitting(List<Line> lines) {
    List<Line> byWorth =
        lines.stream()
            .sorted(Comparator.comparing(line -> line.fate().equals(Verdict.KEEP.name())))
            .toList();
    Set<Line> fitting =
        new HashSet<>(
            LINES.fitting(
                byWorth,
                line ->
                    130
                        + jsonBytes(line.source())
                        + jsonBytes(line.run())
                        + jsonBytes(line.reason())));
    return lines.stream().filter(fitting::contains).toList();
  }
}
