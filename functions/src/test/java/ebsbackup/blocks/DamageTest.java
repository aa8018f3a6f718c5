package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One wrong bit in every structure that is checked: some bits of each, the same in every run.
 * {@code -Dinspect.rounds=N} takes N times as many.
 */
class DamageTest {
  private static final int SOME = 14 * Integer.getInteger("inspect.rounds", 1);

  /**
   * @param structure the name that a damage has; or several, with a bar between
   * @param start of the bytes that are checked
   * @param mask the bits of each byte that are checked
   */
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
    "btrfs, btrfs superblock, 65536, 4, ff",
    "btrfs, btrfs superblock, 65568, 4064, ff",
    "btrfs, btrfs superblock mirror 1, 67108896, 4064, ff",
    "btrfs-sha256, btrfs superblock, 65536, 4096, ff",
    "btrfs-sha256, btrfs superblock mirror 1, 67108864, 4096, ff",
    "ntfs, NTFS boot sector|NTFS boot sector or its backup, 0, 512, ff",
    "ntfs, NTFS boot sector, 40, 8, ff",
    "ntfs, NTFS backup boot sector|NTFS boot sector or its backup, 16776704, 512, ff",
    "ntfs, NTFS $MFT record 0, 16384, 8, ff",
    "ntfs, NTFS $MFT record 0, 16412, 4, ff",
    "ntfs, NTFS $MFT record 0, 16428, 6, ff",
    "ntfs, NTFS $MFT record 1, 17918, 2, ff",
    "ntfs, NTFS $MFTMirr record 0, 8384512, 8, ff",
    "lvm, LVM2 label, 512, 512, ff",
    "lvm, LVM2 metadata header, 4096, 512, ff",
    "lvm, LVM2 metadata, 4608, 795, ff",
    "luks1, LUKS1 header, 0, 8, ff",
    "luks1, LUKS1 header, 104, 2, ff",
    "luks1, LUKS1 header, 108, 4, ff",
    "luks1, LUKS1 key slot 0, 208, 4, ff",
    "luks1, LUKS1 key slot 7, 588, 4, ff",
    "luks2, LUKS2 header, 0, 480, ff",
    "luks2, LUKS2 header, 512, 15872, ff",
    "luks2, LUKS2 secondary header, 16384, 480, ff",
    "luks2, LUKS2 secondary header, 16896, 15872, ff",
    "swap, swap header, 1024, 4, ff",
    "swap, swap header, 1029, 3, fc",
    "swap, swap header, 1033, 3, fc",
    "swap, swap header, 4086, 10, ff",
    "gpt, protective MBR, 450, 1, ff",
    "gpt, protective MBR, 454, 4, ff",
    "gpt, protective MBR, 510, 2, ff",
    "gpt, GPT header, 512, 92, ff",
    "gpt, GPT entries, 1024, 16384, ff",
    "gpt, backup GPT header, 50331136, 92, ff",
    "gpt, backup GPT entries, 50314752, 16384, ff",
    "gpt, ext4 superblock, 6292480, 1024, ff",
    "mbr, MBR entry 1, 446, 1, 7f",
    "mbr, MBR entry 2, 462, 1, 7f",
    "mbr, MBR entry 1, 457, 1, ff",
    "mbr, MBR, 510, 2, ff",
    "mbr, ext4 superblock, 1049600, 1024, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    SparseImage sound = SparseImage.named(image);
    int bits = Integer.parseInt(mask, 16);
    for (int n : chosen(length)) {
      long offset = start + n / 8;
      int bit = 1 << n % 8;
      if ((bits & bit) == 0) {
        continue;
      }
      Verdict verdict = sound.flipped(offset, bit).inspect().verdict();

      assertThat(verdict)
          .as("bit 0x%02x of byte %d", bit, offset)
          .isInstanceOfSatisfying(
              Verdict.Damaged.class,
              damaged ->
                  assertThat(damaged.damages())
                      .extracting(Damage::structure)
                      .containsAnyElementsOf(List.of(structure.split("\\|"))));
    }
  }

  /** A structure that is overwritten as a whole, whose magic is then lost as well. */
  @ParameterizedTest
  @CsvSource({
    "ext4, ext4 descriptor of group 0, 4096, 64",
    "ext4, ext4 backup superblock, 134217728, 1024",
    "ext4, ext4 inode of the journal, 104192, 256",
    "ext4-dirty, ext4 journal superblock, 16778240, 1024",
    "ext3, ext3 journal superblock, 641024, 1024",
    "xfs, XFS AGF of group 0, 512, 512",
    "xfs, XFS AGI of group 0, 1024, 512",
    "xfs, XFS AGFL of group 0, 1536, 512",
    "xfs, XFS superblock of group 1, 78643200, 512",
    "ntfs, NTFS backup boot sector, 16776704, 512",
    "ntfs, NTFS $MFT record 0, 16384, 1024",
    "ntfs, NTFS $MFT record 1, 17408, 1024",
    "ntfs, NTFS $MFTMirr record 0, 8384512, 1024",
    "lvm, LVM2 metadata header, 4096, 512",
    "lvm, LVM2 metadata, 4608, 795",
    "luks1, LUKS1 key slot 0, 208, 48",
    "luks2, LUKS2 secondary header, 16384, 16384",
    "gpt, GPT header, 512, 512",
    "gpt, GPT entries, 1024, 16384",
    "gpt, backup GPT header, 50331136, 512",
    "gpt, backup GPT entries, 50314752, 16384",
  })
  void overwrittenStructure_isDamage(String image, String structure, long start, int length) {
    byte[] zeros = new byte[length];
    byte[] noise = new byte[length];
    new Random(1).nextBytes(noise);
    for (byte[] bytes : List.of(zeros, noise)) {
      Verdict verdict =
          SparseImage.named(image).flipped(start, 1).write(start, bytes).inspect().verdict();

      assertThat(verdict)
          .as("first byte %d", bytes[0])
          .isInstanceOfSatisfying(
              Verdict.Damaged.class,
              damaged ->
                  assertThat(damaged.damages()).extracting(Damage::structure).contains(structure));
    }
  }

  /** Each kind of check names the place, the value that is there, and the value that should be. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "luks1; 7; LUKS1 header at byte 6: found 5, expected 1",
        "lvm; 512; LVM2 label at byte 512: found 484142454c4f4e45, expected 4c4142454c4f4e45",
        "ext4; 1124; ext4 superblock at byte 2044: found checksum 0x8d50cd05, expected 0x2de74b18",
        "gpt; 454; protective MBR at byte 454: found start sector 5, expected 1",
      })
  void damage_saysWhatIsThereAndWhatShouldBe(String image, long offset, String damage) {
    assertThat(SparseImage.named(image).flipped(offset, 4).inspect().verdict())
        .isInstanceOfSatisfying(
            Verdict.Damaged.class,
            damaged -> assertThat(damaged.damages().getFirst()).hasToString(damage));
  }

  private static List<Integer> chosen(int length) {
    int all = length * 8;
    if (all <= SOME) {
      return IntStream.range(0, all).boxed().toList();
    }
    return new Random(length).ints(SOME, 0, all).boxed().toList();
  }
}
