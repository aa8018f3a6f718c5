package ebsbackup.blocks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Bytes that were read, and their offset on the disk. Numbers are unsigned and little-endian; the
 * methods with {@code be} read big-endian ones. An 8-byte number that does not fit into a long is
 * returned as {@link Long#MAX_VALUE}, which is outside of every disk.
 */
final class Bytes {
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;
  private final long offset;
  private final ByteBuffer little;
  private final ByteBuffer big;

  Bytes(byte[] bytes, long offset) {
    this.bytes = bytes;
    this.offset = offset;
    this.little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.big = ByteBuffer.wrap(bytes);
  }

  int length() {
    return bytes.length;
  }

  byte[] array() {
    return bytes;
  }

  /** The offset of a byte on the disk. */
  long offset(int at) {
    return offset + at;
  }

  int u8(int at) {
    return bytes[at] & 0xff;
  }

  int u16(int at) {
    return little.getShort(at) & 0xffff;
  }

  long u32(int at) {
    return little.getInt(at) & 0xffff_ffffL;
  }

  long u64(int at) {
    return fitting(little.getLong(at));
  }

  int be16(int at) {
    return big.getShort(at) & 0xffff;
  }

  long be32(int at) {
    return big.getInt(at) & 0xffff_ffffL;
  }

  long be64(int at) {
    return fitting(big.getLong(at));
  }

  private static long fitting(long number) {
    return number < 0 ? Long.MAX_VALUE : number;
  }

  boolean isZero() {
    return isZero(0, bytes.length);
  }

  boolean isZero(int at, int length) {
    for (int i = at; i < at + length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  boolean is(int at, String magic) {
    return wrongBits(at, magic) == 0;
  }

  /**
   * Whether this is the magic with at most a few bits changed, so damage to the magic itself is
   * found. In random bytes, this happens for a 4-character magic less than once in a hundred
   * million times.
   */
  boolean resembles(int at, String magic) {
    return wrongBits(at, magic) <= magic.length() / 4;
  }

  private int wrongBits(int at, String magic) {
    int wrong = 0;
    for (int i = 0; i < magic.length(); i++) {
      wrong += Integer.bitCount(u8(at + i) ^ magic.charAt(i));
    }
    return wrong;
  }

  /** The printable text up to the first zero byte; empty if there is none. */
  Optional<String> text(int at, int length) {
    return printable(new String(bytes, at, length, StandardCharsets.UTF_8));
  }

  /** The printable text in UTF-16 up to the first zero character; empty if there is none. */
  Optional<String> text16(int at, int length) {
    return printable(new String(bytes, at, length, StandardCharsets.UTF_16LE));
  }

  private static Optional<String> printable(String text) {
    int end = text.indexOf('\0');
    String printable =
        (end < 0 ? text : text.substring(0, end)).replaceAll("[\\p{C}\\uFFFD]", "?").strip();
    return printable.isEmpty() ? Optional.empty() : Optional.of(printable);
  }

  String hex(int at, int length) {
    return HEX.formatHex(bytes, at, at + length);
  }

  /** 16 bytes as a UUID, in the order that they have on the disk. */
  String uuid(int at) {
    return dashed(hex(at, 16));
  }

  /** 16 bytes as a Microsoft GUID: the first three groups are little-endian. */
  String guid(int at) {
    return dashed("%08x%04x%04x".formatted(u32(at), u16(at + 4), u16(at + 6)) + hex(at + 8, 8));
  }

  private static String dashed(String hex) {
    return hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
  }

  /**
   * Returns a copy with zeros in one place, as needed for the checksum of a structure that contains
   * it.
   */
  Bytes zeroed(int at, int length) {
    byte[] copy = bytes.clone();
    Arrays.fill(copy, at, at + length, (byte) 0);
    return new Bytes(copy, offset);
  }

  Bytes part(int at, int length) {
    return new Bytes(Arrays.copyOfRange(bytes, at, at + length), offset + at);
  }
}
