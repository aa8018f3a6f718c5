package ebsbackup.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LUKS1 and LUKS2, on images of the real tools. */
class LuksTest {
  @ParameterizedTest
  @CsvSource({
    "luks1, LUKS1, 0b5e55ed-0000-4000-8000-000000000009",
    "luks2, LUKS2, 0b5e55ed-0000-4000-8000-00000000000a"
  })
  void encryptedGuest_isUnknown(String image, String state, String id) {
    Inspection inspection = SparseImage.named(image).inspect();

    Content content = inspection.volumes().getFirst().content();
    assertThat(inspection.verdict())
        .isEqualTo(new Verdict.Unknown("encrypted in the guest: its header is sound"));
    assertThat(content.type()).isEqualTo("crypto_LUKS");
    assertThat(content.state()).contains(state);
    assertThat(content.id()).contains(id);
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
}
