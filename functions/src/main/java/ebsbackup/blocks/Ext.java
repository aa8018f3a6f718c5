package ebsbackup.blocks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * ext2, ext3 and ext4: the superblock, the group descriptors, the journal's inode and superblock,
 * and the backup of the superblock in the first group that has one. Offsets from the kernel's
 * Documentation/filesystems/ext4.
 */
final class Ext {
  private static final String MAGIC = "S\u00ef";
  private static final int SUPERBLOCK = 1024;
  private static final int CHECKSUM = 0x3fc;
  private static final long ONES = 0xffff_ffffL;

  private static final int COMPAT_JOURNAL = 0x4;
  private static final int COMPAT_SPARSE_SUPER2 = 0x200;
  private static final int INCOMPAT_RECOVER = 0x4;
  private static final int INCOMPAT_JOURNAL_DEVICE = 0x8;
  private static final int INCOMPAT_META_BG = 0x10;
  private static final int INCOMPAT_64BIT = 0x80;
  private static final int INCOMPAT_CSUM_SEED = 0x2000;
  private static final int RO_GDT_CSUM = 0x10;
  private static final int RO_METADATA_CSUM = 0x400;

  /** All features that ext2 and ext3 do not have, in each of the two words. */
  private static final long INCOMPAT_EXT4 = ~0x16L;

  private static final long RO_EXT4 = ~0x7L;

  /**
   * The most descriptors to check: those of 512 GiB in blocks of 4 KiB, which are 256 KiB to read.
   */
  private static final long MAX_GROUPS = 4096;

  /**
   * The offsets of the sizes in a superblock without a checksum; its backup has the same values.
   */
  private static final int[] GEOMETRY = {0x14, 0x18, 0x20, 0x28, 0x68, 0x6c, 0x70, 0x74};

  /** The offsets of the sizes that resize2fs changes: the inodes and the blocks. */
  private static final int[] GROWING = {0, 0x4};

  private static final int JOURNAL_INODE = 8;

  /** Features of a journal with checksums of version 2 or 3. */
  private static final int JOURNAL_CSUM = 0x18;

  private static final String JOURNAL_MAGIC = "\u00c0;9\u0098";

  private final Region region;
  private final Bytes sb;
  private final Checks checks = new Checks();
  private final String type;
  private final long blockSize;
  private final long blocks;
  private final long firstBlock;
  private final long groups;

  private Ext(Region region, Bytes sb) {
    this.region = region;
    this.sb = sb;
    this.type = type(sb);
    this.blockSize = 1024L << Math.min(sb.u32(0x18), 6);
    // A bit that makes the number negative makes it too large for any disk.
    this.blocks =
        (sb.u32(0x4) | (has(0x60, INCOMPAT_64BIT) ? sb.u32(0x150) << 32 : 0)) & Long.MAX_VALUE;
    this.firstBlock = sb.u32(0x14);
    this.groups = groups(sb, blocks);
  }

  static Optional<Content> read(Region region) {
    return region
        .read(SUPERBLOCK, 1024)
        .filter(Ext::isSuperblock)
        .map(sb -> new Ext(region, sb).content());
  }

  /**
   * The magic has only two bytes, which occur in every 65,536th block of noise, so other fields
   * must fit as well.
   */
  private static boolean isSuperblock(Bytes sb) {
    boolean checksum = sb.u32(CHECKSUM) == checksum(sb);
    long fitting =
        Stream.of(
                sb.is(0x38, MAGIC),
                sb.u32(0x18) <= 6,
                sb.u32(0x14) <= 1,
                sb.u32(0x48) <= 4,
                sb.u32(0x4c) <= 1,
                sb.u16(0x3c) >= 1 && sb.u16(0x3c) <= 3,
                sb.u32(0x28) > 0 && hasInodesOfItsGroups(sb))
            .filter(fits -> fits)
            .count();
    return (checksum && sb.is(0x38, MAGIC)) || fitting >= 6;
  }

  /**
   * Whether one of the two possible first blocks fits, even if the superblock names another one.
   */
  private static boolean hasInodesOfItsGroups(Bytes sb) {
    return LongStream.of(0, 1)
        .anyMatch(first -> sb.u32(0) == sb.u32(0x28) * groups(sb, sb.u32(0x4), first));
  }

  private static long checksum(Bytes sb) {
    return Crc.CRC32C.after(ONES, sb.array(), 0, CHECKSUM);
  }

  private static long groups(Bytes sb, long blocks) {
    return groups(sb, blocks, sb.u32(0x14));
  }

  private static long groups(Bytes sb, long blocks, long first) {
    return Math.ceilDiv(Math.max(0, blocks - first), Math.max(1, sb.u32(0x20)));
  }

  private static String type(Bytes sb) {
    if ((sb.u32(0x60) & INCOMPAT_EXT4) != 0 || (sb.u32(0x64) & RO_EXT4) != 0) {
      return "ext4";
    }
    return (sb.u32(0x5c) & COMPAT_JOURNAL) != 0 ? "ext3" : "ext2";
  }

  private boolean has(int word, long feature) {
    return (sb.u32(word) & feature) != 0;
  }

  private boolean hasChecksums() {
    return has(0x64, RO_METADATA_CSUM);
  }

  private Content content() {
    if (has(0x60, INCOMPAT_JOURNAL_DEVICE)) {
      return Content.unknown("jbd", "the external journal of an ext file system");
    }
    Optional<String> journal = Optional.empty();
    boolean sound = superblock();
    backup(sound);
    if (checks.pass()) {
      descriptors();
      journal = journal();
    }
    return new Content(
        type,
        sb.text(0x78, 16),
        Optional.of(sb.uuid(0x68)),
        Optional.of(blocks).filter(n -> n <= Long.MAX_VALUE / blockSize).map(n -> n * blockSize),
        state(journal),
        checks.verdict());
  }

  private Optional<String> state(Optional<String> journal) {
    boolean errors = (sb.u16(0x3a) & 0x2) != 0 || sb.u32(0x194) > 0;
    List<String> states =
        Stream.concat(
                journal.stream(), errors ? Stream.of("errors noted by the kernel") : Stream.empty())
            .toList();
    return states.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", states));
  }

  private boolean superblock() {
    String name = type + " superblock";
    checks.magic(name, sb, 0x38, MAGIC);
    if (hasChecksums()) {
      checks.checksum(name, sb.offset(CHECKSUM), sb.u32(CHECKSUM), checksum(sb));
    } else {
      Bytes flagged = sb.zeroed(0, 0);
      flagged.array()[0x65] |= RO_METADATA_CSUM >> 8;
      // Without metadata_csum, the checksum field must not match what it would be with the feature.
      checks.that(
          sb.u32(CHECKSUM) == 0 || sb.u32(CHECKSUM) != checksum(flagged),
          name,
          sb.offset(0x64),
          "no metadata_csum",
          "metadata_csum, according to its checksum");
      checks.number(name, sb.offset(0), sb.u32(0), sb.u32(0x28) * groups);
    }
    checks.that(
        region.holds(blocks, blockSize),
        name,
        sb.offset(0x4),
        blocks + " blocks",
        "at most " + region.length() / blockSize);
    return checks.pass();
  }

  /**
   * The first backup is in group 1, unless the file system names the groups of its only backups.
   */
  private void backup(boolean sound) {
    long group = has(0x5c, COMPAT_SPARSE_SUPER2) ? sb.u32(0x24c) : 1;
    if (group == 0 || group >= groups) {
      return;
    }
    long block = firstBlock + group * sb.u32(0x20);
    String name = type + " backup superblock";
    Optional<Bytes> there = region.read(block, blockSize, 1024);
    if (there.isEmpty()) {
      checks.damage(
          type + " superblock",
          sb.offset(0x20),
          "a backup in block " + block,
          "one inside the partition");
      return;
    }
    Bytes backup = there.get();
    if (!sound && !isSuperblock(backup)) {
      // The superblock is damaged, so the backup may be elsewhere.
      return;
    }
    checks.magic(name, backup, 0x38, MAGIC);
    if (hasChecksums()) {
      checks.checksum(name, backup.offset(CHECKSUM), backup.u32(CHECKSUM), checksum(backup));
    } else if (sound && backup.u32(0) != backup.u32(0x28) * groups(backup, backup.u32(0x4))) {
      checks.number(name, backup.offset(0), backup.u32(0), sb.u32(0));
    } else {
      String either = type + " superblock or its backup";
      same(either, backup, GEOMETRY);
      if (!sound || !isGrowing(backup)) {
        same(either, backup, GROWING);
      }
      if (!isRaised(backup)) {
        checks.number(either, sb.offset(0x4c), sb.u32(0x4c), backup.u32(0x4c));
        checks.number(either, sb.offset(0x58), sb.u16(0x58), backup.u16(0x58));
      }
    }
  }

  private void same(String name, Bytes backup, int[] fields) {
    for (int at : fields) {
      checks.number(name, sb.offset(at), sb.u32(at), backup.u32(at));
    }
  }

  /**
   * While the kernel adds groups, one of the two may have its new size in the journal only. Each is
   * consistent in itself.
   */
  private boolean isGrowing(Bytes backup) {
    return has(0x60, INCOMPAT_RECOVER) && backup.u32(0) != sb.u32(0);
  }

  /**
   * When a file needs a feature that revision 0 does not have, the kernel makes it revision 1 with
   * inodes of the same size, in the first superblock alone.
   */
  private boolean isRaised(Bytes backup) {
    return backup.u32(0x4c) == 0 && sb.u32(0x4c) == 1 && sb.u16(0x58) == 128;
  }

  private void descriptors() {
    int size = has(0x60, INCOMPAT_64BIT) ? sb.u16(0xfe) : 32;
    if (has(0x60, INCOMPAT_META_BG) || size < 32 || size > 1024) {
      return;
    }
    int count = (int) Math.min(groups, MAX_GROUPS);
    Optional<Bytes> table = region.read(descriptorBlock(), blockSize, count * size);
    if (table.isEmpty()) {
      return;
    }
    for (int group = 0; group < count; group++) {
      Bytes descriptor = table.get().part(group * size, size);
      String name = "%s descriptor of group %d".formatted(type, group);
      if (hasChecksums() || has(0x64, RO_GDT_CSUM)) {
        checks.checksum(
            name,
            descriptor.offset(0x1e),
            descriptor.u16(0x1e),
            hasChecksums() ? crc32c(group, descriptor) : crc16(group, descriptor));
      }
      for (int pointer = 0; pointer < 12 && checks.pass(); pointer += 4) {
        long high = size >= 64 ? descriptor.u32(pointer + 0x20) << 32 : 0;
        long block = descriptor.u32(pointer) | high;
        checks.that(
            block > firstBlock && block < blocks,
            name,
            descriptor.offset(pointer),
            "block " + block,
            "one of %d to %d".formatted(firstBlock + 1, blocks - 1));
      }
    }
  }

  /**
   * The descriptors follow the superblock. With blocks of 1 KiB it is in block 1, even if bigalloc
   * makes block 0 the first one.
   */
  private long descriptorBlock() {
    return SUPERBLOCK / blockSize + 1;
  }

  private long crc32c(int group, Bytes descriptor) {
    Bytes without = descriptor.zeroed(0x1e, 2);
    long ofGroup = Crc.CRC32C.after(seed(), little(group), 0, 4);
    return Crc.CRC32C.after(ofGroup, without.array(), 0, without.length()) & 0xffff;
  }

  private long crc16(int group, Bytes descriptor) {
    long crc = Crc.CRC16.after(0xffff, sb.array(), 0x68, 16);
    crc = Crc.CRC16.after(crc, little(group), 0, 4);
    crc = Crc.CRC16.after(crc, descriptor.array(), 0, 0x1e);
    return Crc.CRC16.after(crc, descriptor.array(), 0x20, descriptor.length() - 0x20);
  }

  private long seed() {
    return has(0x60, INCOMPAT_CSUM_SEED)
        ? sb.u32(0x270)
        : Crc.CRC32C.after(ONES, sb.array(), 0x68, 16);
  }

  private static byte[] little(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  private Optional<String> journal() {
    int inodeSize = sb.u32(0x4c) == 0 ? 128 : sb.u16(0x58);
    if (!has(0x5c, COMPAT_JOURNAL) || sb.u32(0xe0) != JOURNAL_INODE || inodeSize < 128) {
      return Optional.empty();
    }
    Optional<Bytes> inode =
        region
            .read(descriptorBlock(), blockSize, 64)
            .flatMap(
                descriptor ->
                    region.read(
                        descriptor.u32(0x8) * blockSize + (JOURNAL_INODE - 1L) * inodeSize,
                        inodeSize));
    if (inode.isEmpty()) {
      return Optional.empty();
    }
    if (hasChecksums()) {
      inode(inode.get());
    }
    return checks.pass() ? journal(inode.get()) : Optional.empty();
  }

  private void inode(Bytes inode) {
    boolean wide = inode.length() >= 132 && inode.u16(0x80) >= 4;
    Bytes narrow = inode.zeroed(0x7c, 2);
    Bytes without = wide ? narrow.zeroed(0x82, 2) : narrow;
    long crc = Crc.CRC32C.after(seed(), little(JOURNAL_INODE), 0, 4);
    crc = Crc.CRC32C.after(crc, inode.array(), 0x64, 4);
    crc = Crc.CRC32C.after(crc, without.array(), 0, without.length());
    long found = inode.u16(0x7c) | (wide ? (long) inode.u16(0x82) << 16 : 0);
    checks.checksum(
        type + " inode of the journal", inode.offset(0x7c), found, wide ? crc : crc & 0xffff);
  }

  /** The state in the journal's superblock, if the journal's first block is easy to find. */
  private Optional<String> journal(Bytes inode) {
    boolean extents = inode.u16(0x28) == 0xf30a;
    if (extents && (inode.u16(0x2e) != 0 || inode.u16(0x2a) == 0)) {
      return Optional.empty();
    }
    long block = extents ? ((long) inode.u16(0x3a) << 32) | inode.u32(0x3c) : inode.u32(0x28);
    Optional<Bytes> read = region.read(block, blockSize, 1024);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Bytes journal = read.get();
    String name = type + " journal superblock";
    checks.magic(name, journal, 0, JOURNAL_MAGIC);
    checks.that(
        journal.be32(4) == 3 || journal.be32(4) == 4,
        name,
        journal.offset(4),
        "type " + journal.be32(4),
        "3 or 4");
    checks.number(name, journal.offset(0xc), journal.be32(0xc), blockSize);
    if (journal.be32(4) == 4) {
      journalChecksum(name, journal);
    }
    boolean replay = journal.be32(0x1c) != 0 || has(0x60, INCOMPAT_RECOVER);
    return Optional.of(replay ? "journal to be replayed" : "journal clean");
  }

  private void journalChecksum(String name, Bytes journal) {
    if ((journal.be32(0x28) & JOURNAL_CSUM) != 0) {
      checks.checksum(name, journal.offset(0xfc), journal.be32(0xfc), journalChecksum(journal));
      return;
    }
    boolean matches =
        IntStream.of(0x08, 0x10)
            .mapToObj(
                feature -> {
                  Bytes flagged = journal.zeroed(0, 0);
                  flagged.array()[0x2b] |= (byte) feature;
                  return flagged;
                })
            .anyMatch(flagged -> journal.be32(0xfc) == journalChecksum(flagged));
    checks.that(
        !matches,
        name,
        journal.offset(0x28),
        "no checksum",
        "a checksum feature, according to its checksum");
  }

  private static long journalChecksum(Bytes journal) {
    return Crc.CRC32C.after(ONES, journal.zeroed(0xfc, 4).array(), 0, 1024);
  }
}
