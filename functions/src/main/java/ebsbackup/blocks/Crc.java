package ebsbackup.blocks;

/**
 * The cyclic checksums on disks. File systems use initial values that the JDK's classes do not
 * support, and often omit the final inversion.
 */
final class Crc {
  /** The checksum of ext4's group descriptors before CRC-32C was introduced. */
  static final Crc CRC16 = new Crc(0xa001);

  static final Crc CRC32 = new Crc(0xedb88320);
  static final Crc CRC32C = new Crc(0x82f63b78);

  private final int[] table = new int[256];

  private Crc(int polynomial) {
    for (int i = 0; i < table.length; i++) {
      int remainder = i;
      for (int bit = 0; bit < 8; bit++) {
        remainder = (remainder >>> 1) ^ ((remainder & 1) == 0 ? 0 : polynomial);
      }
      table[i] = remainder;
    }
  }

  /** Continues the checksum {@code before} with more bytes; not inverted. */
  long after(long before, byte[] bytes, int from, int length) {
    int crc = (int) before;
    for (int i = from; i < from + length; i++) {
      crc = (crc >>> 8) ^ table[(crc ^ bytes[i]) & 0xff];
    }
    return crc & 0xffff_ffffL;
  }

  /** The usual form: starts with all ones and is inverted at the end. */
  long of(byte[] bytes, int from, int length) {
    return after(0xffff_ffffL, bytes, from, length) ^ 0xffff_ffffL;
  }
}
