package ebsbackup.blocks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partition table in the first sector. It has no checksum; the checks cover its magic, the
 * flags of the four entries, and where the partitions begin and end.
 */
final class Mbr {
  static final int SIGNATURE = 510;
  static final String MAGIC = "U\u00aa";
  static final int PROTECTIVE = 0xee;
  private static final int SECTOR = 512;
  private static final int ENTRIES = 446;
  private static final int ENTRY = 16;

  private Mbr() {}

  /**
   * Reads the table, if this is one: at least one entry is possible, and so are most of the others.
   */
  static Optional<PartitionTable> read(Region disk) {
    return disk.read(0, SECTOR).filter(mbr -> isTable(disk, mbr)).map(mbr -> table(disk, mbr));
  }

  private static boolean isTable(Region disk, Bytes mbr) {
    int possible = 0;
    int impossible = 0;
    for (int entry = 0; entry < 4; entry++) {
      Bytes bytes = entry(mbr, entry);
      if (!bytes.isZero()) {
        boolean fits = flag(bytes) && bytes.u32(8) > 0 && fits(disk, bytes) && bytes.u32(12) > 0;
        possible += fits ? 1 : 0;
        impossible += fits ? 0 : 1;
      }
    }
    return mbr.is(SIGNATURE, MAGIC)
        ? (possible > 0 && impossible <= 1) || (impossible == 1 && onlyOneWrong(disk, mbr))
        : possible > 0 && impossible == 0 && nearly(mbr);
  }

  /** Whether the only entry is half valid, in which case this still counts as a table. */
  private static boolean onlyOneWrong(Region disk, Bytes mbr) {
    for (int entry = 0; entry < 4; entry++) {
      Bytes bytes = entry(mbr, entry);
      if (!bytes.isZero()) {
        return bytes.u8(4) != 0 && (flag(bytes) != (fits(disk, bytes) && bytes.u32(8) > 0));
      }
    }
    return false;
  }

  private static boolean nearly(Bytes mbr) {
    int wrong = Integer.bitCount(mbr.u16(SIGNATURE) ^ 0xaa55);
    return wrong <= 1;
  }

  private static boolean flag(Bytes entry) {
    return (entry.u8(0) & 0x7f) == 0;
  }

  private static boolean fits(Region disk, Bytes entry) {
    return disk.holds(entry.u32(8) + entry.u32(12), SECTOR);
  }

  static Bytes entry(Bytes mbr, int number) {
    return mbr.part(ENTRIES + number * ENTRY, ENTRY);
  }

  private static PartitionTable table(Region disk, Bytes mbr) {
    Checks checks = new Checks();
    checks.magic("MBR", mbr, SIGNATURE, MAGIC);
    List<Partition> partitions = new ArrayList<>();
    for (int number = 0; number < 4; number++) {
      Bytes entry = entry(mbr, number);
      if (entry.isZero()) {
        continue;
      }
      String name = "MBR entry %d".formatted(number + 1);
      checks.that(flag(entry), name, entry.offset(0), entry.hex(0, 1), "00 or 80");
      long start = entry.u32(8) * SECTOR;
      long length = entry.u32(12) * SECTOR;
      boolean fits =
          checks.that(
              start > 0 && length > 0 && fits(disk, entry),
              name,
              entry.offset(8),
              "bytes %d to %d".formatted(start, start + length),
              "some bytes from %d to %d".formatted(SECTOR, disk.length()));
      for (Partition other : partitions) {
        checks.that(
            start >= other.start() + other.length() || start + length <= other.start(),
            name,
            entry.offset(8),
            "an overlap with partition " + other.number(),
            "none");
      }
      if (fits) {
        partitions.add(new Partition(number + 1, entry.hex(4, 1), Optional.empty(), start, length));
      }
    }
    return new PartitionTable(
        "dos", "%08x".formatted(mbr.u32(440)), partitions, Optional.empty(), checks.verdict());
  }
}
