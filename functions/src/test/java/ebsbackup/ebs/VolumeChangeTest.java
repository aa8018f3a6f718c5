package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeChangeTest {
  private static final String TEXT =
      "640 of 204800 blocks since snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise";

  @Test
  void aTag_holdsAllOfIt_inCharactersThatEveryServiceTakes() {
    VolumeChange change = new VolumeChange(640, 204_800, "snap-0a1b2c3d4e5f60718", 32, 1);
    VolumeChange all = new VolumeChange(8, 8, "snap-0a1b2c3d4e5f60718", 8, 8);

    assertThat(change.text()).isEqualTo(TEXT).matches("[A-Za-z0-9 +\\-=._:/@]{1,256}");
    assertThat(VolumeChange.read(TEXT)).contains(change);
    assertThat(VolumeChange.read(all.text())).contains(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0640 of 204800 blocks since snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise",
        "-640 of 204800 blocks since snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise",
        "204801 of 204800 blocks since snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise",
        "31 of 204800 blocks since snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise",
        "640 of 204800 blocks since snap-0a1b2c3d4e5f60718: 33 of 32 sampled became noise",
        "640 of 204800 blocks since snap-0a1b2c3d4e5f60718: 01 of 32 sampled became noise",
        "640 of 204800 blocks since vol-0a1b2c3d4e5f60718: 1 of 32 sampled became noise",
        "640 of 204800 blocks since snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise, as usual",
        "9999999999 of 9999999999 blocks since snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise",
        "accepted by Ann"
      })
  void anEditedTag_isRefused(String text) {
    assertThat(VolumeChange.read(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"9, 8, 1, 1", "8, 9, 9, 1", "8, 9, 1, 2", "8, 9, 1, -1"})
  void numbersThatContradictEachOther_areAMistake(
      long changed, long blocks, int sampled, int noise) {
    assertThatThrownBy(() -> new VolumeChange(changed, blocks, "snap-1", sampled, noise))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%d of %d, %d of %d", changed, blocks, noise, sampled);
  }
}
