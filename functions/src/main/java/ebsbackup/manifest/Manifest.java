package ebsbackup.manifest;

import ebsbackup.blocks.BlockSource;
import ebsbackup.blocks.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The text form of a manifest: two heading lines, a line for each block that does not hold only
 * zeros, and the SHA-256 of these block lines, which identifies the contents of the whole disk.
 *
 * <pre>
 * # ebs-backup manifest 1
 * # disk snap-0123456789abcdef0 size 8589934592
 * 0 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 * 17 60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752
 * # sha256 5f0cb1b7…
 * </pre>
 *
 * <p>Blocks are 512 KiB and numbered from 0. Disks with the same contents have the same last line,
 * even if their names and sizes differ.
 */
public final class Manifest {
  static final String FORM = "# ebs-backup manifest 1";
  static final String DISK = "# disk ";
  static final String SIZE = " size ";
  static final String ALL = "# sha256 ";

  /** A block that was never written reads as zeros, so both are equal. */
  static final String ZEROS = HexFormat.of().formatHex(Sha256.of(new byte[BlockSource.BLOCK_SIZE]));

  /** The digest of a block. */
  public record Entry(int index, String sha256) {
    String line() {
      return index + " " + sha256 + "\n";
    }
  }

  /** The disk, as the heading names it; the heading of a part names the whole disk. */
  public record Disk(String name, long size) {
    /** The number of 512 KiB blocks. */
    public long blocks() {
      return Math.ceilDiv(size, BlockSource.BLOCK_SIZE);
    }
  }

  /** The end of a manifest: the number of blocks it lists, and the SHA-256 of their lines. */
  public record End(long blocks, String sha256) {}

  private Manifest() {}

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
