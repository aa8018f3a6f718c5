package ebsbackup.blocks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Where a structure with a checksum is in an image, and how the checksum is made. If it is made
 * again after a change, only the checks behind it find the change.
 */
record Forgery(String image, int start, int length, int checksum, Kind kind) {
  enum Kind {
    EXT,
    CRC32,
    CRC32C,
    LVM,
    LUKS2,
    SHA256
  }

  static final List<Forgery> ALL =
      List.of(
          new Forgery("ext4", 1024, 1024, 0x3fc, Kind.EXT),
          new Forgery("ext4-csum-seed", 1024, 1024, 0x3fc, Kind.EXT),
          new Forgery("xfs", 0, 512, 224, Kind.CRC32C),
          new Forgery("xfs", 512, 512, 216, Kind.CRC32C),
          new Forgery("xfs", 78_643_200, 512, 224, Kind.CRC32C),
          new Forgery("xfs-grown", 0, 512, 224, Kind.CRC32C),
          new Forgery("xfs-grown", 78_643_200, 512, 224, Kind.CRC32C),
          new Forgery("gpt", 512, 92, 16, Kind.CRC32),
          new Forgery("btrfs", 65_536, 4096, 0, Kind.CRC32C),
          new Forgery("btrfs-sha256", 65_536, 4096, 0, Kind.SHA256),
          new Forgery("lvm", 512, 512, 16, Kind.LVM),
          new Forgery("lvm", 4096, 512, 0, Kind.LVM),
          new Forgery("luks2", 0, 16_384, 448, Kind.LUKS2));

  static Forgery of(String image, long start) {
    return ALL.stream()
        .filter(forgery -> forgery.image().equals(image) && forgery.start() == start)
        .findFirst()
        .orElseThrow();
  }

  /** Makes the checksum match. */
  void seal(byte[] bytes) {
    ByteBuffer buffer = SparseImage.little(bytes);
    int at = checksum;
    switch (kind) {
      case EXT -> buffer.putInt(at, (int) Crc.CRC32C.after(0xffff_ffffL, bytes, 0, at));
      case CRC32 -> {
        buffer.putInt(at, 0);
        buffer.putInt(at, (int) Crc.CRC32.of(bytes, 0, bytes.length));
      }
      case CRC32C -> {
        buffer.putInt(at, 0);
        int from = at == 0 ? 32 : 0;
        buffer.putInt(at, (int) Crc.CRC32C.of(bytes, from, bytes.length - from));
      }
      case LVM ->
          buffer.putInt(
              at, (int) Crc.CRC32.after(0xf597_a6cfL, bytes, at + 4, bytes.length - at - 4));
      case LUKS2 -> buffer.put(at, new byte[64]).put(at, Sha256.of(bytes));
      case SHA256 -> buffer.put(0, Sha256.of(Arrays.copyOfRange(bytes, 32, bytes.length)));
    }
  }
}
