package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InitializationTest {
  private final Json json = new Json();

  @Test
  void json_keepsTheWordsOfWaysAndModes() {
    Initialization rate = Initialization.ofRate(100, true);

    assertThat(json.write(rate))
        .isEqualTo("{\"way\":\"rate\",\"rate\":100,\"waitUntilLoaded\":true}");
    assertThat(json.read(json.write(rate), Initialization.class)).isEqualTo(rate);
    assertThat(json.read("\"fsr\"", Initialization.Way.class))
        .isEqualTo(Initialization.Way.FAST_SNAPSHOT_RESTORE);
    assertThat(json.write(RestoreMode.SWAP)).isEqualTo("\"swap\"");
    assertThatThrownBy(() -> RestoreMode.of("replace"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("mode: expected one of create, attach and swap, but was \"replace\"");
  }

  @Test
  void aRate_belongsToTheWayRateOnly() {
    assertThatThrownBy(
            () -> new Initialization(Initialization.Way.DEFAULT, Optional.of(100), false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Initialization(Initialization.Way.RATE, Optional.empty(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void estimate_isByTheLargestSnapshot() {
    assertThat(Initialization.ofRate(100, true).estimate(List.of(10, 100)))
        .isEqualTo(
            new Initialization.Estimate(
                Optional.of("PT17M4S"),
                "volume initialization of at most 110 GiB",
                "billed by the full size of the snapshots, once"));
    assertThat(
            new Initialization(Initialization.Way.FAST_SNAPSHOT_RESTORE, Optional.empty(), false)
                .estimate(List.of(10))
                .extraCost())
        .isEqualTo("none");
    assertThat(
            new Initialization(Initialization.Way.DEFAULT, Optional.empty(), false)
                .estimate(List.of(10))
                .extraCost())
        .isEqualTo("none");
  }
}
