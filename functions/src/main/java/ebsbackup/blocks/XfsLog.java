package ebsbackup.blocks;

import java.util.Optional;

/**
 * The log of XFS: only whether it has to be replayed. Its sectors are written in a circle, and each
 * one begins with the number of the round. Offsets from fs/xfs/libxfs/xfs_log_format.h.
 */
final class XfsLog {
  private static final int SECTOR = 512;
  private static final long RECORD = 0xfeed_babeL;
  private static final int UNMOUNT = 0x20;

  /** A record of 256 KiB, the largest, and its header of up to eight sectors. */
  private static final long LONGEST_RECORD = 512 + 8;

  private final Region region;
  private final long start;
  private final long sectors;

  private XfsLog(Region region, long start, long sectors) {
    this.region = region;
    this.start = start;
    this.sectors = sectors;
  }

  /**
   * Whether changes may be in the log only. It does not have to be replayed if its last record says
   * that the file system was unmounted. A log on another device is not known.
   *
   * @param sb a superblock whose sizes are right
   */
  static boolean mayHaveToBeReplayed(Region region, Bytes sb) {
    int shift = sb.u8(124);
    long block = sb.be64(48);
    long group = block >>> Math.min(shift, 31);
    long first = group * sb.be32(84) + block - (group << shift);
    long length = sb.be32(96) * sb.be32(4);
    boolean inside =
        block > 0
            && shift <= 31
            && group < sb.be32(88)
            && length >= SECTOR
            && region.holds(first, sb.be32(4))
            && first * sb.be32(4) <= region.length() - length;
    return !inside || !new XfsLog(region, first * sb.be32(4), length / SECTOR).isUnmounted();
  }

  private boolean isUnmounted() {
    long end = end();
    for (long back = 1; back <= Math.min(LONGEST_RECORD, sectors); back++) {
      Bytes header = sector(end - back);
      if (header.be32(0) == RECORD) {
        long size = header.be32(320);
        long headers = (header.be32(8) & 2) == 0 ? 1 : Math.clamp(size / 32_768, 1, 8);
        boolean last = headers + Math.ceilDiv(header.be32(12), SECTOR) == back;
        Bytes operation = sector(end - back + headers);
        return last && header.be32(40) == 1 && (operation.u8(9) & UNMOUNT) != 0;
      }
    }
    return false;
  }

  /** The sector behind the last record: the first one that is from an earlier round. */
  private long end() {
    long round = round(0);
    long low = 0;
    long high = sectors;
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (round(middle) == round) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private long round(long number) {
    Bytes sector = sector(number);
    return sector.be32(0) == RECORD ? sector.be32(4) : sector.be32(0);
  }

  private Bytes sector(long number) {
    Optional<Bytes> read = region.read(start + Math.floorMod(number, sectors) * SECTOR, SECTOR);
    return read.orElseThrow();
  }
}
