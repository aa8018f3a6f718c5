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
}
