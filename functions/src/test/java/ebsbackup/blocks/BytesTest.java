package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BytesTest {
  private static final Bytes ORDERED =
      new Bytes(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4, -5, -6, -7, -8}, 4096);

  @Test
  void numbersAreUnsigned_inBothOrders() {
    assertThat(ORDERED.u8(8)).isEqualTo(255);
    assertThat(ORDERED.u16(8)).isEqualTo(0xfeff);
    assertThat(ORDERED.be16(8)).isEqualTo(0xfffe);
    assertThat(ORDERED.u32(8)).isEqualTo(0xfcfd_feffL);
    assertThat(ORDERED.be32(8)).isEqualTo(0xfffe_fdfcL);
    assertThat(ORDERED.u64(0)).isEqualTo(0x0807_0605_0403_0201L);
    assertThat(ORDERED.be64(0)).isEqualTo(0x0102_0304_0506_0708L);
  }

  @Test
  void numberThatDoesNotFit_isOutsideOfEveryDisk() {
    assertThat(ORDERED.u64(8)).isEqualTo(Long.MAX_VALUE);
    assertThat(ORDERED.be64(8)).isEqualTo(Long.MAX_VALUE);
    assertThat(new Bytes(new byte[8], 0).u64(0)).isZero();
  }

  /** One bit in four characters may be wrong. */
  @Test
  void magicWithAWrongBit_isStillResembled() {
    assertThat(bytes("XFSB").is(0, "XFSB")).isTrue();
    assertThat(bytes("XFSC").is(0, "XFSB")).isFalse();
    assertThat(bytes("YFSB").resembles(0, "XFSB")).isTrue();
    assertThat(bytes("YGSB").resembles(0, "XFSB")).isFalse();
    assertThat(bytes("-YBHRfS_M").resembles(1, "_BHRfS_M")).isTrue();
    assertThat(bytes("-XBHRfS_M").resembles(1, "_BHRfS_M")).isFalse();
  }

  @Test
  void zerosAreOfAPart() {
    Bytes bytes = new Bytes(new byte[] {1, 0, 0, 2}, 0);

    assertThat(bytes.isZero(1, 2)).isTrue();
    assertThat(bytes.isZero(0, 2)).isFalse();
    assertThat(bytes.isZero(2, 2)).isFalse();
    assertThat(bytes.isZero()).isFalse();
    assertThat(new Bytes(new byte[4], 0).isZero()).isTrue();
  }

  @Test
  void textEndsAtAZero_andShowsWhatIsNotPrintable() {
    assertThat(bytes("a b\0c").text(0, 5)).contains("a b");
    assertThat(bytes("xab").text(1, 2)).contains("ab");
    assertThat(bytes("\0ab").text(0, 3)).isEmpty();
    assertThat(bytes("a\nb\u001b").text(0, 4)).contains("a?b?");
    assertThat(new Bytes(new byte[] {'a', -1}, 0).text(0, 2)).contains("a?");
    assertThat(new Bytes("é\0x".getBytes(StandardCharsets.UTF_16LE), 0).text16(0, 6)).contains("é");
    assertThat(new Bytes(new byte[2], 0).text16(0, 2)).isEmpty();
  }

  @Test
  void idsAreWrittenAsTheirToolsWriteThem() {
    assertThat(ORDERED.hex(1, 3)).isEqualTo("020304");
    assertThat(ORDERED.uuid(0)).isEqualTo("01020304-0506-0708-fffe-fdfcfbfaf9f8");
    assertThat(ORDERED.guid(0)).isEqualTo("04030201-0605-0807-fffe-fdfcfbfaf9f8");
  }

  @Test
  void partsAndCopiesKnowTheirPlace() {
    assertThat(ORDERED.offset(3)).isEqualTo(4099);
    assertThat(ORDERED.part(2, 4).offset(1)).isEqualTo(4099);
    assertThat(ORDERED.part(2, 4).array()).containsExactly(3, 4, 5, 6);
    assertThat(ORDERED.part(2, 4).length()).isEqualTo(4);
    assertThat(ORDERED.zeroed(1, 2).array()).startsWith(1, 0, 0, 4);
    assertThat(ORDERED.zeroed(1, 2).offset(0)).isEqualTo(4096);
    assertThat(ORDERED.array()).startsWith(1, 2, 3, 4);
  }

  private static Bytes bytes(String text) {
    return new Bytes(text.getBytes(StandardCharsets.US_ASCII), 0);
  }
}
