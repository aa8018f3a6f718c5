package ebsbackup.verify;

import java.util.Optional;

/**
 * A snapshot that needs a manifest, or a copy that has one and needs a comparison.
 *
 * @param base an earlier snapshot of the volume that has a manifest; absent: every block is read
 * @param begun the progress; absent at first
 * @param original the snapshot to compare the copy with; absent: a manifest is needed
 * @param attempts the number of failures of the next step that may pass
 */
public record DueManifest(
    String volumeId,
    String snapshotId,
    Optional<String> base,
    Optional<Begun> begun,
    Optional<String> original,
    int attempts) {

  /**
   * A manifest with some parts stored.
   *
   * @param next the next part
   * @param size the size of the disk in bytes
   * @param blocksRead the number of blocks read for the stored parts
   * @param note why every block is read although there is an earlier manifest
   */
  public record Begun(int next, long size, long blocksRead, Optional<String> note) {}

  /**
   * A manifest to make.
   *
   * @param base as above
   */
  static DueManifest of(String volumeId, String snapshotId, Optional<String> base) {
    return new DueManifest(volumeId, snapshotId, base, Optional.empty(), Optional.empty(), 0);
  }

  /** A comparison to make. */
  static DueManifest comparison(String volumeId, String snapshotId, String original) {
    return new DueManifest(
        volumeId, snapshotId, Optional.empty(), Optional.empty(), Optional.of(original), 0);
  }

  DueManifest begun(int next, long size, long blocksRead, Optional<String> note) {
    return new DueManifest(
        volumeId,
        snapshotId,
        base,
        Optional.of(new Begun(next, size, blocksRead, note)),
        original,
        0);
  }

  DueManifest plusAttempt() {
    return new DueManifest(volumeId, snapshotId, base, begun, original, attempts + 1);
  }

  DueManifest withBase(String snapshot) {
    return new DueManifest(volumeId, snapshotId, Optional.of(snapshot), begun, original, attempts);
  }

  DueManifest withoutBase() {
    return new DueManifest(volumeId, snapshotId, Optional.empty(), begun, original, attempts);
  }
}
