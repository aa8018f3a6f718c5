package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** btrfs, on images of the real tools. */
class BtrfsTest {
  @ParameterizedTest
  @CsvSource({
    "btrfs, btrfs, data, 0b5e55ed-0000-4000-8000-000000000007, log clean, 134217728",
    "btrfs-sha256, btrfs, , .*, log clean, 134217728",
    "btrfs-dirty, btrfs, dirty, .*, log to be replayed, 134217728",
  })
  void image_isRecognizedAndSound(
      String image, String type, String label, String id, String state, Long size) {
    ImageChecks.isSound(image, type, label, id, state, size);
  }

  @Test
  void btrfsThatGrewPastTheOffsetOfItsMirror_mayHaveNone() {
    int mirror = 64 << 20;
    SparseImage grown = SparseImage.named("btrfs").flipped(mirror, 1).write(mirror, new byte[4096]);

    assertThat(grown.inspect().verdict()).isEqualTo(new Verdict.Sound());
  }

  @ParameterizedTest
  @CsvSource({
    "btrfs, btrfs superblock, 65536, 4, ff",
    "btrfs, btrfs superblock, 65568, 4064, ff",
    "btrfs, btrfs superblock mirror 1, 67108896, 4064, ff",
    "btrfs-sha256, btrfs superblock, 65536, 4096, ff",
    "btrfs-sha256, btrfs superblock mirror 1, 67108864, 4096, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }
}
