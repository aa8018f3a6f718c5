package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GUID partition tables, on images of the real tools. */
class GptTest {
  @Test
  void gpt_showsItsPartitions() {
    Inspection inspection = SparseImage.named("gpt").inspect();

    PartitionTable table = inspection.table().orElseThrow();
    assertThat(table.type()).isEqualTo("gpt");
    assertThat(table.id()).isEqualTo("0b5e55ed-0000-4000-8000-00000000000b");
    assertThat(table.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(table.state()).isEmpty();
    assertThat(table.partitions())
        .extracting(partition -> partition.name().orElseThrow())
        .containsExactly("bios", "efi", "root");
    assertThat(table.partitions().get(2))
        .isEqualTo(
            new Partition(
                3,
                "0fc63daf-8483-4772-8e79-3d69d8477de4",
                Optional.of("root"),
                12_288 * 512,
                85_983 * 512));
    assertThat(inspection.volumes())
        .extracting(volume -> volume.content().type())
        .containsExactly("empty", "vfat", "ext4");
    assertThat(inspection.requests()).isLessThanOrEqualTo(12);
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  @Test
  void grownDisk_hasItsBackupInTheMiddle_whichIsNoFault() {
    Inspection inspection = SparseImage.named("gpt-grown").inspect();

    assertThat(inspection.table().orElseThrow().state())
        .contains("the disk was enlarged after partitioning");
    assertThat(inspection.verdict()).isEqualTo(new Verdict.Sound());
  }

  /** As a disk with sectors of 4,096 bytes has it: header and entries in sectors 1, 2 and 3. */
  @Test
  void gptOfLargeSectors_showsItsPartitions() {
    PartitionTable table = disk(4096, 6, 7).inspect().table().orElseThrow();

    assertThat(table.verdict()).isEqualTo(new Verdict.Sound());
    assertThat(table.partitions())
        .extracting(Partition::start, Partition::length)
        .containsExactly(tuple(6L * 4096, 2L * 4096));
  }

  /** Only the header says how large the sectors are. */
  @Test
  void gptOfLargeSectors_isRecognized_thoughItsSignatureIsDamaged() {
    assertThat(ImageChecks.text(disk(4096, 6, 7).flipped(4096, 1).inspect()))
        .isEqualTo(
            "GPT header at byte 4096: found 4446492050415254, expected 4546492050415254"
                + " | GPT header at byte 4112: found checksum 0xbd6b2d1e, expected 0xad710e2f"
                + " / gpt 00000000-0000-0000-0000-000000000000 1:24576+8192");
  }

  @ParameterizedTest
  @CsvSource({"6, 5, false", "6, 6, true", "6, 9, true", "6, 10, false", "11, 12, false"})
  void partitionIsInsideOfTheDisk(int first, int last, boolean fits) {
    PartitionTable table = disk(512, first, last).inspect().table().orElseThrow();

    assertThat(table.partitions()).hasSize(fits ? 1 : 0);
    assertThat(table.verdict().toString())
        .isEqualTo(
            fits
                ? "Sound[]"
                : "Damaged[damages=[GPT entries at byte 1056: found sectors %1$d to %2$d, expected sectors up to 9, backup GPT entries at byte 1568: found sectors %1$d to %2$d, expected sectors up to 9], more=0]"
                    .formatted(first, last));
  }

  /** A disk of ten sectors with one partition. */
  private static SparseImage disk(int sector, long first, long last) {
    byte[] entry = new byte[128];
    SparseImage.little(entry).putInt(0, 1).putLong(32, first).putLong(40, last);
    SparseImage image = SparseImage.empty(10L * sector);
    image.write(450, new byte[] {(byte) 0xee, 0, 0, 0, 1});
    image.write(510, new byte[] {0x55, (byte) 0xaa});
    for (int[] place : new int[][] {{1, 9, 2}, {9, 1, 3}}) {
      byte[] bytes = new byte[92];
      ByteBuffer header =
          SparseImage.little(bytes).put(0, "EFI PART".getBytes(StandardCharsets.US_ASCII));
      header.putInt(12, 92).putLong(24, place[0]).putLong(32, place[1]).putLong(72, place[2]);
      header.putInt(80, 1).putInt(84, 128).putInt(88, (int) Crc.CRC32.of(entry, 0, 128));
      header.putInt(16, (int) Crc.CRC32.of(bytes, 0, 92));
      image.write((long) place[0] * sector, bytes);
      image.write((long) place[2] * sector, entry);
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "gpt, protective MBR, 450, 1, ff",
    "gpt, protective MBR, 454, 4, ff",
    "gpt, protective MBR, 510, 2, ff",
    "gpt, GPT header, 512, 92, ff",
    "gpt, GPT entries, 1024, 16384, ff",
    "gpt, backup GPT header, 50331136, 92, ff",
    "gpt, backup GPT entries, 50314752, 16384, ff",
    "gpt, ext4 superblock, 6292480, 1024, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt, GPT header, 512, 512",
    "gpt, GPT entries, 1024, 16384",
    "gpt, backup GPT header, 50331136, 512",
    "gpt, backup GPT entries, 50314752, 16384",
  })
  void overwrittenStructure_isDamage(String image, String structure, long start, int length) {
    ImageChecks.findsOverwritten(image, structure, start, length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          gpt; 510=54; protective MBR at byte 510: found 54aa, expected 55aa / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 510=0000; protective MBR at byte 510: found 0000, expected 55aa / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 450=ef; protective MBR at byte 450: found type ef, expected type ee / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 454=02; protective MBR at byte 454: found start sector 2, expected 1 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 450=00; protective MBR at byte 450: found type 00, expected type ee / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 512=44; GPT header at byte 512: found 4446492050415254, expected 4546492050415254 | GPT header at byte 528: found checksum 0x8757bbe3, expected 0x974d98d2 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 524=5b ~512; GPT header at byte 524: found 91, expected 92 to 512 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 524=5d ~512; GPT header at byte 528: found checksum 0x9b7023f6, expected 0x8647c887 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 524=0002 ~512; GPT header at byte 528: found checksum 0xfc2d6ee8, expected 0xedd994ff / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 524=0102 ~512; GPT header at byte 524: found 513, expected 92 to 512 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 528=00; GPT header at byte 528: found checksum 0x8757bb00, expected 0x8757bbe3 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 536=02 ~512; GPT header at byte 536: found 2, expected 1 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 544=02 ~512; backup GPT header at byte 50201600: found 0000000000000000, expected 4546492050415254 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296 the disk was enlarged after partitioning
          gpt; 544=00000001 ~512; GPT header at byte 544: found backup in sector 16777216, expected one of at most 98303 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 584=0000000000010000 ~512; GPT header at byte 584: found entries in sector 1099511627776, expected a sector inside / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 584=03 ~512; GPT entries at byte 600: found checksum 0xd7a352dc, expected 0xab54d286 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 592=00200000 ~512; GPT header at byte 592: found 8192 entries of 128 bytes, expected entries of 128 to 4096 bytes, 524288 bytes at most / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 592=01000100 ~512; GPT header at byte 592: found 65537 entries of 128 bytes, expected entries of 128 to 4096 bytes, 524288 bytes at most / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 596=7f ~512; GPT header at byte 592: found 128 entries of 127 bytes, expected entries of 128 to 4096 bytes, 524288 bytes at most / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 596=0110 ~512; GPT header at byte 592: found 128 entries of 4097 bytes, expected entries of 128 to 4096 bytes, 524288 bytes at most / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 600=00 ~512; GPT entries at byte 600: found checksum 0xd7a35200, expected 0xd7a352dc / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 1024=00000000; GPT entries at byte 600: found checksum 0xd7a352dc, expected 0xb01e6262 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 50331136=44; backup GPT header at byte 50331136: found 4446492050415254, expected 4546492050415254 | backup GPT header at byte 50331152: found checksum 0x92ddfe30, expected 0x82c7dd01 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 50331176=00; backup GPT header at byte 50331152: found checksum 0x92ddfe30, expected 0x15b1b900 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 512=44 50331136=44; GPT header at byte 512: found 4446492050415254, expected 4546492050415254 | GPT header at byte 528: found checksum 0x8757bbe3, expected 0x974d98d2 | backup GPT header at byte 50331136: found 4446492050415254, expected 4546492050415254 | backup GPT header at byte 50331152: found checksum 0x92ddfe30, expected 0x82c7dd01 / gpt 0b5e55ed-0000-4000-8000-00000000000b
          gpt; 512=0000000000000000; GPT header at byte 512: found 0000000000000000, expected 4546492050415254 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 512=0000000000000000 50331136=0000000000000000; GPT header at byte 512: found 0000000000000000, expected 4546492050415254 / gpt 0b5e55ed-0000-4000-8000-00000000000b
          gpt-grown; 512=0000000000000000; GPT header at byte 512: found 0000000000000000, expected 4546492050415254 / gpt 00000000-0000-0000-0000-000000000000
          gpt; 450=83; protective MBR at byte 450: found type 83, expected type ee / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 450=83 454=00080000; MBR entry 1 at byte 454: found bytes 1048576 to 51379712, expected some bytes from 512 to 50331648 / dos 00000000
          gpt; 450=83 454=00080000 458=00080000; sound empty of unknown bytes, no state / dos 00000000 1:1048576+1048576
          gpt; 450=83 454=00080000 458=00080000 510=0000; protective MBR at byte 510: found 0000, expected 55aa | protective MBR at byte 450: found type 83, expected type ee / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 446=00000000000000000000000000000000; protective MBR at byte 450: found type 00, expected type ee / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 446=00000000000000000000000000000000 462=00000200eeffffff01000000ffff0100; sound empty of unknown bytes, no state / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 462=80000200830000000008000000080000; sound empty of unknown bytes, no state / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 512=44 510=0000; GPT header at byte 512: found 4446492050415254, expected 4546492050415254 | GPT header at byte 528: found checksum 0x8757bbe3, expected 0x974d98d2 | protective MBR at byte 510: found 0000, expected 55aa / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 512=44 450=83; GPT header at byte 512: found 4446492050415254, expected 4546492050415254 | GPT header at byte 528: found checksum 0x8757bbe3, expected 0x974d98d2 | protective MBR at byte 450: found type 83, expected type ee / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 512=44 454=02; GPT header at byte 512: found 4446492050415254, expected 4546492050415254 | GPT header at byte 528: found checksum 0x8757bbe3, expected 0x974d98d2 | protective MBR at byte 454: found start sector 2, expected 1 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 512=0000000000000000 510=0000; unknown unknown of unknown bytes, no state
          gpt; 512=0000000000000000 450=83; sound unknown of unknown bytes, no state / dos 00000000 1:512+50331136
          gpt; 512=0000000000000000 454=02; MBR entry 1 at byte 454: found bytes 1024 to 50332160, expected some bytes from 512 to 50331648 / dos 00000000
          gpt; 512=44 50331176=00; GPT header at byte 512: found 4446492050415254, expected 4546492050415254 | GPT header at byte 528: found checksum 0x8757bbe3, expected 0x974d98d2 | backup GPT header at byte 50331152: found checksum 0x92ddfe30, expected 0x15b1b900 / gpt 0b5e55ed-0000-4000-8000-00000000000b
          gpt; 568=00 ~512; sound empty of unknown bytes, no state / gpt 0b5e5500-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt-grown; 450=83; protective MBR at byte 450: found type 83, expected type ee / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296 the disk was enlarged after partitioning
          gpt; 568=00; GPT header at byte 528: found checksum 0x8757bbe3, expected 0x170cca20 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 568=00 512=0000000000000000; GPT header at byte 512: found 0000000000000000, expected 4546492050415254 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          gpt; 568=00 512=0000000000000000 50331136=0000000000000000; GPT header at byte 512: found 0000000000000000, expected 4546492050415254 / gpt 0b5e55ed-0000-4000-8000-00000000000b
          gpt; 50331192=00; backup GPT header at byte 50331152: found checksum 0x92ddfe30, expected 0x02868ff3 / gpt 0b5e55ed-0000-4000-8000-00000000000b 1:1048576+1048576 2:2097152+4194304 3:6291456+44023296
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
