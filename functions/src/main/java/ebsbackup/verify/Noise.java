package ebsbackup.verify;

/**
 * Tells from the bytes of a block whether it was encrypted since the previous snapshot: its pages
 * held structured data and now hold noise.
 *
 * <p>Measured with {@code bench/tripwire FILE} on 100 MB of documents and programs in blocks of 512
 * KiB: all 190 blocks of AES-256-CTR count as noise, none of 49 of bzip2, 1 of 57 of gzip, 2 of 93
 * of zstd, and 37 of 38 of xz, whose bytes are as evenly distributed as those of a cipher.
 */
final class Noise {
  /** The page size of file systems and memory, so an encrypted file begins at a page. */
  private static final int PAGE = 4096;

  private static final int VALUES = 256;

  /**
   * The highest chi-square of a noise page over the 256 values of a byte. Noise has an expected
   * value of 255 with a standard deviation of 23, so one page in 3,000 exceeds this limit.
   */
  private static final double MAX_OF_PAGE = 340;

  /**
   * The highest chi-square of all such pages of a block together. The larger the sample, the more
   * the small bias of compressed data shows: 9,995 for 512 KiB of gzip. One block of noise in
   * 100,000 exceeds this limit.
   */
  private static final double MAX_TOGETHER = 370;

  /** Fewer pages show no bias, and an encrypted file is seldom smaller. */
  private static final int FEWEST_PAGES = 4;

  /** Entropy in bits per byte. A page of text has 4 to 5, machine code 6, base64 6, noise 7.95. */
  private static final double MIN_STRUCTURED = 1;

  private static final double MAX_STRUCTURED = 7;

  private Noise() {}

  /**
   * Whether a block holds enough noise for {@link #replaced}, regardless of its earlier content.
   */
  static boolean isIn(byte[] block) {
    int pages = 0;
    for (int at = 0; at + PAGE <= block.length; at += PAGE) {
      pages += chiSquare(counts(block, at)) <= MAX_OF_PAGE ? 1 : 0;
    }
    return pages >= FEWEST_PAGES;
  }

  /** Whether structured data of a block became noise. Both arrays have the same length. */
  static boolean replaced(byte[] before, byte[] after) {
    int[] together = new int[VALUES];
    int pages = 0;
    for (int at = 0; at + PAGE <= after.length; at += PAGE) {
      int[] page = counts(after, at);
      if (chiSquare(page) <= MAX_OF_PAGE && isStructured(counts(before, at))) {
        pages++;
        for (int value = 0; value < VALUES; value++) {
          together[value] += page[value];
        }
      }
    }
    return pages >= FEWEST_PAGES && chiSquare(together) <= MAX_TOGETHER;
  }

  private static int[] counts(byte[] bytes, int at) {
    int[] counts = new int[VALUES];
    for (int i = at; i < at + PAGE; i++) {
      counts[bytes[i] & 0xff]++;
    }
    return counts;
  }

  private static double chiSquare(int[] counts) {
    double squares = 0;
    int bytes = 0;
    for (int count : counts) {
      squares += (double) count * count;
      bytes += count;
    }
    // The sum of (count - expected)² / expected, simplified because the counts add up to the bytes.
    return squares * VALUES / bytes - bytes;
  }

  /**
   * Whether a page holds more than nearly one value, and was not already compressed or encrypted.
   */
  private static boolean isStructured(int[] counts) {
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = count / (double) PAGE;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits >= MIN_STRUCTURED && bits <= MAX_STRUCTURED;
  }
}
