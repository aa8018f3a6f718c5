package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LUKS1 and LUKS2, on images of the real tools. */
class LuksTest {
  @ParameterizedTest
  @CsvSource({
    "luks1, LUKS1, 0b5e55ed-0000-4000-8000-000000000009,",
    "luks2, LUKS2, 0b5e55ed-0000-4000-8000-00000000000a, vault"
  })
  void encryptedGuest_isUnknown(String image, String state, String id, String label) {
    Inspection inspection = SparseImage.named(image).inspect();

    Content content = inspection.volumes().getFirst().content();
    assertThat(inspection.verdict())
        .isEqualTo(new Verdict.Unknown("encrypted in the guest: its header is sound"));
    assertThat(content.type()).isEqualTo("crypto_LUKS");
    assertThat(content.state()).contains(state);
    assertThat(content.id()).contains(id);
    assertThat(content.label()).isEqualTo(Optional.ofNullable(label));
    Inspection otherVersion = SparseImage.named(image).flipped(7, 4).inspect();
    assertThat(otherVersion.volumes().getFirst().content().state()).contains(state);
  }

  @ParameterizedTest
  @CsvSource({
    "luks1, LUKS1 header, 0, 8, ff",
    "luks1, LUKS1 header, 104, 2, ff",
    "luks1, LUKS1 header, 108, 4, ff",
    "luks1, LUKS1 key slot 0, 208, 4, ff",
    "luks1, LUKS1 key slot 7, 588, 4, ff",
    "luks2, LUKS2 header, 0, 480, ff",
    "luks2, LUKS2 header, 512, 15872, ff",
    "luks2, LUKS2 secondary header, 16384, 480, ff",
    "luks2, LUKS2 secondary header, 16896, 15872, ff",
  })
  void wrongBit_isFoundInItsStructure(
      String image, String structure, long start, int length, String mask) {
    ImageChecks.findsWrongBit(image, structure, start, length, mask);
  }

  @ParameterizedTest
  @CsvSource({
    "luks1, LUKS1 key slot 0, 208, 48",
    "luks2, LUKS2 secondary header, 16384, 16384",
  })
  void overwrittenStructure_isDamage(String image, String structure, long start, int length) {
    ImageChecks.findsOverwritten(image, structure, start, length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          luks1; 0=4d; LUKS1 header at byte 0: found 4d554b53babe, expected 4c554b53babe
          luks1; 6=0003; LUKS1 header at byte 6: found 3, expected 1
          luks1; 104=ffffffff; LUKS1 header at byte 104: found data in sector 4294967295, expected a sector inside
          luks1; 108=00000010; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 108=00000020; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 108=00000018; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 108=00000030; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 108=00000000; LUKS1 header at byte 108: found 0 bytes for a key, expected 1 to 64
          luks1; 108=00000041; LUKS1 header at byte 108: found 65 bytes for a key, expected 1 to 64
          luks1; 104=00000000; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 104=00000fc4; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 104=00000fc3; LUKS1 header at byte 108: found 64 bytes for a key, expected 1 to 63
          luks1; 248=00000dd0 584=00000008; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 248=00000dd0; LUKS1 header at byte 108: found 64 bytes for a key, expected 1 to 0
          luks1; 208=0000dead; unknown crypto_LUKS of unknown bytes, LUKS1
          luks1; 208=0000deae; LUKS1 key slot 0 at byte 208: found 0000deae, expected 00ac71f3 or 0000dead
          luks1; 248=ffffffff; LUKS1 key slot 0 at byte 248: found key material in sector 4294967295, expected a sector inside
          luks1; 252=00000fa1; LUKS1 key slot 0 at byte 252: found 4001, expected 4000
          luks1; 544=0000deae; LUKS1 key slot 7 at byte 544: found 0000deae, expected 00ac71f3 or 0000dead
          luks1; 588=00000fa1; LUKS1 key slot 7 at byte 588: found 4001, expected 4000
          luks2; 0=4d ~0; LUKS2 header at byte 0: found 4d554b53babe, expected 4c554b53babe
          luks2; 6=0003; LUKS2 header at byte 6: found 3, expected 2 | LUKS2 header at byte 448: found checksum c73ff37bad8908311616f70576ce9e838849fd53bd05ca5cffbb91782d04155e, expected 4d7dd50e7565c89620af514bbce91a91c71b31eae6f67fa7394548ffa1b4f5fc
          luks2; 8=0000000000002000 ~0; LUKS2 header at byte 8: found 8192 bytes, expected a power of two from 16 KiB to 4 MiB
          luks2; 8=0000000000008000 ~0; LUKS2 header at byte 448: found checksum 5884652bca36b1939aa00defdbeb2e2987f51e71015b889db104a3bae3b36ffb, expected 978156112f5c45cfe1642855ae1c7ff60ec51282b1209fb6814fbe01122f742d | LUKS2 secondary header at byte 32768: found 000000000000, expected 534b554cbabe | LUKS2 secondary header at byte 33024: found 0, expected 32768 | LUKS2 secondary header at byte 32840: found checksum algorithm none, expected sha256
          luks2; 8=0000000000400000; LUKS2 header at byte 448: found checksum c73ff37bad8908311616f70576ce9e838849fd53bd05ca5cffbb91782d04155e, expected 632c9973f811ec1703347f653dc1efae05f03d8c681adfd487a576ac1fa79ac0 | LUKS2 secondary header at byte 4194304: found 000000000000, expected 534b554cbabe | LUKS2 secondary header at byte 4194560: found 0, expected 4194304 | LUKS2 secondary header at byte 4194376: found checksum algorithm none, expected sha256
          luks2; 8=0000000000800000; LUKS2 header at byte 8: found 8388608 bytes, expected a power of two from 16 KiB to 4 MiB
          luks2; 8=0000000000005000; LUKS2 header at byte 8: found 20480 bytes, expected a power of two from 16 KiB to 4 MiB
          luks2; 256=01 ~0; LUKS2 header at byte 256: found 72057594037927936, expected 0
          luks2; 72=00; LUKS2 header at byte 72: found checksum algorithm none, expected sha256
          luks2; 72=73686131323800; LUKS2 header at byte 72: found checksum algorithm sha128, expected sha256
          luks2; 448=00; LUKS2 header at byte 448: found checksum 003ff37bad8908311616f70576ce9e838849fd53bd05ca5cffbb91782d04155e, expected c73ff37bad8908311616f70576ce9e838849fd53bd05ca5cffbb91782d04155e
          luks2; 16384=54; LUKS2 secondary header at byte 16384: found 544b554cbabe, expected 534b554cbabe | LUKS2 secondary header at byte 16832: found checksum 1cf4543036971c4625453e5c5ddc70e07d6669f678b272b24003908cd27438aa, expected 4e4afd8809a4243d7e63a30d7847fc747f584bd1b8c662173827e4c806622a6b
          luks2; 16640=01; LUKS2 secondary header at byte 16640: found 72057594037944320, expected 16384 | LUKS2 secondary header at byte 16832: found checksum 1cf4543036971c4625453e5c5ddc70e07d6669f678b272b24003908cd27438aa, expected 484893dd921fac7cbe8379ede14c54e204f5c2d7f3a34b840888eb646064e7b9
          luks1; 6=0002; LUKS2 header at byte 8: found 7018142038163980288 bytes, expected a power of two from 16 KiB to 4 MiB
          luks2; 0=00000000; unknown unknown of unknown bytes, no state
          """)
  void change_isDescribed(String image, String changes, String expected) {
    ImageChecks.finds(image, changes, expected);
  }

  @Test
  void secondHeaderThatIsCutOff_isDamage() {
    SparseImage luks = SparseImage.named("luks2");

    assertThat(luks.resized(32_768).inspect().verdict()).isInstanceOf(Verdict.Unknown.class);
    assertThat(ImageChecks.text(luks.resized(32_767).inspect()))
        .isEqualTo(
            "LUKS2 header at byte 8: found two headers of 16384 bytes, expected at most 32767 bytes");
  }
}
