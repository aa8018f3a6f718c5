package ebsbackup.verify;

import ebsbackup.report.PayloadBudget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The manifests that a verification has made so far, and those that it could not make. An empty
 * JSON object stands for a verification that has made none.
 *
 * @param requests the number of requests to the EBS direct APIs
 * @param blocksRead the number of blocks read for finished manifests
 * @param lines one per snapshot, as many as fit; {@code linesOmitted} were left out
 * @param copies absent: none was compared
 */
public record ManifestProgress(
    int made,
    int notMade,
    int requests,
    long blocksRead,
    List<ManifestLine> lines,
    int linesOmitted,
    Optional<ComparedCopies> copies) {

  /**
   * Shares the payload with the lines of {@link VerifyProgress}, a page of either kind, and the
   * report.
   */
  private static final PayloadBudget LINES = PayloadBudget.ofBytes(30_000);

  public ManifestProgress {
    lines = List.copyOf(lines);
  }

  ManifestProgress plusRequests(int more) {
    return new ManifestProgress(
        made, notMade, requests + more, blocksRead, lines, linesOmitted, copies);
  }

  ManifestProgress plus(ManifestLine line) {
    // Failures come first: a person must know them.
    List<ManifestLine> fitting =
        LINES.fitting(
            lines,
            List.of(line),
            Comparator.comparing(ManifestLine::isMade),
            ManifestLine::jsonBytes);
    return new ManifestProgress(
        made + (line.isMade() ? 1 : 0),
        notMade + (line.isMade() ? 0 : 1),
        requests,
        blocksRead + line.blocksRead(),
        fitting,
        linesOmitted + lines.size() + 1 - fitting.size(),
        copies);
  }

  ManifestProgress plus(CopyLine line) {
    return new ManifestProgress(
        made,
        notMade,
        requests,
        blocksRead,
        lines,
        linesOmitted,
        Optional.of(copies.orElse(ComparedCopies.NONE).plus(line)));
  }
}
