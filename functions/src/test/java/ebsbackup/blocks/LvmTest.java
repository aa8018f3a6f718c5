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

  /** As after {@code vgchange --vgmetadatacopies}: the first area is not written any more. */
  @Test
  void textOfAnAreaThatIsIgnored_isNotRead_butThatOfTheNextOne() {
    int first = 4096;
    int second = 8 << 20;
    SparseImage lvm = SparseImage.named("lvm");
    byte[] label = lvm.read(512, 512);
    SparseImage.little(label).putLong(632 - 512, second).putLong(640 - 512, 1 << 20);
    SparseImage.little(label).putLong(648 - 512, 0);
    Forgery.of("lvm", 512).seal(label);
    byte[] ignored = lvm.read(first, 512);
    SparseImage.little(ignored).putInt(60, 1);
    Forgery.of("lvm", first).seal(ignored);
    byte[] header = lvm.read(first, 512);
    SparseImage.little(header).putLong(24, second);
    Forgery.of("lvm", first).seal(header);

    SparseImage changed =
        lvm.flipped(512, 0)
            .flipped(second, 1)
            .write(512, label)
            .write(first, ignored)
            .write(first + 512, new byte[512])
            .write(second, header)
            .write(second + 512, lvm.read(first + 512, 1024));

    assertThat(ImageChecks.text(changed.inspect()))
        .isEqualTo("sound LVM2_member of 16777216 bytes, in a volume group");
    assertThat(ImageChecks.text(changed.flipped(second + 600, 1).inspect()))
        .startsWith("LVM2 metadata at byte " + (second + 56));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          lvm; 512=4d; LVM2 label at byte 512: found 4d4142454c4f4e45, expected 4c4142454c4f4e45
          lvm; 536=4d; LVM2 label at byte 536: found 4d564d3220303031, expected 4c564d3220303031 | LVM2 label at byte 528: found checksum 0xa4e574af, expected 0xb0b0017a
          lvm; 520=02; LVM2 label at byte 520: found 2, expected 1
          lvm; 528=00; LVM2 label at byte 528: found checksum 0xa4e57400, expected 0xa4e574af
          lvm; 532=1f ~512; LVM2 label at byte 532: found 31, expected 32 to 456
          lvm; 532=c9 ~512; sound LVM2_member of 0 bytes, in no volume group
          lvm; 532=c801 ~512; sound LVM2_member of 0 bytes, in no volume group
          lvm; 532=c901 ~512; LVM2 label at byte 532: found 457, expected 32 to 456
          lvm; 600=ff ~512; LVM2 label at byte 648: found metadata at 4294967298, expected a place inside
          lvm; 4100=21; LVM2 metadata header at byte 4100: found 214c564d3220785b35412572304e2a3e, expected 204c564d3220785b35412572304e2a3e | LVM2 metadata header at byte 4096: found checksum 0x818d795f, expected 0x46013dfe
          lvm; 4096=00; LVM2 metadata header at byte 4096: found checksum 0x818d7900, expected 0x818d795f
          lvm; 4120=01 ~4096; LVM2 metadata header at byte 4120: found 4097, expected 4096
          lvm; 4136=0000 ~4096; sound LVM2_member of 16777216 bytes, in no volume group
          lvm; 4144=0000 ~4096; sound LVM2_member of 16777216 bytes, in no volume group
          lvm; 4136=ff01 ~4096; LVM2 metadata header at byte 4136: found text of 795 bytes at 511, expected text inside the area of 1044480 bytes
          lvm; 4144=ffffff7f ~4096; LVM2 metadata header at byte 4136: found text of 2147483647 bytes at 512, expected text inside the area of 1044480 bytes
          lvm; 4152=00 ~4096; LVM2 metadata at byte 4152: found checksum 0x18164500, expected 0x1816453f
          lvm; 4608=7b; LVM2 metadata at byte 4152: found checksum 0x1816453f, expected 0x043ee371
          lvm; 576=00000002 ~512; sound LVM2_member of 16777216 bytes, in a volume group
          lvm; 576=00000002 ~512 4144=0000 ~4096; LVM2 label at byte 576: found 33554432 bytes, expected at most 16777216
          lvm; 4128=0000f00000000000 4144=0100400000000000 4152=00 ~4096; sound LVM2_member of 16777216 bytes, in a volume group
          lvm; 4128=0000f00000000000 4144=0000400000000000 ~4096; LVM2 metadata at byte 4152: found checksum 0x1816453f, expected 0x06607b9d
          lvm; 4156=01 ~4096; sound LVM2_member of unknown bytes, in a volume group
          lvm; 4156=01; LVM2 metadata header at byte 4096: found checksum 0x818d795f, expected 0x1f27f757
          lvm; 4156=01 ~4096 4608=7b 576=00000002 ~512; sound LVM2_member of unknown bytes, in a volume group
          lvm; 4156=01 ~4096 652=00 576=00000002 ~512; LVM2 label at byte 576: found 33554432 bytes, expected at most 16777216
          lvm; 4156=01 ~4096 648=01 576=00000002 ~512; LVM2 label at byte 576: found 33554432 bytes, expected at most 16777216
          lvm; 616=00000000000000000000000000000000 632=0200000001 576=00000002 ~512; sound LVM2_member of unknown bytes, in a volume group
          lvm; 616=00000000000000000000000000000000 632=0200000000 576=00000002 ~512; LVM2 label at byte 576: found 33554432 bytes, expected at most 16777216
          lvm; 4128=0000 ~4096; sound LVM2_member of 16777216 bytes, in a volume group
          lvm; 512=00000000; unknown unknown of unknown bytes, no state
          lvm; 536=00000000; unknown unknown of unknown bytes, no state
          lvm; 4128=0002000000000000 ~4096; LVM2 metadata header at byte 4136: found text of 795 bytes at 512, expected text inside the area of 512 bytes
          lvm; 4128=1b05000000000000 ~4096; sound LVM2_member of 16777216 bytes, in a volume group
          lvm; 4128=1a05000000000000 ~4096; LVM2 metadata header at byte 4136: found text of 795 bytes at 512, expected text inside the area of 1306 bytes
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
