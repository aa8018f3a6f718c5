package ebsbackup.verify;

import ebsbackup.report.PayloadBudget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The copies that a verification has compared with their originals.
 *
 * @param equal the number of copies with the same manifest as the original; {@code different}
 *     counts those with another manifest, and {@code unknown} those that could not be compared,
 *     mostly because the original has no manifest
 * @param lines one per copy, as many as fit; {@code linesOmitted} were left out
 */
public record ComparedCopies(
    int equal, int different, int unknown, List<CopyLine> lines, int linesOmitted) {
  static final ComparedCopies NONE = new ComparedCopies(0, 0, 0, List.of(), 0);

  /** Shares the payload with the lines of {@link ManifestProgress} and {@link VerifyProgress}. */
  private static final PayloadBudget LINES = PayloadBudget.ofBytes(20_000);

  private static final int MAX_NAMED = 3;

  public ComparedCopies {
    lines = List.copyOf(lines);
  }

  ComparedCopies plus(CopyLine line) {
    List<CopyLine> fitting =
        LINES.fitting(
            lines, List.of(line), Comparator.comparingInt(CopyLine::rank), CopyLine::jsonBytes);
    return new ComparedCopies(
        equal + (line.equal() ? 1 : 0),
        different + (line.different() ? 1 : 0),
        unknown + (line.equal() || line.different() ? 0 : 1),
        fitting,
        linesOmitted + lines.size() + 1 - fitting.size());
  }

  /** Parts of the summary, most important first. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    lines.stream()
        .filter(CopyLine::different)
        .limit(MAX_NAMED)
        .map(
            line ->
                "%s differs from its original %s in %s"
                    .formatted(line.snapshotId(), line.original(), line.note()))
        .forEach(words::add);
    words.add(
        "copies compared with their originals: %d equal, %d different; %d could not be compared"
            .formatted(equal, different, unknown));
    lines.stream()
        .filter(line -> !line.equal() && !line.different())
        .limit(1)
        .map(line -> "%s: %s".formatted(line.snapshotId(), line.note()))
        .forEach(words::add);
    return words;
  }
}
