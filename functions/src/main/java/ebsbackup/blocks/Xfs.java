package ebsbackup.blocks;

import java.util.Optional;
import java.util.stream.LongStream;

/**
 * XFS: the superblock and the headers of allocation groups, each in its own sector and, since
 * version 5, with a CRC-32C. Offsets from fs/xfs/libxfs/xfs_format.h.
 */
final class Xfs {
  private static final String MAGIC = "XFSB";
  private static final int CHECKSUM = 224;

  /** If a file system has at most this many groups, all of them are checked, otherwise three. */
  private static final long MAX_GROUPS = 4;

  /** The offsets of the sizes in version 4, which has no checksum; a backup has the same values. */
  private static final int[] GEOMETRY = {4, 8, 12, 32, 36, 40, 44, 84, 88, 100, 104, 120};

  private final Region region;
  private final Bytes sb;
  private final Checks checks = new Checks();
  private final int sector;
  private final boolean checksums;

  private Xfs(Region region, Bytes sb) {
    this.region = region;
    this.sb = sb;
    this.sector = sectorSize(sb);
    this.checksums = hasChecksums(sb);
  }

  static Optional<Content> read(Region region) {
    return region
        .read(0, 512)
        .filter(first -> first.resembles(0, MAGIC))
        .flatMap(first -> region.read(0, sectorSize(first)))
        .map(sb -> new Xfs(region, sb).content());
  }

  private static int sectorSize(Bytes sb) {
    int size = sb.be16(102);
    return size >= 512 && size <= 32_768 && Integer.bitCount(size) == 1 ? size : 512;
  }

  /** In version 4, the checksum field is zero. */
  private static boolean hasChecksums(Bytes sb) {
    return (sb.be16(100) & 0xf) == 5 || sb.u32(CHECKSUM) != 0;
  }

  private Content content() {
    superblock();
    long blockSize = sb.be32(4);
    if (checks.pass()) {
      long groups = sb.be32(88);
      LongStream checked =
          groups <= MAX_GROUPS ? LongStream.range(0, groups) : LongStream.of(0, 1, groups - 1);
      checked.forEach(this::group);
    }
    return new Content(
        "xfs",
        sb.text(108, 12),
        Optional.of(sb.uuid(32)),
        Optional.of(sb.be64(8))
            .filter(blocks -> blockSize > 0 && blocks <= Long.MAX_VALUE / blockSize)
            .map(blocks -> blocks * blockSize),
        Optional.empty(),
        checks.verdict());
  }

  private void superblock() {
    String name = "XFS superblock";
    checks.magic(name, sb, 0, MAGIC);
    checksum(name, sb, CHECKSUM);
    checks.number(name, sb.offset(126), sb.u8(126), 0);
    checks.number(name, sb.offset(102), sb.be16(102), 1L << sb.u8(121));
    checks.number(name, sb.offset(4), sb.be32(4), 1L << sb.u8(120));
    checks.that(
        sb.be32(4) > 0 && region.holds(sb.be64(8), sb.be32(4)),
        name,
        sb.offset(8),
        "%d blocks of %d bytes".formatted(sb.be64(8), sb.be32(4)),
        "at most %d bytes".formatted(region.length()));
    long perGroup = Math.max(1, sb.be32(84));
    checks.number(name, sb.offset(88), sb.be32(88), (sb.be64(8) - 1) / perGroup + 1);
  }

  private void checksum(String name, Bytes bytes, int at) {
    if (checksums) {
      Bytes without = bytes.zeroed(at, 4);
      checks.checksum(
          name,
          bytes.offset(at),
          bytes.u32(at),
          Crc.CRC32C.of(without.array(), 0, without.length()));
    }
  }

  private void group(long group) {
    // Both factors have 32 bits, and the product is inside the file system, so it fits.
    long start = group * sb.be32(84) * sb.be32(4);
    if (group > 0) {
      region.read(start, sector).ifPresent(backup -> backup(group, backup));
    }
    header(group, start + sector, "AGF", "XAGF", 216);
    header(group, start + 2L * sector, "AGI", "XAGI", 312);
    header(group, start + 3L * sector, "AGFL", "XAFL", 32);
  }

  private void backup(long group, Bytes backup) {
    String name = "XFS superblock of group " + group;
    checks.magic(name, backup, 0, MAGIC);
    checksum(name, backup, CHECKSUM);
    for (int at : GEOMETRY) {
      checks.number(name, backup.offset(at), backup.be32(at), sb.be32(at));
    }
  }

  private void header(long group, long at, String header, String magic, int checksum) {
    Optional<Bytes> read = region.read(at, sector);
    if (read.isEmpty() || (!checksums && header.equals("AGFL"))) {
      // In version 4 the free list has no header.
      return;
    }
    Bytes bytes = read.get();
    String name = "XFS %s of group %d".formatted(header, group);
    checks.magic(name, bytes, 0, magic);
    checksum(name, bytes, checksum);
    int number = header.equals("AGFL") ? 4 : 8;
    checks.number(name, bytes.offset(number), bytes.be32(number), group);
  }
}
