package embeddedcloud.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @ParameterizedTest
  @CsvSource({
    "eu-central-1a,          eu-central-1",
    "us-gov-east-1c,         us-gov-east-1",
    "cn-northwest-1b,        cn-northwest-1",
    "eusc-de-east-1a,        eusc-de-east-1",
    "us-iso-east-1a,         us-iso-east-1",
    "us-isob-east-1b,        us-isob-east-1",
    "eu-isoe-west-1a,        eu-isoe-west-1",
    "ap-southeast-12d,       ap-southeast-12",
    "us-west-2-lax-1a,       us-west-2",
    "us-east-1-wl1-bos-wlz-1, us-east-1",
    "us-gov-west-1-pdt-1a,   us-gov-west-1",
  })
  void everyZone_beginsWithItsRegion(String zone, String region) {
    assertThat(Settings.regionOf(zone)).contains(region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu-central-1", "eu-central-1A", "eu-central-1ab", "moon", "1a", ""})
  void aValueThatIsNotAZone_hasNoRegion(String text) {
    assertThat(Settings.regionOf(text)).isEmpty();
  }
}
