package ebsbackup.blocks;

import java.util.Optional;

/**
 * The part of the disk that a structure may read: all of it, or a partition.
 *
 * @param start the offset on the disk, in bytes
 * @param length the length in bytes; the end is inside the disk
 */
record Region(BlockReader reader, long start, long length) {

  /** The whole disk. */
  static Region of(BlockReader reader) {
    return new Region(reader, 0, reader.size());
  }

  /** Reads bytes from an offset in this region; empty unless all of them are inside. */
  Optional<Bytes> read(long at, int size) {
    if (at < 0 || size < 0 || at > length - size) {
      return Optional.empty();
    }
    return Optional.of(new Bytes(reader.read(start + at, size), start + at));
  }

  /**
   * Reads bytes from the n-th unit on, for example the n-th sector; empty unless they are inside.
   */
  Optional<Bytes> read(long number, long unit, int size) {
    return holds(number, unit) ? read(number * unit, size) : Optional.empty();
  }

  /** Whether this many units of this size fit into the region; works for any number. */
  boolean holds(long number, long unit) {
    return number >= 0 && unit > 0 && number <= length / unit;
  }
}
