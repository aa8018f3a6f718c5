package ebsbackup.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.blocks.BlockSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class NoiseTest {
  private static final int PAGE = 4096;
  private static final int SIZE = BlockSource.BLOCK_SIZE;

  private final byte[] text = text(SIZE);
  private final byte[] noise = noise(1);

  private static byte[] text(int size) {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append("order ").append(random.nextLong()).append(" is paid\n");
    }
    return text.substring(0, size).getBytes(US_ASCII);
  }

  private static byte[] noise(int seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzip() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text(4 * SIZE));
    }
    return Arrays.copyOf(packed.toByteArray(), SIZE);
  }

  private byte[] textWithNoise(int from, int pages) {
    byte[] block = text.clone();
    System.arraycopy(noise, 0, block, from, pages * PAGE);
    return block;
  }

  @Test
  void textThatBecameNoise_isReplaced() {
    assertThat(Noise.replaced(text, noise)).isTrue();
    for (int seed = 0; seed < 50; seed++) {
      assertThat(Noise.replaced(text, noise(seed))).as("seed %d", seed).isTrue();
    }
    assertThat(Noise.isIn(noise)).isTrue();
    assertThat(Noise.isIn(text)).isFalse();
    assertThat(Noise.replaced(text, text)).isFalse();
    assertThat(Noise.replaced(noise, text)).isFalse();
  }

  @Test
  void compressedData_areNoNoise() throws IOException {
    assertThat(Noise.replaced(text, gzip())).isFalse();
  }

  @Test
  void whatWasNoiseOrEmptyBefore_wasNotReplaced() {
    assertThat(Noise.replaced(noise(2), noise)).isFalse();
    assertThat(Noise.replaced(new byte[SIZE], noise)).isFalse();
  }

  @Test
  void fourPages_areEnough_whereverTheyAre() {
    assertThat(Noise.replaced(text, textWithNoise(0, 4))).isTrue();
    assertThat(Noise.replaced(text, textWithNoise(0, 3))).isFalse();
    assertThat(Noise.replaced(text, textWithNoise(SIZE - 4 * PAGE, 4))).isTrue();
    assertThat(Noise.isIn(textWithNoise(0, 4))).isTrue();
    assertThat(Noise.isIn(textWithNoise(0, 3))).isFalse();
    assertThat(Noise.isIn(textWithNoise(SIZE - 4 * PAGE, 4))).isTrue();
  }

  /** Bytes with values from 0 on, each as often: of 2^n values the entropy is n bits. */
  private static byte[] values(int number) {
    byte[] block = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      block[i] = (byte) (i % number);
    }
    return block;
  }

  @Test
  void structuredData_haveOneToSevenBitsAByte() {
    assertThat(Noise.replaced(values(1), noise)).isFalse();
    assertThat(Noise.replaced(values(2), noise)).isTrue();
    assertThat(Noise.replaced(values(128), noise)).isTrue();
    assertThat(Noise.replaced(values(129), noise)).isFalse();
    byte[] sparse = values(2);
    for (int i = 0; i < SIZE; i += 8) {
      sparse[i + 1] = 0;
    }
    assertThat(Noise.replaced(sparse, noise)).isFalse();
  }

  /**
   * In every page, each value 16 times, but for some that lend bytes to another: a loan of n adds 2
   * n² / 16 to the chi-square of the page.
   */
  private static byte[] lending(int... loans) {
    byte[] block = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      block[i] = (byte) (i / 16);
    }
    for (int page = 0; page < SIZE; page += PAGE) {
      for (int loan = 0; loan < loans.length; loan++) {
        int at = page + 32 * loan;
        Arrays.fill(block, at, at + loans[loan], (byte) (2 * loan + 1));
      }
    }
    return block;
  }

  private static int[] loans(int ofEight, int... others) {
    int[] loans = new int[ofEight + others.length];
    Arrays.fill(loans, 8);
    System.arraycopy(others, 0, loans, ofEight, others.length);
    return loans;
  }

  @Test
  void aPage_isNoiseUpToAChiSquareOf340() {
    assertThat(Noise.isIn(lending(loans(42, 4, 4)))).isTrue();
    assertThat(Noise.isIn(lending(loans(42, 4, 4, 1)))).isFalse();
  }

  @Test
  void pagesThatAreNotNoise_areNotCounted_evenIfTheirBiasesCancelOut() {
    assertThat(Noise.replaced(text, cancelling(loans(42, 4, 4)))).isTrue();
    assertThat(Noise.replaced(text, cancelling(loans(42, 4, 4, 1)))).isFalse();
  }

  /** Every second page has the opposite bias. */
  private static byte[] cancelling(int... loans) {
    byte[] block = lending(loans);
    for (int i = PAGE; i < SIZE; i++) {
      if (i / PAGE % 2 == 1) {
        block[i] = (byte) (block[i] ^ 1);
      }
    }
    return block;
  }

  @Test
  void theSameBiasInSeveralPages_addsUp_to370AtMost() {
    byte[] most = text.clone();
    System.arraycopy(lending(loans(11, 6)), 0, most, 0, 4 * PAGE);
    byte[] more = text.clone();
    System.arraycopy(lending(loans(11, 6, 1)), 0, more, 0, 4 * PAGE);

    assertThat(Noise.replaced(text, most)).isTrue();
    assertThat(Noise.isIn(more)).isTrue();
    assertThat(Noise.replaced(text, more)).isFalse();
  }
}
