package ebsbackup.blocks;

/**
 * The cyclic checksums of disks. File systems begin with values that the JDK's classes do not take,
 * and often leave out the inversion at the end.
 */
final class Crc {
  /** Of ext4's group descriptors before it had CRC-32C. */
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

  /** The checksum of bytes that follow on those with the checksum {@code before}; not inverted. */
  long after(long before, byte[] bytes, int from, int length) {
    int crc = (int) before;
    for (int i = from; i < from + length; i++) {
      crc = (crc >>> 8) ^ table[(crc ^ bytes[i]) & 0xff];
    }
    return crc & 0xffff_ffffL;
  }

  /** The usual form: begins with ones, inverted at the end. */
  long of(byte[] bytes, int from, int length) {
    return after(0xffff_ffffL, bytes, from, length) ^ 0xffff_ffffL;
  }
}
