package ebsbackup.verify;

import ebsbackup.ebs.ManifestRoot;
import ebsbackup.report.PayloadBudget;
import java.util.Optional;

/**
 * A report's line on the manifest of one snapshot.
 *
 * @param base the snapshot whose manifest provides the unchanged blocks; absent: every block was
 *     read
 * @param blocksRead the number of blocks that were read
 * @param sha256 the digest of the whole manifest; absent if it was not made
 * @param note why it was not made, or why every block was read; otherwise empty
 */
public record ManifestLine(
    String volumeId,
    String snapshotId,
    Optional<String> base,
    long blocksRead,
    Optional<String> sha256,
    String note) {
  private static final int LONGEST_NOTE = 500;

  static ManifestLine made(DueManifest due, DueManifest.Begun begun, ManifestRoot root) {
    return new ManifestLine(
        due.volumeId(),
        due.snapshotId(),
        due.base(),
        begun.blocksRead(),
        Optional.of(root.sha256()),
        PayloadBudget.shortened(begun.note().orElse(""), LONGEST_NOTE));
  }

  static ManifestLine notMade(DueManifest due, String reason) {
    return new ManifestLine(
        due.volumeId(),
        due.snapshotId(),
        due.base(),
        due.begun().map(DueManifest.Begun::blocksRead).orElse(0L),
        Optional.empty(),
        PayloadBudget.shortened(reason, LONGEST_NOTE));
  }

  boolean isMade() {
    return sha256.isPresent();
  }

  /** The approximate size as JSON. */
  int jsonBytes() {
    return 260 + PayloadBudget.jsonBytes(note);
  }
}
