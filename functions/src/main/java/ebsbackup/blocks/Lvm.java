package ebsbackup.blocks;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An LVM2 physical volume: its label, the header of its metadata area and the text of the volume
 * group, each with a CRC-32. Offsets from lvm2's lib/format_text/layout.h.
 */
final class Lvm {
  private static final String MAGIC = "LABELONE";
  private static final String AREA_MAGIC = " LVM2 x[5A%r0N*>";
  private static final int SECTOR = 512;
  private static final long CRC_BEGINS = 0xf597_a6cfL;

  /**
   * Enough for the text of a volume group with thousands of volumes; areas are usually 1 MiB. Of a
   * longer text, only this much is read, and its checksum is not known.
   */
  private static final int LONGEST_TEXT = 4 << 20;

  /** The mark of an area that pvchange or vgchange took out of use. */
  private static final long IGNORED = 1;

  private static final Pattern GROUP = Pattern.compile("^(\\S+) \\{");

  private final Region region;
  private final Checks checks = new Checks();

  private Lvm(Region region) {
    this.region = region;
  }

  static Optional<Content> read(Region region) {
    for (int sector = 0; sector < 4; sector++) {
      Optional<Bytes> label =
          region
              .read((long) sector * SECTOR, SECTOR)
              .filter(bytes -> bytes.resembles(0, MAGIC) && bytes.resembles(24, "LVM2 001"));
      if (label.isPresent()) {
        return Optional.of(new Lvm(region).content(label.get(), sector));
      }
    }
    return Optional.empty();
  }

  static long crc(Bytes bytes, int from) {
    return Crc.CRC32.after(CRC_BEGINS, bytes.array(), from, bytes.length() - from);
  }

  private Content content(Bytes label, int sector) {
    String name = "LVM2 label";
    checks.magic(name, label, 0, MAGIC);
    checks.magic(name, label, 24, "LVM2 001");
    checks.number(name, label.offset(8), label.u64(8), sector);
    checks.checksum(name, label.offset(16), label.u32(16), crc(label, 20));
    Optional<String> group = Optional.empty();
    Optional<String> id = Optional.empty();
    Optional<Long> size = Optional.empty();
    boolean elsewhere = false;
    long header = label.u32(20);
    if (checks.pass()
        && checks.that(
            header >= 32 && header <= SECTOR - 56, name, label.offset(20), header, "32 to 456")) {
      id = label.text((int) header, 32);
      int list = behind(label, (int) header + 40);
      Optional<Bytes> area = area(label, list);
      Optional<Bytes> metadata = area.flatMap(this::text);
      Optional<String> text = metadata.flatMap(found -> found.text(0, found.length()));
      group = text.map(GROUP::matcher).filter(Matcher::find).map(matcher -> matcher.group(1));
      elsewhere = area.isEmpty() && isUsed(label, behind(label, list));
      Optional<Long> listed = text.flatMap(found -> size(found, label.text((int) header, 32)));
      if (listed.isPresent() || !elsewhere) {
        long bytes = listed.orElse(label.u64((int) header + 32));
        size = Optional.of(bytes);
        checks.that(
            bytes <= region.length(),
            listed.isPresent() ? "LVM2 metadata" : name,
            listed.isPresent() ? metadata.get().offset(0) : label.offset((int) header + 32),
            bytes + " bytes",
            "at most " + region.length());
      }
    }
    return new Content(
        "LVM2_member",
        group,
        id,
        size,
        Optional.of(group.isPresent() || elsewhere ? "in a volume group" : "in no volume group"),
        checks.verdict());
  }

  /**
   * The size of this volume in the text, which lists all volumes of the group. It is the one that
   * counts: pvresize may leave an older one in the label.
   */
  private static Optional<Long> size(String text, Optional<String> id) {
    return id.map(
            plain ->
                plain.replaceFirst(
                    "(.{6})(.{4})(.{4})(.{4})(.{4})(.{4})(.{6})", "$1-$2-$3-$4-$5-$6-$7"))
        .map(
            dashed ->
                "id = \"%s\"[^}]{0,4096}?dev_size = (\\d{1,15})".formatted(Pattern.quote(dashed)))
        .map(pattern -> Pattern.compile(pattern).matcher(text))
        .filter(Matcher::find)
        .map(matcher -> Long.parseLong(matcher.group(1)) * SECTOR);
  }

  /**
   * Two lists of areas follow, each terminated by a zero: for the data and for the metadata.
   * Returns where such a list is over.
   */
  private static int behind(Bytes label, int list) {
    int at = list;
    while (at <= SECTOR - 32 && label.u64(at) != 0) {
      at += 16;
    }
    return at + 16;
  }

  /**
   * Whether the volume belongs to a group. If it has no area with metadata, the text of the group
   * is on other volumes, and the label may hold an older size.
   */
  private static boolean isUsed(Bytes label, int extension) {
    return extension <= SECTOR - 8
        && label.u32(extension) >= 2
        && (label.u32(extension + 4) & 1) != 0;
  }

  /** The header of the first area that is not ignored; LVM2 does not update the others. */
  private Optional<Bytes> area(Bytes label, int list) {
    for (int at = list; at <= SECTOR - 16 && label.u64(at) != 0; at += 16) {
      long start = label.u64(at);
      Optional<Bytes> header = region.read(start, SECTOR);
      if (header.isEmpty()) {
        checks.damage("LVM2 label", label.offset(at), "metadata at " + start, "a place inside");
        return Optional.empty();
      }
      String name = "LVM2 metadata header";
      checks.magic(name, header.get(), 4, AREA_MAGIC);
      checks.checksum(name, header.get().offset(0), header.get().u32(0), crc(header.get(), 4));
      checks.number(name, header.get().offset(24), header.get().u64(24), start);
      if (!checks.pass() || (header.get().u32(60) & IGNORED) == 0) {
        return header;
      }
    }
    return Optional.empty();
  }

  private Optional<Bytes> text(Bytes header) {
    String name = "LVM2 metadata header";
    long start = header.offset(0) - region.start();
    long offset = header.u64(40);
    long length = header.u64(48);
    if (!checks.pass() || offset == 0 || length == 0) {
      return Optional.empty();
    }
    long end = header.u64(32);
    boolean fits =
        checks.that(
            offset >= SECTOR && offset < end && length <= end - SECTOR,
            name,
            header.offset(40),
            "text of %d bytes at %d".formatted(length, offset),
            "text inside the area of %d bytes".formatted(end));
    Optional<Bytes> text =
        fits ? text(start, offset, end, (int) Math.min(length, LONGEST_TEXT)) : Optional.empty();
    if (length <= LONGEST_TEXT) {
      text.ifPresent(
          whole ->
              checks.checksum("LVM2 metadata", header.offset(56), header.u32(56), crc(whole, 0)));
    }
    return text;
  }

  /** The area is a ring buffer: a text that reaches its end continues after the header. */
  private Optional<Bytes> text(long start, long offset, long end, int length) {
    int first = (int) Math.min(length, end - offset);
    Optional<Bytes> beginning = region.read(start + offset, first);
    Optional<Bytes> rest = region.read(start + SECTOR, length - first);
    if (beginning.isEmpty() || rest.isEmpty()) {
      return Optional.empty();
    }
    byte[] whole = new byte[length];
    System.arraycopy(beginning.get().array(), 0, whole, 0, first);
    System.arraycopy(rest.get().array(), 0, whole, first, length - first);
    return Optional.of(new Bytes(whole, beginning.get().offset(0)));
  }
}
