package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;

class CrcTest {
  @Test
  void usualForms_areThoseOfTheJdk() {
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      new Random(length).nextBytes(bytes);

      assertThat(Crc.CRC32.of(bytes, 0, length)).isEqualTo(jdk(new CRC32(), bytes));
      assertThat(Crc.CRC32C.of(bytes, 0, length)).isEqualTo(jdk(new CRC32C(), bytes));
    }
  }

  /** CRC-16/MODBUS, whose check value catalogues give: zeros at the end are not special. */
  @Test
  void crc16_hasItsCheckValue() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);

    assertThat(Crc.CRC16.after(0xffff, digits, 0, 9)).isEqualTo(0x4b37);
  }

  @Test
  void continued_isTheChecksumOfTheWhole() {
    byte[] bytes = "one and another".getBytes(StandardCharsets.US_ASCII);
    long first = Crc.CRC32C.after(0xffff_ffffL, bytes, 0, 7);

    assertThat(Crc.CRC32C.after(first, bytes, 7, 8) ^ 0xffff_ffffL)
        .isEqualTo(Crc.CRC32C.of(bytes, 0, 15));
  }

  private static long jdk(Checksum checksum, byte[] bytes) {
    checksum.update(bytes, 0, bytes.length);
    return checksum.getValue();
  }
}
