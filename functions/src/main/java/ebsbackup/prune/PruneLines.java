package ebsbackup.prune;

import static ebsbackup.report.PayloadBudget.jsonBytes;

import ebsbackup.prune.PruneReport.Line;
import ebsbackup.report.PayloadBudget;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The lines of a prune's report: the result for each set, or the current decision on it. */
final class PruneLines {
  private static final PayloadBudget LINES = PayloadBudget.ofBytes(180_000);

  private PruneLines() {}

  /** The decisions on the remaining sets. EC2 may list a deleted snapshot for a while. */
  static List<Decision> left(PruneProgress progress, List<Decision> decisions) {
    return decisions.stream()
        .filter(decision -> outcome(decision, progress).filter(PruneLines::over).isEmpty())
        .toList();
  }

  /** Returns a line for each set, by source, newest first. */
  static List<Line> of(PruneProgress progress, List<Decision> decisions) {
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
      if (outcome.filter(PruneLines::over).isEmpty()) {
        lines.add(
            new Line(
                decision.set().tags().source(),
                decision.set().startTime(),
                decision.set().tags().run(),
                outcome.map(o -> o.result().name()).orElse(decision.verdict().name()),
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

  /** Omits lines of kept sets first if not all lines fit, because deletions matter more. */
  static List<Line> fitting(List<Line> lines) {
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
