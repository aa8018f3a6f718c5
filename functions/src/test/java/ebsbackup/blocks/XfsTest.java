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
    "xfs-grown, xfs, grown, .*, , 314572800",
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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          xfs; 0=59; XFS superblock at byte 0: found 59465342, expected 58465342 | XFS superblock at byte 224: found checksum 0x1fc73200, expected 0xa2a8b3f8
          xfs; 126=01 ~0; XFS superblock at byte 126: found 1, expected 0
          xfs; 102=0400 ~0; XFS superblock at byte 224: found checksum 0x744a152a, expected 0x23738606 | XFS superblock at byte 102: found 1024, expected 512
          xfs; 121=0a ~0; XFS superblock at byte 102: found 512, expected 1024
          xfs; 4=00000800 ~0; XFS superblock at byte 4: found 2048, expected 4096
          xfs; 120=0b ~0; XFS superblock at byte 4: found 4096, expected 2048
          xfs; 8=0000000000012c01 ~0; XFS superblock at byte 8: found 76801 blocks of 4096 bytes, expected at most 314572800 bytes | XFS superblock at byte 88: found 4, expected 5
          xfs; 8=00000000ffffffff ~0; XFS superblock at byte 8: found 4294967295 blocks of 4096 bytes, expected at most 314572800 bytes | XFS superblock at byte 88: found 4, expected 223697
          xfs; 88=00000005 ~0; XFS superblock at byte 88: found 5, expected 4
          xfs; 84=00000000 ~0; XFS superblock at byte 88: found 4, expected 76800
          xfs; 88=00000001 84=00012c00 ~0; sound xfs of 314572800 bytes, no state
          xfs; 512=59; XFS AGF of group 0 at byte 512: found 59414746, expected 58414746 | XFS AGF of group 0 at byte 728: found checksum 0x4df0a40e, expected 0xf09f25f6
          xfs; 520=01 ~512; XFS AGF of group 0 at byte 520: found 16777216, expected 0
          xfs; 523=01 ~512; XFS AGF of group 0 at byte 520: found 1, expected 0
          xfs; 1032=01; XFS AGI of group 0 at byte 1336: found checksum 0x59e50419, expected 0x849b3f15 | XFS AGI of group 0 at byte 1032: found 16777216, expected 0
          xfs; 1540=01; XFS AGFL of group 0 at byte 1568: found checksum 0xc83dc6da, expected 0x21bb0792 | XFS AGFL of group 0 at byte 1540: found 16777216, expected 0
          xfs; 78643200=59; XFS superblock of group 1 at byte 78643200: found 59465342, expected 58465342 | XFS superblock of group 1 at byte 78643424: found checksum 0xadf12886, expected 0x109ea97e
          xfs-v4; 512=59; XFS AGF of group 0 at byte 512: found 59414746, expected 58414746
          xfs-v4; 520=01; XFS AGF of group 0 at byte 520: found 16777216, expected 0
          xfs-v4; 1032=01; XFS AGI of group 0 at byte 1032: found 16777216, expected 0
          xfs-v4; 1536=01; sound xfs of 314572800 bytes, no state
          xfs-v4; 78643204=01; XFS superblock of group 1 at byte 78643204: found 16781312, expected 4096
          xfs-v4; 78643208=01; XFS superblock of group 1 at byte 78643208: found 16777216, expected 0
          xfs-v4; 78643212=01; XFS superblock of group 1 at byte 78643212: found 16854016, expected 76800
          xfs-v4; 78643232=01; XFS superblock of group 1 at byte 78643232: found 20786587, expected 2621255067
          xfs-v4; 78643236=01; XFS superblock of group 1 at byte 78643236: found 16994241, expected 1292062657
          xfs-v4; 78643320=01; XFS superblock of group 1 at byte 78643320: found 17369092, expected 201918468
          xfs-v4; 102=0100; XFS superblock at byte 102: found 256, expected 512
          xfs-v4; 102=0300; XFS superblock at byte 102: found 768, expected 512
          xfs-v4; 100=b4a5; XFS superblock at byte 224: found checksum 0x00000000, expected 0x40500dd3
          xfs-v4; 4=00000000; XFS superblock at byte 4: found 0, expected 4096 | XFS superblock at byte 8: found 76800 blocks of 0 bytes, expected at most 314572800 bytes
          xfs-v4; 88=00000000; XFS superblock at byte 88: found 0, expected 4
          xfs-v4; 108=6e616d65; sound xfs of 314572800 bytes, no state
          xfs; 101=a4; XFS superblock at byte 224: found checksum 0x1fc73200, expected 0x81b8fa27
          xfs; 101=a4 ~0; XFS superblock of group 1 at byte 78643300: found version 3485, expected 3484 | XFS superblock of group 2 at byte 157286500: found version 3485, expected 3484 | XFS superblock of group 3 at byte 235929700: found version 3485, expected 3484
          xfs-v4; 78643302=04; XFS superblock of group 1 at byte 78643302: found 1024, expected 512
          xfs-v4; 224=01; XFS superblock at byte 224: found checksum 0x00000001, expected 0xde2fc5f4
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }

  /** Only the first superblock says so: the first extended attribute, link count or quota. */
  @ParameterizedTest
  @CsvSource({"xfs, 101=b5 ~0", "xfs, 101=f5 ~0", "xfs-v4, 101=b4", "xfs-v4, 101=f4"})
  void featureThatUseAdds_isNoFault(String image, String changes) {
    ImageChecks.finds(image, changes, "sound xfs of 314572800 bytes, no state");
  }

  /** The old one, which all metadata has, is then in another place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          32=ffffffff 219=07 248=0b5e55ed000040008000000000000006 ~0; sound xfs of 314572800 bytes, no state
          32=ffffffff ~0; XFS superblock of group 1 at byte 78643232: found 190731757, expected 4294967295 | XFS superblock of group 2 at byte 157286432: found 190731757, expected 4294967295 | XFS superblock of group 3 at byte 235929632: found 190731757, expected 4294967295
          """)
  void uuidThatIsNotInTheBackups_isNoFault_ifTheOldOneIsKept(String changes, String expected) {
    ImageChecks.finds("xfs", changes, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          xfs-grown; 78643212=0001f300 ~78643200; sound xfs of 314572800 bytes, no state
          xfs-grown; 78643291=08 ~78643200; XFS superblock of group 1 at byte 78643212: found 128000, expected 76800 | XFS superblock of group 1 at byte 78643288: found 8, expected 4
          xfs-grown; 78643287=01 ~78643200; XFS superblock of group 1 at byte 78643284: found 19201, expected 19200
          xfs-grown; 78643291=08; XFS superblock of group 1 at byte 78643424: found checksum 0xb1df4cd0, expected 0x037d8ef4 | XFS superblock of group 1 at byte 78643212: found 128000, expected 76800 | XFS superblock of group 1 at byte 78643288: found 8, expected 4
          xfs-v4; 78643212=00012bff; XFS superblock of group 1 at byte 78643212: found 76799, expected 76800
          xfs-v4; 48=0000000000000000 78643212=00012bff; sound xfs of 314572800 bytes, no state
          xfs-v4; 96=ffffffff 78643212=00012bff; sound xfs of 314572800 bytes, no state
          xfs-v4; 124=20 78643212=00012bff; sound xfs of 314572800 bytes, no state
          xfs; 78643212=00012bff ~78643200; XFS superblock of group 1 at byte 78643212: found 76799, expected 76800
          """)
  void otherSizesInABackup_areNoFault_ifTheLogMayHoldThem(
      String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
