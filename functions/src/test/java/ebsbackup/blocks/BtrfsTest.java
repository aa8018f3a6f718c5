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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          btrfs; 65600=00; unknown empty of unknown bytes, no state
          btrfs; 65584=01; btrfs superblock at byte 65584: found 65537, expected 65536 | btrfs superblock at byte 65536: found checksum 0xdff8e98a, expected 0x593d2b28
          btrfs; 65584=01 ~65536; btrfs superblock at byte 65584: found 65537, expected 65536
          btrfs; 65732=03; btrfs superblock at byte 65536: found checksum 0xdff8e98a, expected 0xa5697604
          btrfs; 65732=04; btrfs superblock at byte 65536: found checksum 0xdff8e98a, expected 0x856111cd | btrfs superblock at byte 65732: found checksum type 4, expected 0 to 3
          btrfs; 65732=04 ~65536; btrfs superblock at byte 65732: found checksum type 4, expected 0 to 3
          btrfs; 65732=01 65540=ff; sound btrfs of 134217728 bytes, log clean
          btrfs; 65568=00 ~65536; btrfs superblock mirror 1 at byte 67108896: found 0b5e55ed-0000-4000-8000-000000000007, expected 005e55ed-0000-4000-8000-000000000007
          btrfs; 67108912=01; btrfs superblock mirror 1 at byte 67108912: found 67108865, expected 67108864 | btrfs superblock mirror 1 at byte 67108864: found checksum 0x11d0882a, expected 0x97154a88
          btrfs; 67108896=00; btrfs superblock mirror 1 at byte 67108864: found checksum 0x11d0882a, expected 0xa941611e
          btrfs; 65648=01000000000000 ~65536; sound btrfs of 1 bytes, log clean
          btrfs; 65632=01 ~65536; sound btrfs of 134217728 bytes, log to be replayed
          btrfs-sha256; 65540=00; btrfs superblock at byte 65536: found checksum b9ace4b40096165a38748c04d80d36ee180b199ac8d8d89c36ae869b1441831f, expected b9ace4b43a96165a38748c04d80d36ee180b199ac8d8d89c36ae869b1441831f
          btrfs-sha256; 65584=07 ~65536; btrfs superblock at byte 65584: found 65543, expected 65536
          btrfs-sha256; 67108864=00; btrfs superblock mirror 1 at byte 67108864: found checksum 00a4f0cfef57c62794d32a6fe2d4770e99f6f1e230248547d379b47eaedda88c, expected bba4f0cfef57c62794d32a6fe2d4770e99f6f1e230248547d379b47eaedda88c
          btrfs; 65540=ff 65632=01; btrfs superblock at byte 65536: found checksum 0xdff8e98a, expected 0xea1b6511
          btrfs; 65745=0100000800000000 ~65536; btrfs superblock at byte 65745: found 134217729 bytes, expected at most 134217728
          btrfs; 65745=0010000400000000 67108928=00 ~65536; sound btrfs of 134217728 bytes, log clean
          btrfs; 65745=0110000400000000 67108928=00 ~65536; btrfs superblock mirror 1 at byte 67108928: found 0042485266535f4d, expected 5f42485266535f4d | btrfs superblock mirror 1 at byte 67108864: found checksum 0x11d0882a, expected 0x74c909f9
          btrfs; 65600=5e; btrfs superblock at byte 65600: found 5e42485266535f4d, expected 5f42485266535f4d | btrfs superblock at byte 65536: found checksum 0xdff8e98a, expected 0x43e50954
          btrfs-sha256; 65600=5e; btrfs superblock at byte 65600: found 5e42485266535f4d, expected 5f42485266535f4d | btrfs superblock at byte 65536: found checksum b9ace4b43a96165a38748c04d80d36ee180b199ac8d8d89c36ae869b1441831f, expected 505fd3e27517054d06bc935110be00390bade6bd722e36dde8e6100b9fbd4b6f
          btrfs; 67108928=5e; btrfs superblock mirror 1 at byte 67108928: found 5e42485266535f4d, expected 5f42485266535f4d | btrfs superblock mirror 1 at byte 67108864: found checksum 0x11d0882a, expected 0x8dcd68f4
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }
}
