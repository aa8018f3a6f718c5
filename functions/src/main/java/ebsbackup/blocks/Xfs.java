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

  /** The offsets of the sizes that are fixed when the file system is made. */
  private static final int[] GEOMETRY = {4, 84, 104, 120};

  /**
   * The offsets of the sizes that xfs_growfs changes: the blocks, in two halves, and the groups.
   */
  private static final int[] GROWING = {8, 12, 88};

  /**
   * The bits of the version that are fixed when the file system is made. The kernel sets the others
   * in the first superblock alone, for example when a file gets its first extended attribute: see
   * fs/xfs/scrub/agheader.c.
   */
  private static final int FIXED_VERSION = 0x3f8f;

  /** The feature of a file system whose UUID was changed. */
  private static final long META_UUID = 0x4;

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
    checks.number(name, sb.offset(88), sb.be32(88), groups(sb));
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
    same(name, backup, GEOMETRY);
    checks.number(name, backup.offset(102), backup.be16(102), sb.be16(102));
    checks.that(
        version(backup) == version(sb),
        name,
        backup.offset(100),
        "version %04x".formatted(version(backup)),
        "%04x".formatted(version(sb)));
    for (int word = 0; word < 16; word += 4) {
      int at = identity(backup) + word;
      checks.number(name, backup.offset(at), backup.be32(at), sb.be32(identity(sb) + word));
    }
    // xfs_growfs writes the backups at once, but the first superblock only into the log.
    if (!isGrown(backup) || !XfsLog.mayHaveToBeReplayed(region, sb)) {
      same(name, backup, GROWING);
    }
  }

  private void same(String name, Bytes backup, int[] fields) {
    for (int at : fields) {
      checks.number(name, backup.offset(at), backup.be32(at), sb.be32(at));
    }
  }

  private static int version(Bytes sb) {
    return sb.be16(100) & FIXED_VERSION;
  }

  /**
   * The place of the UUID that all metadata has. If the user changes the UUID, this one stays,
   * unless there are no checksums.
   */
  private static int identity(Bytes sb) {
    return (sb.be32(216) & META_UUID) == 0 ? 32 : 248;
  }

  /** Whether a backup has other sizes that fit together. */
  private boolean isGrown(Bytes backup) {
    return backup.be64(8) != sb.be64(8) && backup.be32(88) == groups(backup);
  }

  private static long groups(Bytes sb) {
    return (sb.be64(8) - 1) / Math.max(1, sb.be32(84)) + 1;
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
