package ebsbackup.verify;

import ebsbackup.ebs.ManifestRoot;
import ebsbackup.manifest.ComparedParts;
import ebsbackup.manifest.Difference;
import ebsbackup.manifest.Manifest;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.stream.Collectors;

/**
 * A report's line on a copy that was compared with its original.
 *
 * @param volumeId the volume of the original
 * @param original the id of the snapshot at the source
 * @param verdict {@code equal}, {@code different}, or {@code unknown} if they could not be compared
 * @param note the blocks that differ, or why the verdict is unknown; empty if they are equal
 */
public record CopyLine(
    String volumeId, String snapshotId, String original, String verdict, String note) {
  private static final String EQUAL = "equal";
  private static final String DIFFERENT = "different";
  private static final String UNKNOWN = "unknown";

  /** Enough for a pattern; `./ebs-backup compare` names all blocks. */
  private static final int MAX_RANGES = 3;

  private static final int LONGEST_NOTE = 700;

  /**
   * Decides the verdict.
   *
   * @param tag the manifest according to the copy's own tag
   * @param found the stored manifests, the copy's first
   */
  static CopyLine of(DueManifest due, String original, ManifestRoot tag, ComparedParts found) {
    Manifest.End stored = found.one();
    if (!tag.isOf(stored.sha256(), stored.blocks())) {
      return unknown(
          due,
          original,
          "the stored manifest of the copy does not match its tag, so trust neither");
    }
    return stored.equals(found.other())
        ? new CopyLine(due.volumeId(), due.snapshotId(), original, EQUAL, "")
        : new CopyLine(
            due.volumeId(), due.snapshotId(), original, DIFFERENT, words(found.difference()));
  }

  static CopyLine unknown(DueManifest due, String original, String reason) {
    return new CopyLine(
        due.volumeId(),
        due.snapshotId(),
        original,
        UNKNOWN,
        PayloadBudget.shortened(reason, LONGEST_NOTE));
  }

  /** This line with an addition to its note. */
  CopyLine plusNote(String more) {
    return new CopyLine(
        volumeId,
        snapshotId,
        original,
        verdict,
        PayloadBudget.shortened(note.isEmpty() ? more : note + "; " + more, LONGEST_NOTE));
  }

  private static String words(Difference difference) {
    int shown = Math.min(MAX_RANGES, difference.ranges().size());
    int more = difference.ranges().size() - shown;
    return "%s of 512 KiB: %s%s"
        .formatted(
            Quantity.of(difference.blocks(), "block"),
            difference.ranges().subList(0, shown).stream()
                .map(CopyLine::words)
                .collect(Collectors.joining(" ")),
            more == 0 ? "" : " and " + Quantity.of(more, "more range"));
  }

  private static String words(Difference.Range range) {
    return range.first() == range.last()
        ? Integer.toString(range.first())
        : range.first() + "-" + range.last();
  }

  boolean equal() {
    return verdict.equals(EQUAL);
  }

  boolean different() {
    return verdict.equals(DIFFERENT);
  }

  /** The rank in a list that may omit lines: those that need action come first. */
  int rank() {
    return switch (verdict) {
      case DIFFERENT -> 0;
      case UNKNOWN -> 1;
      default -> 2;
    };
  }

  /** The evidence for the tag with the verdict. */
  String evidence() {
    return "%s differs from %s in %s".formatted(volumeId, original, note);
  }

  /** The approximate size as JSON. */
  int jsonBytes() {
    return 200 + PayloadBudget.jsonBytes(note);
  }
}
