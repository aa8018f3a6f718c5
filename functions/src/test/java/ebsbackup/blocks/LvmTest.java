package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of an LVM2 volume group, on images of the real tools. */
class LvmTest {
  @ParameterizedTest
  @CsvSource({
    "lvm, LVM2_member, data, \\w{32}, in a volume group, 16777216",
  })
  void image_isRecognizedAndSound(
      String image, String type, String label, String id, String state, Long size) {
    ImageChecks.isSound(image, type, label, id, state, size);
  }

  /** The text of LVM2 lies in a ring buffer, which begins after the header of one sector. */
  @Test
  void lvmTextThatReachesTheEndOfItsArea_continuesAtTheBeginning() {
    int area = 4096;
    SparseImage lvm = SparseImage.named("lvm");
    byte[] header = lvm.read(area, 512);
    int end = (int) SparseImage.little(header).getLong(32);
    int length = (int) SparseImage.little(header).getLong(48);
    byte[] text = lvm.read(area + SparseImage.little(header).getLong(40), length);
    SparseImage.little(header).putLong(40, end - 300);
    SparseImage.little(header).putInt(0, (int) Lvm.crc(new Bytes(header, area), 4));

    Inspection inspection =
        lvm.flipped(area, 1)
            .write(area, header)
            .write(area + end - 300, Arrays.copyOf(text, 300))
            .write(area + 512, Arrays.copyOfRange(text, 300, length))
            .inspect();

    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(inspection.volumes().getFirst().content().label()).contains("data");
  }

  @ParameterizedTest
  @CsvSource({
    "lvm, LVM2 label, 512, 512, ff",
    "lvm, LVM2 metadata header, 4096, 512, ff",
    "lvm, LVM2 metadata, 4608, 795, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource({
    "lvm, LVM2 metadata header, 4096, 512",
    "lvm, LVM2 metadata, 4608, 795",
  })
  void overwrittenStructure_isDamage(String image, String structure, long start, int length) {
    ImageChecks.findsOverwritten(image, structure, start, length);
  }
}
