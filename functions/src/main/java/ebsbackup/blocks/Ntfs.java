package ebsbackup.blocks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * NTFS: the boot sector and its backup after the last sector, and the first four records of $MFT
 * and $MFTMirr with their fix-ups. NTFS has no checksums. Offsets as in ntfs-3g's layout.h.
 */
final class Ntfs {
  private static final String OEM = "NTFS    ";
  private static final int SECTOR = 512;
  private static final int RECORDS = 4;

  /** The number of the record of $BadClus. */
  private static final int BAD_CLUSTERS = 8;

  private final Region region;
  private final Checks checks = new Checks();

  private Ntfs(Region region) {
    this.region = region;
  }

  static Optional<Content> read(Region region) {
    return region
        .read(0, SECTOR)
        .filter(boot -> boot.resembles(3, OEM))
        .map(boot -> new Ntfs(region).content(boot));
  }

  private Content content(Bytes boot) {
    checks.magic("NTFS boot sector", boot, 3, OEM);
    checks.magic("NTFS boot sector", boot, 510, "U\u00aa");
    backup(boot);
    Optional<Bytes> volume = Optional.empty();
    if (checks.pass()) {
      records("$MFTMirr", boot, 0x38);
      volume = records("$MFT", boot, 0x30);
    }
    boolean dirty =
        volume
            .flatMap(record -> attribute(record, 0x70).filter(flags -> flags.length() >= 12))
            .filter(flags -> (flags.u16(10) & 1) != 0)
            .isPresent();
    return new Content(
        "ntfs",
        volume
            .flatMap(record -> attribute(record, 0x60))
            .flatMap(label -> label.text16(0, label.length())),
        Optional.of("%08x%08x".formatted(boot.u32(0x4c), boot.u32(0x48))),
        Optional.of(boot.u64(0x28))
            .filter(sectors -> sectors < Long.MAX_VALUE / (sectorSize(boot) + 1L))
            .map(sectors -> sectors * sectorSize(boot)),
        volume.map(record -> dirty ? "marked dirty" : "clean"),
        checks.verdict());
  }

  /**
   * The backup is where the number of sectors says, or at the end of the partition. If the two boot
   * sectors differ, the one that points to $MFT and to the backup is right.
   */
  private void backup(Bytes boot) {
    long said = boot.u64(0x28);
    Optional<Bytes> backup =
        region
            .read(said, sectorSize(boot), SECTOR)
            .filter(found -> found.resembles(3, OEM))
            .or(
                () ->
                    region
                        .read(region.length() - SECTOR, SECTOR)
                        .filter(found -> found.resembles(3, OEM)));
    if (backup.isEmpty()) {
      checks.damage(
          "NTFS backup boot sector",
          boot.offset(0x28),
          "no boot sector in sector " + said + " or at the end",
          "a copy of the boot sector");
      leads(boot);
      return;
    }
    long place = backup.get().offset(0) - region.start();
    for (int at = 0; at < SECTOR; at++) {
      if (boot.u8(at) != backup.get().u8(at)) {
        if (isSize(boot, said) && !isSize(boot, place / sectorSize(boot))) {
          // For example ntfsresize leaves it so: what is at the end is from before.
          checks.damage(
              "NTFS backup boot sector",
              region.start() + said * sectorSize(boot),
              "no boot sector in sector " + said,
              "a copy of the boot sector");
          return;
        }
        boolean first = leadsTo(boot, place);
        boolean second = leadsTo(backup.get(), place);
        Bytes wrong = second && !first ? boot : backup.get();
        Bytes right = wrong == boot ? backup.get() : boot;
        String name =
            first == second
                ? "NTFS boot sector or its backup"
                : wrong == boot ? "NTFS boot sector" : "NTFS backup boot sector";
        checks.damage(name, wrong.offset(at), wrong.hex(at, 1), right.hex(at, 1));
        return;
      }
    }
    leads(boot);
  }

  private void leads(Bytes boot) {
    checks.that(
        mft(boot, boot.u64(0x30)).isPresent(),
        "NTFS boot sector",
        boot.offset(0x30),
        "$MFT in cluster " + boot.u64(0x30),
        "one inside the partition");
    checks.that(
        region.holds(boot.u64(0x28), sectorSize(boot)),
        "NTFS boot sector",
        boot.offset(0x28),
        boot.u64(0x28) + " sectors",
        "at most " + region.length() / sectorSize(boot));
  }

  /** Whether $BadClus, which is as long as the volume, has as many clusters as these sectors. */
  private boolean isSize(Bytes boot, long sectors) {
    OptionalInt size = recordSize(boot);
    return region.holds(sectors, sectorSize(boot))
        && size.isPresent()
        && mft(boot, boot.u64(0x30), BAD_CLUSTERS + 1)
            .map(mft -> mft.part(BAD_CLUSTERS * size.getAsInt(), size.getAsInt()))
            .filter(record -> record.is(0, "FILE"))
            .stream()
            .flatMap(record -> attributes(record, 0x80).stream())
            .filter(data -> data.u8(8) != 0 && data.length() >= 64)
            .map(data -> data.u64(48) / clusterSize(boot))
            .anyMatch(clusters -> clusters == sectors * sectorSize(boot) / clusterSize(boot));
  }

  private boolean leadsTo(Bytes boot, long backup) {
    return boot.is(3, OEM)
        && boot.is(510, "U\u00aa")
        && boot.u64(0x28) == backup / sectorSize(boot)
        && mft(boot, boot.u64(0x30)).filter(mft -> mft.resembles(0, "FILE")).isPresent()
        && mft(boot, boot.u64(0x38)).filter(mft -> mft.resembles(0, "FILE")).isPresent();
  }

  private static int sectorSize(Bytes boot) {
    return Math.max(1, boot.u16(11));
  }

  private static long clusterSize(Bytes boot) {
    int sectors = boot.u8(13);
    // Values above 0x80 are the negative exponent of a power of two.
    return (long) sectorSize(boot)
        * (sectors <= 0x80 ? sectors : 1L << Math.min(256 - sectors, 30));
  }

  /** The size of a record of $MFT, if it is a valid one. */
  private static OptionalInt recordSize(Bytes boot) {
    byte clusters = (byte) boot.u8(0x40);
    long size = clusters >= 0 ? clusters * clusterSize(boot) : 1L << Math.min(-clusters, 30);
    return size >= SECTOR && size <= 4096 && Long.bitCount(size) == 1
        ? OptionalInt.of((int) size)
        : OptionalInt.empty();
  }

  private Optional<Bytes> mft(Bytes boot, long cluster) {
    return mft(boot, cluster, RECORDS);
  }

  private Optional<Bytes> mft(Bytes boot, long cluster, int records) {
    OptionalInt size = recordSize(boot);
    return size.isPresent()
        ? region.read(cluster, clusterSize(boot), records * size.getAsInt())
        : Optional.empty();
  }

  /**
   * Checks the first records. Returns the one that describes the volume.
   *
   * @param field the offset of the cluster in the boot sector
   */
  private Optional<Bytes> records(String file, Bytes boot, int field) {
    Optional<Bytes> read = mft(boot, boot.u64(field));
    if (read.isEmpty()) {
      checks.damage(
          "NTFS boot sector",
          boot.offset(field),
          file + " in cluster " + boot.u64(field),
          "one inside the partition");
      return Optional.empty();
    }
    int size = read.get().length() / RECORDS;
    Optional<Bytes> volume = Optional.empty();
    for (int n = 0; n < RECORDS; n++) {
      volume = record("NTFS %s record %d".formatted(file, n), read.get().part(n * size, size), n);
    }
    return volume;
  }

  private Optional<Bytes> record(String name, Bytes record, int number) {
    int size = record.length();
    checks.magic(name, record, 0, "FILE");
    checks.number(name, record.offset(6), record.u16(6), size / SECTOR + 1L);
    checks.number(name, record.offset(0x1c), record.u32(0x1c), size);
    int array = record.u16(4);
    long used = record.u32(0x18);
    boolean fits =
        checks.that(
                array >= 0x28 && array <= 0x1fe - 2 * (size / SECTOR),
                name,
                record.offset(4),
                "fix-up array at " + array,
                "one inside the record")
            && checks.that(
                used <= size && used % 8 == 0,
                name,
                record.offset(0x18),
                used + " bytes used",
                "a multiple of 8 up to " + size);
    if (!fits) {
      return Optional.empty();
    }
    // Versions before 3.1 do not have the record number.
    if (array >= 0x30) {
      checks.number(name, record.offset(0x2c), record.u32(0x2c), number);
    }
    Bytes fixed = record.zeroed(0, 0);
    for (int sector = 1; sector <= size / SECTOR; sector++) {
      int end = sector * SECTOR - 2;
      checks.that(
          record.u16(end) == record.u16(array),
          name,
          record.offset(end),
          "fix-up " + record.hex(end, 2),
          record.hex(array, 2));
      System.arraycopy(record.array(), array + 2 * sector, fixed.array(), end, 2);
    }
    return Optional.of(fixed);
  }

  /** The value of a record's first resident attribute of the given type. */
  private static Optional<Bytes> attribute(Bytes record, long type) {
    return attributes(record, type).stream()
        .filter(found -> found.u8(8) == 0 && found.u16(20) + found.u32(16) <= found.length())
        .findFirst()
        .map(found -> found.part(found.u16(20), (int) found.u32(16)));
  }

  /** A record's attributes of the given type, each with its header. */
  private static List<Bytes> attributes(Bytes record, long type) {
    List<Bytes> attributes = new ArrayList<>();
    int at = record.u16(0x14);
    while (at <= record.length() - 24 && record.u32(at) != 0xffff_ffffL) {
      long length = record.u32(at + 4);
      if (length < 24 || length > record.length() - at) {
        break;
      }
      if (record.u32(at) == type) {
        attributes.add(record.part(at, (int) length));
      }
      at += (int) length;
    }
    return attributes;
  }
}
