package ebsbackup.verify;

import ebsbackup.blocks.BlockSource;
import ebsbackup.report.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A verification's report on manifests.
 *
 * @param made the number of manifests that this run made and recorded in tags
 * @param notMade the number of manifests that this run tried to make and could not
 * @param due the number of snapshots without a manifest now: this run did not reach them, or they
 *     are new
 * @param requests to the EBS direct APIs, in addition to those of the verification itself
 * @param lines one per snapshot, as many as fit; {@code linesOmitted} were left out
 * @param copies the copies that this run compared with their originals; absent: none
 */
public record ManifestReport(
    int made,
    int notMade,
    int due,
    long blocksRead,
    int requests,
    String cost,
    List<ManifestLine> lines,
    int linesOmitted,
    Optional<ComparedCopies> copies) {
  private static final int MAX_NAMED = 3;

  public ManifestReport {
    lines = List.copyOf(lines);
  }

  static ManifestReport of(ManifestProgress progress, int due) {
    return new ManifestReport(
        progress.made(),
        progress.notMade(),
        due,
        progress.blocksRead(),
        progress.requests(),
        cost(progress.requests()),
        progress.lines(),
        progress.linesOmitted(),
        progress.copies());
  }

  /** The most that requests to the EBS direct APIs cost. */
  static String cost(long requests) {
    return String.format(
        Locale.ROOT,
        "%s, at most %.6f dollars at %.3f per 1,000; prices differ by Region",
        Quantity.of(requests, "request"),
        requests * BlockSource.DOLLARS_PER_1000 / 1000,
        BlockSource.DOLLARS_PER_1000);
  }

  /** The number of copies that differ from their originals. */
  int different() {
    return copies.map(ComparedCopies::different).orElse(0);
  }

  /** Whether the run has stored a manifest, or found a copy equal. */
  boolean anythingDone() {
    return made > 0 || copies.filter(each -> each.equal() > 0).isPresent();
  }

  /** Parts of the summary, most important first. */
  List<String> words() {
    List<String> words = new ArrayList<>(copies.map(ComparedCopies::words).orElse(List.of()));
    words.add(
        "%s stored, %d failed, with %s; %s without a manifest"
            .formatted(
                Quantity.of(made, "manifest"),
                notMade,
                Quantity.of(requests, "request"),
                Quantity.of(due, "snapshot")));
    lines.stream()
        .filter(line -> !line.isMade())
        .limit(MAX_NAMED)
        .map(line -> "%s has no manifest: %s".formatted(line.snapshotId(), line.note()))
        .forEach(words::add);
    return words;
  }
}
