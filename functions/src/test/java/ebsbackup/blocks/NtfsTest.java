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

  /** The backup is then where the boot sector says, and not at the end of the partition. */
  @Test
  void backupOfANtfsThatIsSmallerThanItsPartition_isFound_thoughItIsDamaged() {
    SparseImage image = SparseImage.named("ntfs");
    SparseImage larger = image.resized(2 * image.size());

    assertThat(ImageChecks.text(larger.inspect())).isEqualTo("sound ntfs of 16776704 bytes, clean");
    assertThat(ImageChecks.text(larger.flipped(16_776_707, 1).inspect()))
        .isEqualTo("NTFS backup boot sector at byte 16776707: found 4f, expected 4e");
  }

  /** As ntfsresize leaves it: the only backup is where the larger one had it. */
  @Test
  void ntfsThatWasMadeSmaller_hasNoBackupWhereItMustBe() {
    SparseImage smaller = SparseImage.named("ntfs-smaller");

    assertThat(ImageChecks.text(smaller.inspect()))
        .isEqualTo(
            "NTFS backup boot sector at byte 7999488: found no boot sector in sector 15624,"
                + " expected a copy of the boot sector");
    assertThat(ImageChecks.text(smaller.resized(8 << 20).inspect()))
        .isEqualTo(
            "NTFS backup boot sector at byte 40: found no boot sector in sector 15624 or at the"
                + " end, expected a copy of the boot sector");
    SparseImage repaired = smaller.flipped(7_999_488, 0).write(7_999_488, smaller.read(0, 512));
    assertThat(ImageChecks.text(repaired.inspect()))
        .isEqualTo("sound ntfs of 7999488 bytes, marked dirty");
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ntfs; 3=4f; NTFS boot sector at byte 3: found 4f54465320202020, expected 4e54465320202020 | NTFS boot sector at byte 3: found 4f, expected 4e
          ntfs; 510=54; NTFS boot sector at byte 510: found 54aa, expected 55aa | NTFS boot sector at byte 510: found 54, expected 55
          ntfs; 11=0004; NTFS boot sector at byte 12: found 04, expected 02
          ntfs; 11=0000; NTFS boot sector at byte 12: found 00, expected 02
          ntfs; 13=00; NTFS boot sector at byte 13: found 00, expected 08
          ntfs; 13=f4; NTFS boot sector at byte 13: found f4, expected 08
          ntfs; 13=80; NTFS boot sector at byte 13: found 80, expected 08
          ntfs; 40=0100; NTFS boot sector at byte 40: found 01, expected ff
          ntfs; 40=ffffffffffffffff; NTFS boot sector at byte 41: found ff, expected 7f
          ntfs; 48=ff; NTFS boot sector at byte 48: found ff, expected 04
          ntfs; 48=ffffff7f; NTFS boot sector at byte 48: found ff, expected 04
          ntfs; 64=01; NTFS boot sector or its backup at byte 16776768: found f6, expected 01
          ntfs; 64=f5; NTFS boot sector or its backup at byte 16776768: found f6, expected f5
          ntfs; 64=f4; NTFS boot sector or its backup at byte 16776768: found f6, expected f4
          ntfs; 64=f3; NTFS boot sector at byte 64: found f3, expected f6
          ntfs; 64=f7; NTFS boot sector or its backup at byte 16776768: found f6, expected f7
          ntfs; 64=00; NTFS boot sector at byte 64: found 00, expected f6
          ntfs; 16776704=00; NTFS boot sector or its backup at byte 16776704: found 00, expected eb
          ntfs; 16776752=ff; NTFS backup boot sector at byte 16776752: found ff, expected 04
          ntfs; 16776707=4f; NTFS backup boot sector at byte 16776707: found 4f, expected 4e
          ntfs; 16384=47; NTFS $MFT record 0 at byte 16384: found 47494c45, expected 46494c45
          ntfs; 16390=04; NTFS $MFT record 0 at byte 16390: found 4, expected 3
          ntfs; 16412=01; NTFS $MFT record 0 at byte 16412: found 1025, expected 1024
          ntfs; 16388=26; NTFS $MFT record 0 at byte 16388: found fix-up array at 38, expected one inside the record
          ntfs; 16388=28; NTFS $MFT record 0 at byte 16894: found fix-up 0200, expected 0400 | NTFS $MFT record 0 at byte 17406: found fix-up 0200, expected 0400
          ntfs; 16388=fa01; NTFS $MFT record 0 at byte 16894: found fix-up 0200, expected 0000 | NTFS $MFT record 0 at byte 17406: found fix-up 0200, expected 0000
          ntfs; 16388=fb01; NTFS $MFT record 0 at byte 16388: found fix-up array at 507, expected one inside the record
          ntfs; 16408=ffff; NTFS $MFT record 0 at byte 16408: found 65535 bytes used, expected a multiple of 8 up to 1024
          ntfs; 16408=01; NTFS $MFT record 0 at byte 16408: found 257 bytes used, expected a multiple of 8 up to 1024
          ntfs; 16428=07; NTFS $MFT record 0 at byte 16428: found 7, expected 0
          ntfs; 16894=00; NTFS $MFT record 0 at byte 16894: found fix-up 0000, expected 0200
          ntfs; 17406=00; NTFS $MFT record 0 at byte 17406: found fix-up 0000, expected 0200
          ntfs; 8384512=47; NTFS $MFTMirr record 0 at byte 8384512: found 47494c45, expected 46494c45
          ntfs; 19456=47; NTFS $MFT record 3 at byte 19456: found 47494c45, expected 46494c45
          ntfs; 19500=09; NTFS $MFT record 3 at byte 19500: found 9, expected 3
          ntfs-dirty; 16384=47; NTFS $MFT record 0 at byte 16384: found 47494c45, expected 46494c45
          ntfs; 16776704=00000000000000000000; NTFS backup boot sector at byte 40: found no boot sector in sector 32767 or at the end, expected a copy of the boot sector
          ntfs; 16776704=00000000000000000000 48=ffffff7f; NTFS backup boot sector at byte 40: found no boot sector in sector 32767 or at the end, expected a copy of the boot sector | NTFS boot sector at byte 48: found $MFT in cluster 2147483647, expected one inside the partition
          ntfs; 48=ffffff7f 16776752=ffffff7f; NTFS boot sector at byte 48: found $MFT in cluster 2147483647, expected one inside the partition
          ntfs; 56=ffffff7f 16776760=ffffff7f; NTFS boot sector at byte 56: found $MFTMirr in cluster 2147483647, expected one inside the partition
          ntfs; 40=ffffffffffffff7f 16776744=ffffffffffffff7f; NTFS boot sector at byte 40: found 9223372036854775807 sectors, expected at most 32768
          ntfs; 11=0010 16776715=0010; NTFS boot sector at byte 40: found 32767 sectors, expected at most 4096
          ntfs; 16400=ffff; sound ntfs of 16776704 bytes, clean
          ntfs; 16388=2700; NTFS $MFT record 0 at byte 16388: found fix-up array at 39, expected one inside the record
          ntfs-dirty; 19458=ff; NTFS $MFT record 3 at byte 19456: found 4649ff45, expected 46494c45
          ntfs; 16776707=4f; NTFS backup boot sector at byte 16776707: found 4f, expected 4e
          ntfs; 40=01 16776707=4f; NTFS boot sector or its backup at byte 16776707: found 4f, expected 4e
          ntfs; 40=01 16384=47; NTFS boot sector at byte 40: found 01, expected ff
          ntfs; 40=01 8384512=47; NTFS boot sector at byte 40: found 01, expected ff
          ntfs; 40=01 16384=00000000; NTFS boot sector or its backup at byte 16776744: found ff, expected 01
          ntfs; 40=01 8384512=00000000; NTFS boot sector or its backup at byte 16776744: found ff, expected 01
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
