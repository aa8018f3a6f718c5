package ebsbackup.blocks;

import java.util.Optional;

/**
 * The content of a partition, or of a disk without partitions.
 *
 * @param type for example {@code ext4}, as blkid names it; {@code unknown} if nothing was
 *     recognized
 * @param label the label that users gave it
 * @param id a UUID, or what the type has instead
 * @param size the size in bytes according to the structure itself; empty if it has none
 * @param state a description of the journal's state
 */
public record Content(
    String type,
    Optional<String> label,
    Optional<String> id,
    Optional<Long> size,
    Optional<String> state,
    Verdict verdict) {

  /** Content that cannot be checked. */
  static Content unknown(String type, String reason) {
    return new Content(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Verdict.Unknown(reason));
  }
}
