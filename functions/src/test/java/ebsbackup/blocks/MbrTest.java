package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partition tables of an MBR, on images of the real tools. */
class MbrTest {
  @Test
  void mbr_showsItsPartitions() {
    Inspection inspection = SparseImage.named("mbr").inspect();

    PartitionTable table = inspection.table().orElseThrow();
    assertThat(table.type()).isEqualTo("dos");
    assertThat(table.id()).isEqualTo("0b5e55ed");
    assertThat(table.partitions())
        .containsExactly(
            new Partition(1, "83", Optional.empty(), 2048 * 512, 40_960 * 512),
            new Partition(2, "82", Optional.empty(), 43_008 * 512, 55_296 * 512));
    assertThat(inspection.volumes())
        .extracting(volume -> volume.content().type())
        .containsExactly("ext4", "swap");
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  @Test
  void mbrWhoseOnlyEntryIsTheFourth_showsItsPartition() {
    SparseImage mbr = SparseImage.named("mbr");
    byte[] entries = new byte[64];
    System.arraycopy(mbr.read(446, 16), 0, entries, 48, 16);

    Inspection inspection = mbr.flipped(446, 1).write(446, entries).inspect();

    assertThat(inspection.table().orElseThrow().partitions())
        .containsExactly(new Partition(4, "83", Optional.empty(), 2048 * 512, 40_960 * 512));
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  @ParameterizedTest
  @CsvSource({
    "mbr, MBR entry 1, 446, 1, 7f",
    "mbr, MBR entry 2, 462, 1, 7f",
    "mbr, MBR entry 1, 457, 1, ff",
    "mbr, MBR, 510, 2, ff",
    "mbr, ext4 superblock, 1049600, 1024, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          mbr; 510=54; MBR at byte 510: found 54aa, expected 55aa / dos 0b5e55ed 1:1048576+20971520 2:22020096+28311552
          mbr; 511=ab; MBR at byte 510: found 55ab, expected 55aa / dos 0b5e55ed 1:1048576+20971520 2:22020096+28311552
          mbr; 510=5400; unknown unknown of unknown bytes, no state
          mbr; 446=81; MBR entry 1 at byte 446: found 81, expected 00 or 80 / dos 0b5e55ed 1:1048576+20971520 2:22020096+28311552
          mbr; 446=01; MBR entry 1 at byte 446: found 01, expected 00 or 80 / dos 0b5e55ed 1:1048576+20971520 2:22020096+28311552
          mbr; 450=00; sound ext4 of 20971520 bytes, journal clean / dos 0b5e55ed 1:1048576+20971520 2:22020096+28311552
          mbr; 454=00000000; MBR entry 1 at byte 454: found bytes 0 to 20971520, expected some bytes from 512 to 50331648 / dos 0b5e55ed 2:22020096+28311552
          mbr; 454=ffffff7f; MBR entry 1 at byte 454: found bytes 1099511627264 to 1099532598784, expected some bytes from 512 to 50331648 / dos 0b5e55ed 2:22020096+28311552
          mbr; 458=00000000; MBR entry 1 at byte 454: found bytes 1048576 to 1048576, expected some bytes from 512 to 50331648 / dos 0b5e55ed 2:22020096+28311552
          mbr; 470=ffa70000; MBR entry 2 at byte 470: found an overlap with partition 1, expected none / dos 0b5e55ed 1:1048576+20971520 2:22019584+28311552
          mbr; 470=01080000; MBR entry 2 at byte 470: found an overlap with partition 1, expected none / dos 0b5e55ed 1:1048576+20971520 2:1049088+28311552
          mbr; 470=00080000; MBR entry 2 at byte 470: found an overlap with partition 1, expected none / dos 0b5e55ed 1:1048576+20971520 2:1048576+28311552
          mbr; 474=01d80000; MBR entry 2 at byte 470: found bytes 22020096 to 50332160, expected some bytes from 512 to 50331648 / dos 0b5e55ed 1:1048576+20971520
          mbr; 462=01; MBR entry 2 at byte 462: found 01, expected 00 or 80 / dos 0b5e55ed 1:1048576+20971520 2:22020096+28311552
          mbr; 462=00000000000000000000000000000000 446=01; MBR entry 1 at byte 446: found 01, expected 00 or 80 / dos 0b5e55ed 1:1048576+20971520
          mbr; 462=00000000000000000000000000000000 458=ffffff7f; MBR entry 1 at byte 454: found bytes 1048576 to 1099512675840, expected some bytes from 512 to 50331648 / dos 0b5e55ed
          mbr; 462=00000000000000000000000000000000 458=ffffff7f 446=01; unknown unknown of unknown bytes, no state
          mbr; 462=01 446=01; unknown unknown of unknown bytes, no state
          mbr; 478=0100000000000000ffffff7fffffff7f; MBR entry 3 at byte 478: found 01, expected 00 or 80 | MBR entry 3 at byte 486: found bytes 1099511627264 to 2199023254528, expected some bytes from 512 to 50331648 / dos 0b5e55ed 1:1048576+20971520 2:22020096+28311552
          mbr; 440=01; sound ext4 of 20971520 bytes, journal clean / dos 0b5e5501 1:1048576+20971520 2:22020096+28311552
          mbr; 510=56; unknown unknown of unknown bytes, no state
          mbr; 510=54 446=01; unknown unknown of unknown bytes, no state
          mbr; 510=54 454=00000000; unknown unknown of unknown bytes, no state
          mbr; 510=54 458=00000000; unknown unknown of unknown bytes, no state
          mbr; 510=54 454=ffffff00; unknown unknown of unknown bytes, no state
          mbr; 446=00000000000000000000000000000000 462=00000000000000000000000000000000; unknown unknown of unknown bytes, no state
          mbr; 462=00000000000000000000000000000000 446=01 450=00; unknown unknown of unknown bytes, no state
          mbr; 462=00000000000000000000000000000000 454=00000000; MBR entry 1 at byte 454: found bytes 0 to 20971520, expected some bytes from 512 to 50331648 / dos 0b5e55ed
          mbr; 462=00000000000000000000000000000000 458=00000000; unknown unknown of unknown bytes, no state
          mbr; 462=01 478=01000000830000000100000001000000; unknown unknown of unknown bytes, no state
          mbr; 446=000000008200000000a8000000d80000 462=80000000830000000008000000a00000; sound swap of 28311552 bytes, no state / dos 0b5e55ed 1:22020096+28311552 2:1048576+20971520
          mbr; 446=000000008200000000a8000000d80000 462=80000000830000000008000001a00000; MBR entry 2 at byte 470: found an overlap with partition 1, expected none / dos 0b5e55ed 1:22020096+28311552 2:1048576+20972032
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
