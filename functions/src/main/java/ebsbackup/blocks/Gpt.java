package ebsbackup.blocks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The GUID partition table: the protective MBR, the header and the entries, and their backup at the
 * end of the disk. Header and entries have a CRC-32. Offsets from the UEFI specification, chapter
 * 5.
 */
final class Gpt {
  private static final String MAGIC = "EFI PART";

  /** EBS volumes have sectors of 512 bytes; images of other disks may have 4,096. */
  private static final List<Integer> SECTORS = List.of(512, 4096);

  /** 128 entries of 128 bytes take 16 KiB; no tool creates more than this. */
  private static final long MAX_ENTRIES = 512L * 1024;

  private final Region disk;
  private final Bytes mbr;
  private final int sector;
  private final long lastSector;
  private final Checks checks = new Checks();

  private Gpt(Region disk, Bytes mbr, int sector) {
    this.disk = disk;
    this.mbr = mbr;
    this.sector = sector;
    this.lastSector = disk.length() / sector - 1;
  }

  /** Reads the table if there is a header or the MBR says that there is one. */
  static Optional<PartitionTable> read(Region disk) {
    Optional<Bytes> mbr = disk.read(0, 512);
    if (mbr.isEmpty() || otherPartitions(mbr.get())) {
      return Optional.empty();
    }
    return SECTORS.stream()
        .map(size -> new Gpt(disk, mbr.get(), size))
        .filter(Gpt::isThere)
        .findFirst()
        .or(() -> Optional.of(new Gpt(disk, mbr.get(), 512)).filter(gpt -> gpt.isProtected()))
        .map(Gpt::table);
  }

  /** Whether the MBR divides the disk itself; a GPT next to it is then left over from earlier. */
  private static boolean otherPartitions(Bytes mbr) {
    return mbr.is(Mbr.SIGNATURE, Mbr.MAGIC)
        && IntStream.range(0, 4)
            .mapToObj(number -> Mbr.entry(mbr, number))
            .filter(entry -> !entry.isZero())
            .noneMatch(entry -> entry.u8(4) == Mbr.PROTECTIVE || entry.u32(8) == 1)
        && IntStream.range(0, 4).anyMatch(number -> !Mbr.entry(mbr, number).isZero());
  }

  private boolean isThere() {
    return header(1).filter(bytes -> bytes.resembles(0, MAGIC)).isPresent();
  }

  private boolean isProtected() {
    return mbr.is(Mbr.SIGNATURE, Mbr.MAGIC)
        && IntStream.range(0, 4)
            .mapToObj(number -> Mbr.entry(mbr, number))
            .anyMatch(entry -> entry.u8(4) == Mbr.PROTECTIVE && entry.u32(8) == 1);
  }

  private Optional<Bytes> header(long number) {
    return disk.read(number, sector, sector);
  }

  private PartitionTable table() {
    Optional<Bytes> primary = header(1);
    Optional<List<Partition>> partitions = primary.flatMap(header -> entries("GPT", header, 1));
    // If the header is damaged, it is not known where the backup is, so the end of the disk is
    // used.
    long place = partitions.isPresent() ? primary.get().u64(32) : lastSector;
    Optional<Bytes> backup = header(place);
    if (backup.isEmpty()) {
      checks.damage(
          "GPT header", sector + 32L, "backup in sector " + place, "one of at most " + lastSector);
    }
    Optional<List<Partition>> copies =
        backup
            .filter(header -> partitions.isPresent() || header.resembles(0, MAGIC))
            .flatMap(header -> entries("backup GPT", header, place));
    if (partitions.isPresent() || copies.isPresent()) {
      protectiveMbr();
    }
    Bytes good = partitions.isPresent() || backup.isEmpty() ? primary.orElse(mbr) : backup.get();
    return new PartitionTable(
        "gpt",
        good.guid(56),
        partitions.or(() -> copies).orElse(List.of()),
        place < lastSector
            ? Optional.of("the disk was enlarged after partitioning")
            : Optional.empty(),
        checks.verdict());
  }

  private void protectiveMbr() {
    checks.magic("protective MBR", mbr, Mbr.SIGNATURE, Mbr.MAGIC);
    boolean typed = IntStream.range(0, 4).anyMatch(n -> Mbr.entry(mbr, n).u8(4) == Mbr.PROTECTIVE);
    checks.that(typed, "protective MBR", mbr.offset(450), "type " + mbr.hex(450, 1), "type ee");
    checks.that(
        !typed || isProtected() || !mbr.is(Mbr.SIGNATURE, Mbr.MAGIC),
        "protective MBR",
        mbr.offset(454),
        "start sector " + mbr.u32(454),
        "1");
  }

  /** The partitions, if the header and the entries are good. */
  private Optional<List<Partition>> entries(String name, Bytes header, long place) {
    String headerName = name + " header";
    int before = checks.count();
    if (checks.magic(headerName, header, 0, MAGIC) || header.resembles(0, MAGIC)) {
      long length = header.u32(12);
      if (checks.that(
          length >= 92 && length <= sector,
          headerName,
          header.offset(12),
          length,
          "92 to " + sector)) {
        checks.checksum(
            headerName,
            header.offset(16),
            header.u32(16),
            Crc.CRC32.of(header.zeroed(16, 4).array(), 0, (int) length));
      }
      checks.number(headerName, header.offset(24), header.u64(24), place);
    }
    if (checks.count() > before) {
      return Optional.empty();
    }
    long count = header.u32(80);
    long size = header.u32(84);
    boolean possible =
        checks.that(
            size >= 128 && size <= 4096 && count * size <= MAX_ENTRIES,
            headerName,
            header.offset(80),
            "%d entries of %d bytes".formatted(count, size),
            "entries of 128 to 4096 bytes, %d bytes at most".formatted(MAX_ENTRIES));
    Optional<Bytes> array =
        possible ? disk.read(header.u64(72), sector, (int) (count * size)) : Optional.empty();
    if (possible && array.isEmpty()) {
      checks.damage(
          headerName, header.offset(72), "entries in sector " + header.u64(72), "a sector inside");
    }
    return array
        .filter(
            bytes ->
                checks.checksum(
                    name + " entries",
                    header.offset(88),
                    header.u32(88),
                    Crc.CRC32.of(bytes.array(), 0, bytes.length())))
        .map(bytes -> partitions(name + " entries", bytes, (int) size));
  }

  private List<Partition> partitions(String name, Bytes array, int size) {
    List<Partition> partitions = new ArrayList<>();
    for (int at = 0; at + size <= array.length(); at += size) {
      Bytes entry = array.part(at, size);
      if (entry.isZero(0, 16)) {
        continue;
      }
      long first = entry.u64(32);
      long last = entry.u64(40);
      if (checks.that(
          first <= last && last <= lastSector,
          name,
          entry.offset(32),
          "sectors %d to %d".formatted(first, last),
          "sectors up to %d".formatted(lastSector))) {
        partitions.add(
            new Partition(
                at / size + 1,
                entry.guid(0),
                entry.text16(56, 72),
                first * sector,
                (last - first + 1) * sector));
      }
    }
    return partitions;
  }
}
