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
}
