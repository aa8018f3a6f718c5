package ebsbackup.blocks;

import java.util.Optional;

/**
 * What a partition, or a disk without partitions, holds.
 *
 * @param type such as {@code ext4}, as blkid names it; {@code unknown} if nothing was recognized
 * @param label that people gave it
 * @param id a UUID or what the type has instead
 * @param size in bytes, as the structure itself says; empty if it does not say
 * @param state of the journal, for a person
 */
public record Content(
    String type,
    Optional<String> label,
    Optional<String> id,
    Optional<Long> size,
    Optional<String> state,
    Verdict verdict) {

  /** Content that nothing checks. */
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
