package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XFS, on images of the real tools. */
class XfsTest {
  @ParameterizedTest
  @CsvSource({
    "xfs, xfs, data, 0b5e55ed-0000-4000-8000-000000000006, , 314572800",
    "xfs-v4, xfs, , .*, , 314572800",
    "xfs-dirty, xfs, dirty, .*, , 314572800",
  })
  void image_isRecognizedAndSound(
      String image, String type, String label, String id, String state, Long size) {
    ImageChecks.isSound(image, type, label, id, state, size);
  }

  @Test
  void labelWithoutAZeroAtItsEnd_isReadWhole() {
    String label = "0123456789ab";
    SparseImage labeled =
        SparseImage.named("xfs-v4")
            .flipped(108, 1)
            .write(108, label.getBytes(StandardCharsets.US_ASCII));

    assertThat(labeled.inspect().volumes().getFirst().content().label()).contains(label);
  }

  @ParameterizedTest
  @CsvSource({
    "xfs, XFS superblock, 0, 512, ff",
    "xfs, XFS AGF of group 0, 512, 512, ff",
    "xfs, XFS AGI of group 0, 1024, 512, ff",
    "xfs, XFS AGFL of group 0, 1536, 512, ff",
    "xfs, XFS superblock of group 1, 78643200, 512, ff",
    "xfs, XFS AGF of group 3, 235930112, 512, ff",
    "xfs, XFS AGI of group 3, 235930624, 512, ff",
    "xfs-v4, XFS superblock|XFS superblock of group 1, 0, 16, ff",
    "xfs-v4, XFS superblock|XFS superblock of group 1, 84, 8, ff",
    "xfs-v4, XFS superblock of group 2, 157286400, 16, ff",
    "xfs-v4, XFS AGF of group 0, 512, 4, ff",
    "xfs-v4, XFS AGI of group 1, 78644224, 4, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource({
    "xfs, XFS AGF of group 0, 512, 512",
    "xfs, XFS AGI of group 0, 1024, 512",
    "xfs, XFS AGFL of group 0, 1536, 512",
    "xfs, XFS superblock of group 1, 78643200, 512",
  })
  void overwrittenStructure_isDamage(String image, String structure, long start, int length) {
    ImageChecks.findsOverwritten(image, structure, start, length);
  }
}
