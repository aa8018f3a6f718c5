package ebsbackup.blocks;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * LUKS: both headers of version 2 with their SHA-256, and the fields of version 1, which has no
 * checksum. The encrypted data cannot be checked. Offsets from the on-disk format specifications.
 */
final class Luks {
  private static final String MAGIC = "LUKS\u00ba\u00be";
  private static final String SECOND_MAGIC = "SKUL\u00ba\u00be";
  private static final int BINARY = 4096;
  private static final long MOST = 4L << 20;
  private static final int CHECKSUM = 448;

  private static final int SLOTS = 208;
  private static final int SLOT = 48;

  /** The number of parts into which a key is split, each of the size of the key. */
  private static final int STRIPES = 4000;

  private static final long ACTIVE = 0x00ac_71f3L;
  private static final long INACTIVE = 0x0000_deadL;

  private Luks() {}

  static Optional<Content> read(Region region) {
    return region
        .read(0, BINARY)
        .filter(header -> header.resembles(0, MAGIC))
        .map(header -> content(region, header));
  }

  private static Content content(Region region, Bytes header) {
    Checks checks = new Checks();
    int version = header.be16(6);
    // If the version is damaged, the size tells: where version 2 has it, version 1 has a cipher
    // name.
    boolean second = version == 2 || (version != 1 && Long.bitCount(header.be64(8)) == 1);
    if (second) {
      second(checks, region, header);
    } else {
      first(checks, region, header);
    }
    return new Content(
        "crypto_LUKS",
        second ? header.text(24, 48) : Optional.empty(),
        header.text(168, 40),
        Optional.empty(),
        Optional.of("LUKS" + (second ? 2 : 1)),
        checks.pass()
            ? new Verdict.Unknown("encrypted in the guest: its header is sound")
            : checks.verdict());
  }

  private static void first(Checks checks, Region region, Bytes header) {
    String name = "LUKS1 header";
    checks.magic(name, header, 0, MAGIC);
    checks.number(name, header.offset(6), header.be16(6), 1);
    checks.that(
        region.holds(header.be32(104), 512),
        name,
        header.offset(104),
        "data in sector " + header.be32(104),
        "a sector inside");
    for (int slot = 0; slot < 8; slot++) {
      int at = SLOTS + slot * SLOT;
      String keySlot = "LUKS1 key slot " + slot;
      checks.that(
          header.be32(at) == ACTIVE || header.be32(at) == INACTIVE,
          keySlot,
          header.offset(at),
          header.hex(at, 4),
          "%08x or %08x".formatted(ACTIVE, INACTIVE));
      checks.number(keySlot, header.offset(at + 44), header.be32(at + 44), STRIPES);
      checks.that(
          region.holds(header.be32(at + 40), 512),
          keySlot,
          header.offset(at + 40),
          "key material in sector " + header.be32(at + 40),
          "a sector inside");
    }
    if (checks.pass()) {
      // The format allows every size that leaves the other slots and the data alone.
      long key = header.be32(108);
      long most = Math.max(0, room(header)) * 512 / STRIPES;
      checks.that(
          key > 0 && key <= most,
          name,
          header.offset(108),
          key + " bytes for a key",
          "1 to " + most);
    }
  }

  /**
   * The number of sectors from the key material of a slot to that of the next one, or to the data.
   * The slots may be in any order, and the data is in sector 0 if it is on another device.
   */
  private static long room(Bytes header) {
    long[] places =
        IntStream.range(0, 8)
            .mapToLong(slot -> header.be32(SLOTS + slot * SLOT + 40))
            .sorted()
            .toArray();
    long data = header.be32(104);
    long room = data == 0 ? header.be32(108) * STRIPES : data - places[7];
    for (int slot = 1; slot < 8; slot++) {
      room = Math.min(room, places[slot] - places[slot - 1]);
    }
    return room;
  }

  private static void second(Checks checks, Region region, Bytes header) {
    String name = "LUKS2 header";
    checks.magic(name, header, 0, MAGIC);
    checks.number(name, header.offset(6), header.be16(6), 2);
    long size = header.be64(8);
    boolean possible =
        checks.that(
            size >= 4L * BINARY && size <= MOST && Long.bitCount(size) == 1,
            name,
            header.offset(8),
            size + " bytes",
            "a power of two from 16 KiB to 4 MiB");
    if (possible
        && checks.that(
            region.holds(2, size),
            name,
            header.offset(8),
            "two headers of %d bytes".formatted(size),
            "at most %d bytes".formatted(region.length()))) {
      digest(checks, name, region.read(0, (int) size).orElseThrow(), 0);
      String other = "LUKS2 secondary header";
      Bytes secondary = region.read(size, (int) size).orElseThrow();
      checks.magic(other, secondary, 0, SECOND_MAGIC);
      digest(checks, other, secondary, size);
    }
  }

  private static void digest(Checks checks, String name, Bytes area, long at) {
    checks.number(name, area.offset(256), area.be64(256), at);
    if (checks.that(
        area.text(72, 32).equals(Optional.of("sha256")),
        name,
        area.offset(72),
        "checksum algorithm " + area.text(72, 32).orElse("none"),
        "sha256")) {
      byte[] sha256 = Sha256.of(area.zeroed(CHECKSUM, 64).array());
      String expected = new Bytes(sha256, 0).hex(0, sha256.length);
      String found = area.hex(CHECKSUM, sha256.length);
      checks.that(
          found.equals(expected), name, area.offset(CHECKSUM), "checksum " + found, expected);
    }
  }
}
