package ebsbackup.verify;

import java.util.Optional;

/**
 * A snapshot that needs a manifest.
 *
 * @param base an earlier snapshot of the volume that has a manifest; absent: every block is read
 * @param begun how far it is; absent at first
 */
public record DueManifest(
    String volumeId, String snapshotId, Optional<String> base, Optional<Begun> begun) {

  /**
   * A manifest of which some parts are stored.
   *
   * @param next part
   * @param size of the disk in bytes
   * @param blocksRead in the parts that are stored
   * @param note why every block is read although there is an earlier manifest
   */
  public record Begun(int next, long size, long blocksRead, Optional<String> note) {}

  DueManifest begun(int next, long size, long blocksRead, Optional<String> note) {
    return new DueManifest(
        volumeId, snapshotId, base, Optional.of(new Begun(next, size, blocksRead, note)));
  }

  DueManifest withBase(String snapshot) {
    return new DueManifest(volumeId, snapshotId, Optional.of(snapshot), begun);
  }

  DueManifest withoutBase() {
    return new DueManifest(volumeId, snapshotId, Optional.empty(), begun);
  }
}
