package ebsbackup.blocks;

import java.util.Optional;

/**
 * The disk, or a partition of it: what a structure may read.
 *
 * @param start on the disk, in bytes
 * @param length in bytes; the end is inside of the disk
 */
record Region(BlockReader reader, long start, long length) {

  /** The whole disk. */
  static Region of(BlockReader reader) {
    return new Region(reader, 0, reader.size());
  }

  /** Bytes from an offset in this region; empty unless all of them are inside. */
  Optional<Bytes> read(long at, int size) {
    if (at < 0 || size < 0 || at > length - size) {
      return Optional.empty();
    }
    return Optional.of(new Bytes(reader.read(start + at, size), start + at));
  }

  /** Bytes from the n-th unit of a size on, such as the n-th sector; empty unless inside. */
  Optional<Bytes> read(long number, long unit, int size) {
    return holds(number, unit) ? read(number * unit, size) : Optional.empty();
  }

  /** Whether this number of units of this size fits in; no number is too large to ask. */
  boolean holds(long number, long unit) {
    return number >= 0 && unit > 0 && number <= length / unit;
  }
}
