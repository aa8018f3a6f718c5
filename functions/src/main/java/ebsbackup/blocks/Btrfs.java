package ebsbackup.blocks;

import java.util.Arrays;
import java.util.Optional;

/**
 * btrfs: the superblock and its first mirror. Offsets from fs/btrfs: struct btrfs_super_block.
 * Trees are not read.
 */
final class Btrfs {
  private static final String MAGIC = "_BHRfS_M";
  private static final int SIZE = 4096;
  private static final long SUPERBLOCK = 64L * 1024;
  private static final long MIRROR = 64L * 1024 * 1024;
  private static final int CHECKSUMMED = 32;
  private static final int TYPE = 196;

  /** In the item of this device; a file system can have several. */
  private static final int DEVICE_SIZE = 209;

  private Btrfs() {}

  static Optional<Content> read(Region region) {
    return region
        .read(SUPERBLOCK, SIZE)
        .filter(sb -> sb.resembles(64, MAGIC))
        .map(sb -> content(region, sb));
  }

  private static Content content(Region region, Bytes sb) {
    Checks checks = new Checks();
    check(checks, "btrfs superblock", sb, SUPERBLOCK, sb.u16(TYPE));
    checks.that(
        sb.u16(TYPE) <= 3,
        "btrfs superblock",
        sb.offset(TYPE),
        "checksum type " + sb.u16(TYPE),
        "0 to 3");
    checks.that(
        sb.u64(DEVICE_SIZE) <= region.length(),
        "btrfs superblock",
        sb.offset(DEVICE_SIZE),
        sb.u64(DEVICE_SIZE) + " bytes",
        "at most " + region.length());
    // The kernel writes a mirror only if the device goes on behind it. A region can be longer.
    Optional.of(MIRROR)
        .filter(place -> place + SIZE < sb.u64(DEVICE_SIZE))
        .flatMap(place -> region.read(place, SIZE))
        // A device that has grown past this offset may not have a mirror yet.
        .filter(mirror -> !mirror.isZero())
        .ifPresent(
            mirror -> {
              check(checks, "btrfs superblock mirror 1", mirror, MIRROR, mirror.u16(TYPE));
              if (checks.pass()) {
                checks.that(
                    mirror.hex(32, 16).equals(sb.hex(32, 16)),
                    "btrfs superblock mirror 1",
                    mirror.offset(32),
                    mirror.uuid(32),
                    sb.uuid(32));
              }
            });
    return new Content(
        "btrfs",
        sb.text(299, 256),
        Optional.of(sb.uuid(32)),
        Optional.of(sb.u64(112)),
        Optional.of(sb.u64(96) == 0 ? "log clean" : "log to be replayed"),
        checks.verdict());
  }

  /**
   * xxHash and BLAKE2 are not in the JDK; a superblock that uses them is checked without its
   * checksum.
   */
  private static void check(Checks checks, String name, Bytes sb, long place, int type) {
    checks.magic(name, sb, 64, MAGIC);
    checks.number(name, sb.offset(48), sb.u64(48), place);
    byte[] array = sb.array();
    long crc = Crc.CRC32C.of(array, CHECKSUMMED, SIZE - CHECKSUMMED);
    // Also if the type itself is damaged: a checksum of 4 bytes is CRC-32C.
    if (type == 0 || sb.isZero(4, CHECKSUMMED - 4)) {
      checks.checksum(name, sb.offset(0), sb.u32(0), crc);
    } else if (type == 2) {
      byte[] sha256 = Sha256.of(Arrays.copyOfRange(array, CHECKSUMMED, SIZE));
      String expected = new Bytes(sha256, 0).hex(0, CHECKSUMMED);
      checks.that(
          sb.hex(0, CHECKSUMMED).equals(expected),
          name,
          sb.offset(0),
          "checksum " + sb.hex(0, CHECKSUMMED),
          expected);
    }
  }
}
