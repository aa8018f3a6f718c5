package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NTFS, on images of the real tools. */
class NtfsTest {
  @ParameterizedTest
  @CsvSource({
    "ntfs, ntfs, data, [0-9a-f]{16}, clean, 16776704",
    "ntfs-dirty, ntfs, dirty, .*, marked dirty, 16776704",
  })
  void image_isRecognizedAndSound(
      String image, String type, String label, String id, String state, Long size) {
    ImageChecks.isSound(image, type, label, id, state, size);
  }

  /** NTFS keeps the last two bytes of each sector elsewhere: here they are within the label. */
  @Test
  void ntfsLabelAcrossTheEndOfASector_isReadWhole() {
    int record = 16_384 + 3 * 1024;
    SparseImage image = SparseImage.named("ntfs").flipped(record, 0);
    byte[] label = "a label of text".getBytes(StandardCharsets.UTF_16LE);
    int at = 512 - 40;
    byte[] first = new byte[at - 0x40];
    SparseImage.little(first).putInt(0, 0x10).putInt(4, first.length);
    byte[] second = new byte[24];
    SparseImage.little(second).putInt(0, 0x60).putInt(4, 56).putInt(16, 30).put(20, (byte) 24);
    image.write(record + 0x14, new byte[] {0x40, 0});
    image.write(record + 0x40, first);
    image.write(record + at, second);
    image.write(record + at + 24, label);
    image.write(record + at + 56, new byte[] {-1, -1, -1, -1});
    int array = image.get(record + 4);
    for (int i = 0; i < 2; i++) {
      image.write(record + array + 2 + i, new byte[] {image.get(record + 510 + i)});
      image.write(record + 510 + i, new byte[] {image.get(record + array + i)});
    }

    assertThat(image.inspect().volumes().getFirst().content().label()).contains("a label of text");
  }

  @Test
  void ntfsWhoseStateIsNotRead_isNotCalledClean() {
    int clusterOfTheTable = 0x30;
    SparseImage image = SparseImage.named("ntfs").flipped(clusterOfTheTable, 0xff);

    Content content = image.inspect().volumes().getFirst().content();

    assertThat(content.verdict()).isInstanceOf(Verdict.Damaged.class);
    assertThat(content.state()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ntfs, NTFS boot sector|NTFS boot sector or its backup, 0, 512, ff",
    "ntfs, NTFS boot sector, 40, 8, ff",
    "ntfs, NTFS backup boot sector|NTFS boot sector or its backup, 16776704, 512, ff",
    "ntfs, NTFS $MFT record 0, 16384, 8, ff",
    "ntfs, NTFS $MFT record 0, 16412, 4, ff",
    "ntfs, NTFS $MFT record 0, 16428, 6, ff",
    "ntfs, NTFS $MFT record 1, 17918, 2, ff",
    "ntfs, NTFS $MFTMirr record 0, 8384512, 8, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource({
    "ntfs, NTFS backup boot sector, 16776704, 512",
    "ntfs, NTFS $MFT record 0, 16384, 1024",
    "ntfs, NTFS $MFT record 1, 17408, 1024",
    "ntfs, NTFS $MFTMirr record 0, 8384512, 1024",
  })
  void overwrittenStructure_isDamage(String image, String structure, long start, int length) {
    ImageChecks.findsOverwritten(image, structure, start, length);
  }
}
