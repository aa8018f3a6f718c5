package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ext2, ext3 and ext4, on images of the real tools. */
class ExtTest {
  @ParameterizedTest
  @CsvSource({
    "ext4, ext4, data, 0b5e55ed-0000-4000-8000-000000000001, journal clean, 167772160",
    "ext4-csum-seed, ext4, seed, 0b5e55ed-0000-4000-8000-000000000002, journal clean, 25165824",
    "ext4-bigalloc, ext4, clusters, 0b5e55ed-0000-4000-8000-000000000000, journal clean, 25165824",
    "ext4-uninit, ext4, uninit, 0b5e55ed-0000-4000-8000-000000000003, journal clean, 25165824",
    "ext3, ext3, three, 0b5e55ed-0000-4000-8000-000000000004, journal clean, 25165824",
    "ext2, ext2, two, 0b5e55ed-0000-4000-8000-000000000005, , 25165824",
    "ext4-dirty, ext4, dirty, .*, journal to be replayed, 25165824",
  })
  void image_isRecognizedAndSound(
      String image, String type, String label, String id, String state, Long size) {
    ImageChecks.isSound(image, type, label, id, state, size);
  }

  @Test
  void labelWithoutAZeroAtItsEnd_isReadWhole() {
    String label = "0123456789abcdef";
    SparseImage labeled =
        SparseImage.named("ext2")
            .flipped(1144, 1)
            .write(1144, label.getBytes(StandardCharsets.US_ASCII));

    assertThat(labeled.inspect().volumes().getFirst().content().label()).contains(label);
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, ext4 superblock, 1024, 1024, ff",
    "ext4, ext4 superblock, 1044, 4, ff",
    "ext4, ext4 descriptor of group 0, 4096, 64, ff",
    "ext4, ext4 descriptor of group 1, 4160, 64, ff",
    "ext4, ext4 backup superblock, 134217728, 1024, ff",
    "ext4, ext4 inode of the journal, 104192, 256, ff",
    "ext4-csum-seed, ext4 superblock, 1024, 1024, ff",
    "ext4-csum-seed, ext4 descriptor of group 2, 2112, 32, ff",
    "ext4-csum-seed, ext4 backup superblock, 8389632, 1024, ff",
    "ext4-csum-seed, ext4 inode of the journal, 108288, 256, ff",
    "ext4-bigalloc, ext4 descriptor of group 0, 2048, 64, ff",
    "ext4-dirty, ext4 superblock, 1024, 1024, ff",
    "ext4-dirty, ext4 journal superblock, 16778240, 1024, ff",
    "ext4-dirty, ext4 journal superblock, 16778280, 4, ff",
    "ext4-uninit, ext4 superblock|ext4 superblock or its backup, 1024, 8, ff",
    "ext4-uninit, ext4 superblock|ext4 superblock or its backup, 1080, 2, ff",
    "ext4-uninit, ext4 superblock or its backup, 1128, 16, ff",
    "ext4-uninit, ext4 descriptor of group 0, 2048, 32, ff",
    "ext4-uninit, ext4 backup superblock, 8389688, 2, ff",
    "ext3, ext3 superblock|ext3 superblock or its backup, 1024, 8, ff",
    "ext3, ext3 superblock, 1080, 2, ff",
    "ext3, ext3 superblock or its backup, 1128, 16, ff",
    "ext3, ext3 journal superblock, 641024, 4, ff",
    "ext2, ext2 superblock|ext2 superblock or its backup, 1024, 8, ff",
    "ext2, ext2 superblock, 1080, 2, ff",
    "ext2, ext2 superblock or its backup, 1128, 16, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource({
    "ext4, ext4 descriptor of group 0, 4096, 64",
    "ext4, ext4 backup superblock, 134217728, 1024",
    "ext4, ext4 inode of the journal, 104192, 256",
    "ext4-dirty, ext4 journal superblock, 16778240, 1024",
    "ext3, ext3 journal superblock, 641024, 1024",
  })
  void overwrittenStructure_isDamage(String image, String structure, long start, int length) {
    ImageChecks.findsOverwritten(image, structure, start, length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ext4; 1080=00; ext4 superblock at byte 1080: found 00ef, expected 53ef | ext4 superblock at byte 2044: found checksum 0x8d50cd05, expected 0xd4c81375
          ext4; 1120=ca ~1024; unknown jbd of unknown bytes, no state
          ext4; 1082=02 ~1024; sound ext4 of 167772160 bytes, journal clean, errors noted by the kernel
          ext4; 1082=03 ~1024; sound ext4 of 167772160 bytes, journal clean, errors noted by the kernel
          ext4; 1428=01 ~1024; sound ext4 of 167772160 bytes, journal clean, errors noted by the kernel
          ext4; 1360=01 ~1024; ext4 superblock at byte 1028: found 4295008256 blocks, expected at most 40960
          ext4; 1363=ff ~1024; ext4 superblock at byte 1028: found 9151314442816888832 blocks, expected at most 40960
          ext2; 1082=02; sound ext2 of 25165824 bytes, errors noted by the kernel
          ext2; 1028=0160; ext2 superblock at byte 1028: found 24577 blocks, expected at most 24576 | ext2 superblock or its backup at byte 1028: found 24577, expected 24576
          ext2; 1028=ffffff7f; ext2 superblock at byte 1024: found 6144, expected 536870912 | ext2 superblock at byte 1028: found 2147483647 blocks, expected at most 24576 | ext2 superblock or its backup at byte 1028: found 2147483647, expected 24576
          ext2; 1028=ffffffff; ext2 superblock at byte 1024: found 6144, expected 1073741824 | ext2 superblock at byte 1028: found 4294967295 blocks, expected at most 24576 | ext2 superblock or its backup at byte 1028: found 4294967295, expected 24576
          ext2; 1048=01; ext2 superblock at byte 1028: found 24576 blocks, expected at most 12288
          ext2; 1048=06; ext2 superblock at byte 1028: found 24576 blocks, expected at most 384 | ext2 superblock at byte 1056: found a backup in block 8193, expected one inside the partition
          ext2; 1048=07; ext2 superblock at byte 1028: found 24576 blocks, expected at most 384 | ext2 superblock at byte 1056: found a backup in block 8193, expected one inside the partition
          ext2; 1056=0120; ext2 backup superblock at byte 8390712: found 0000, expected 53ef | ext2 backup superblock at byte 8390656: found 98, expected 6144
          ext2; 1080=53ee; ext2 superblock at byte 1080: found 53ee, expected 53ef
          ext2; 1124=0304; ext4 superblock at byte 2044: found checksum 0x00000000, expected 0x5a28b3b5 | ext4 backup superblock at byte 8390652: found checksum 0x00000000, expected 0x12078c76
          ext3; 1124=0304; ext4 superblock at byte 2044: found checksum 0x00000000, expected 0xa30802a5 | ext4 backup superblock at byte 8390652: found checksum 0x00000000, expected 0xeb273d66
          ext2; 2048=00000000; ext2 descriptor of group 0 at byte 2048: found block 0, expected one of 2 to 24575
          ext2; 2048=01000000; ext2 descriptor of group 0 at byte 2048: found block 1, expected one of 2 to 24575
          ext2; 2048=02000000; sound ext2 of 25165824 bytes, no state
          ext2; 2048=ff5f0000; sound ext2 of 25165824 bytes, no state
          ext2; 2048=00600000; ext2 descriptor of group 0 at byte 2048: found block 24576, expected one of 2 to 24575
          ext2; 2052=00600000; ext2 descriptor of group 0 at byte 2052: found block 24576, expected one of 2 to 24575
          ext2; 2056=00600000; ext2 descriptor of group 0 at byte 2056: found block 24576, expected one of 2 to 24575
          ext2; 2056=0060 2052=0060; ext2 descriptor of group 0 at byte 2052: found block 24576, expected one of 2 to 24575
          ext3; 641024=00; ext3 journal superblock at byte 641024: found 003b3998, expected c03b3998
          ext3; 641031=01; ext3 journal superblock at byte 641028: found type 1, expected 3 or 4
          ext3; 641031=03; sound ext3 of 25165824 bytes, journal clean
          ext3; 641031=05; ext3 journal superblock at byte 641028: found type 5, expected 3 or 4
          ext3; 641038=08; ext3 journal superblock at byte 641036: found 2048, expected 1024
          ext3; 641052=01; sound ext3 of 25165824 bytes, journal to be replayed
          ext3; 1120=06; sound ext3 of 25165824 bytes, journal to be replayed
          ext3; 1248=09; sound ext3 of 25165824 bytes, no state
          ext3; 8389688=00; ext3 backup superblock at byte 8389688: found 00ef, expected 53ef
          ext3; 8389656=07; ext3 superblock or its backup at byte 1048: found 0, expected 7
          ext3; 1116=00; sound ext2 of 25165824 bytes, no state
          ext4-uninit; 2078=00; ext4 descriptor of group 0 at byte 2078: found checksum 0x0000c300, expected 0x0000c310
          ext4-uninit; 2048=00; ext4 descriptor of group 0 at byte 2078: found checksum 0x0000c310, expected 0x00008150
          ext4-uninit; 1120=10; sound ext4 of 25165824 bytes, journal clean
          ext4; 4096=00; ext4 descriptor of group 0 at byte 4126: found checksum 0x0000626b, expected 0x0000f767
          ext4; 1278=20 ~1024; ext4 descriptor of group 0 at byte 4126: found checksum 0x0000626b, expected 0x000028f3 | ext4 descriptor of group 1 at byte 4158: found checksum 0x00000000, expected 0x00006c99
          ext4; 1278=0004 ~1024; ext4 descriptor of group 0 at byte 4126: found checksum 0x0000626b, expected 0x00009a61 | ext4 descriptor of group 1 at byte 5150: found checksum 0x00000000, expected 0x0000b90a
          ext4; 1278=0104 ~1024; sound ext4 of 167772160 bytes, journal clean
          ext4; 1278=1f ~1024; sound ext4 of 167772160 bytes, journal clean
          ext4-csum-seed; 1648=00 ~1024; ext4 descriptor of group 0 at byte 2078: found checksum 0x0000bef3, expected 0x0000f48d | ext4 descriptor of group 1 at byte 2110: found checksum 0x00008a32, expected 0x0000c04c | ext4 descriptor of group 2 at byte 2142: found checksum 0x0000a135, expected 0x0000eb4b | ext4 inode of the journal at byte 108412: found checksum 0x9ef563b2, expected 0x1268c2ed
          ext4-csum-seed; 1120=d2 ~1024; sound ext4 of 25165824 bytes, journal clean
          ext4-dirty; 16778492=00; ext4 journal superblock at byte 16778492: found checksum 0x0054d759, expected 0xf154d759
          ext4-dirty; 16778240=00; ext4 journal superblock at byte 16778240: found 003b3998, expected c03b3998 | ext4 journal superblock at byte 16778492: found checksum 0xf154d759, expected 0x1b54a7e8
          ext4; 104192=00; ext4 inode of the journal at byte 104316: found checksum 0x8a7f3ffa, expected 0x22b7f8c5
          ext4-csum-seed; 108288=00; ext4 inode of the journal at byte 108412: found checksum 0x9ef563b2, expected 0x363da48d
          ext4; 1360=01 1056=ffffffff 1117=02 ~1024; ext4 superblock at byte 1028: found 4295008256 blocks, expected at most 40960
          ext4-csum-seed; 1360=01 ~1024; sound ext4 of 25165824 bytes, journal clean
          ext2; 1080=53ee 1048=06; ext2 superblock at byte 1080: found 53ee, expected 53ef | ext2 superblock at byte 1028: found 24576 blocks, expected at most 384 | ext2 superblock at byte 1056: found a backup in block 8193, expected one inside the partition
          ext2; 1080=53ee 1048=07; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1044=02; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1096=04; ext2 superblock at byte 1080: found 53ee, expected 53ef
          ext2; 1080=53ee 1096=05; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1100=02; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1084=0000; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1084=0300; ext2 superblock at byte 1080: found 53ee, expected 53ef
          ext2; 1080=53ee 1084=0400; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1064=00000000; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1024=00000000 1064=00000000; unknown unknown of unknown bytes, no state
          ext2; 1096=05 1100=02; unknown unknown of unknown bytes, no state
          ext4; 1096=05 1084=0000 ~1024; sound ext4 of 167772160 bytes, journal clean
          ext4; 1096=05 1084=0000; unknown unknown of unknown bytes, no state
          ext4; 1096=05 1084=0000 1080=53ee ~1024; unknown unknown of unknown bytes, no state
          ext2; 1080=53ee 1024=01; unknown unknown of unknown bytes, no state
          ext2; 1124=0b; sound ext4 of 25165824 bytes, no state
          ext2; 1120=42; sound ext4 of 25165824 bytes, no state
          ext4; 1125=00; ext4 superblock at byte 1124: found no metadata_csum, expected metadata_csum, according to its checksum
          ext2; 2044=01; sound ext2 of 25165824 bytes, no state
          ext2; 1028=00000000; ext2 superblock at byte 1024: found 6144, expected 0
          ext4; 1117=02 134217728=ff ~1024; sound ext4 of 167772160 bytes, journal clean
          ext4; 1117=02 1612=01000000 134217728=ff ~1024; ext4 backup superblock at byte 134218748: found checksum 0x3294a484, expected 0xa1751eba
          ext4; 1117=02 1612=02000000 134217728=ff ~1024; sound ext4 of 167772160 bytes, journal clean
          ext4; 1117=02 1612=03000000 ~1024; sound ext4 of 167772160 bytes, journal clean
          ext3; 8389632=01; ext3 backup superblock at byte 8389632: found 6145, expected 6144
          ext3; 8389636=01; ext3 superblock or its backup at byte 1028: found 24576, expected 24577
          ext3; 1080=53ee 8389632=01; ext3 superblock at byte 1080: found 53ee, expected 53ef | ext3 superblock or its backup at byte 1024: found 6144, expected 6145
          ext3; 1112=0002; ext3 superblock or its backup at byte 1112: found 512, expected 256
          ext2; 1112=8000 8389708=00 8389720=0000; sound ext2 of 25165824 bytes, no state
          ext2; 8389708=00; ext2 superblock or its backup at byte 1100: found 1, expected 0
          ext2; 1112=8000 8389708=02; ext2 superblock or its backup at byte 1100: found 1, expected 2 | ext2 superblock or its backup at byte 1112: found 128, expected 256
          ext3; 1120=06 8389632=0010 8389636=0140; sound ext3 of 25165824 bytes, journal to be replayed
          ext3; 8389632=0010 8389636=0140; ext3 superblock or its backup at byte 1024: found 6144, expected 4096 | ext3 superblock or its backup at byte 1028: found 24576, expected 16385
          ext3; 1120=06 8389636=01; ext3 superblock or its backup at byte 1028: found 24576, expected 24577
          ext3; 1120=06 8389632=01; ext3 backup superblock at byte 8389632: found 6145, expected 6144
          ext3; 104232=00000000; ext3 journal superblock at byte 0: found 00000000, expected c03b3998 | ext3 journal superblock at byte 4: found type 0, expected 3 or 4 | ext3 journal superblock at byte 12: found 0, expected 1024
          ext3; 104232=ffffffff; sound ext3 of 25165824 bytes, no state
          ext4-uninit; 206632=0af4; sound ext4 of 25165824 bytes, no state
          ext4-uninit; 206634=00; sound ext4 of 25165824 bytes, no state
          ext4-uninit; 206638=01; sound ext4 of 25165824 bytes, no state
          ext4-uninit; 206650=01; sound ext4 of 25165824 bytes, no state
          ext4-uninit; 206652=ffffffff; sound ext4 of 25165824 bytes, no state
          ext4-uninit; 2056=ffffff7f; ext4 descriptor of group 0 at byte 2078: found checksum 0x0000c310, expected 0x00006e59
          ext4-uninit; 1100=00; ext4 superblock or its backup at byte 1100: found 0, expected 1
          ext4-uninit; 1112=7f00; ext4 superblock or its backup at byte 1112: found 127, expected 256
          ext4-uninit; 1112=8000; ext4 superblock or its backup at byte 1112: found 128, expected 256
          ext4-uninit; 1248=09; sound ext4 of 25165824 bytes, no state
          ext4-uninit; 16778247=05; ext4 journal superblock at byte 16778244: found type 5, expected 3 or 4
          ext4-uninit; 16778250=08; sound ext4 of 25165824 bytes, journal clean
          ext4-uninit; 16778268=00000001; sound ext4 of 25165824 bytes, journal to be replayed
          ext4; 104320=03; ext4 inode of the journal at byte 104316: found checksum 0x00003ffa, expected 0x00000e8c
          ext4; 104320=04; ext4 inode of the journal at byte 104316: found checksum 0x8a7f3ffa, expected 0x26bfbd7e
          ext4; 1100=00 ~1024; ext4 inode of the journal at byte 103420: found checksum 0x00000000, expected 0x0000337f
          ext4; 1112=8000 ~1024; ext4 inode of the journal at byte 103420: found checksum 0x00000000, expected 0x0000337f
          ext4; 1112=8200 ~1024; ext4 inode of the journal at byte 103434: found checksum 0x00000000, expected 0x00001efc
          ext4; 1112=8400 ~1024; ext4 inode of the journal at byte 103448: found checksum 0x00000000, expected 0x00008fc1
          ext4-dirty; 1120=c2 16778268=00000000; ext4 superblock at byte 2044: found checksum 0x0f4d5537, expected 0x8f37096a
          ext4; 0=58465342; sound ext4 of 167772160 bytes, journal clean
          ext4; 0=58465342 1080=00; XFS superblock at byte 102: found 0, expected 1 | XFS superblock at byte 4: found 0, expected 1 | XFS superblock at byte 8: found 0 blocks of 0 bytes, expected at most 167772160 bytes
          ext4; 1112=7f00 ~1024; sound ext4 of 167772160 bytes, no state
          ext4; 1112=8000 1100=00 ~1024; ext4 inode of the journal at byte 103420: found checksum 0x00000000, expected 0x0000337f
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
