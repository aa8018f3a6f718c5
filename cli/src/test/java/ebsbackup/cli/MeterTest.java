package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.cli.report.Elapsed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeterTest {
  private static final Meter BEGIN = new Meter(0, 12, 0.10, "snapshots");

  @Test
  void whatIsLeft_isEstimatedFromWhatWasGained() {
    assertThat(new Meter(3, 12, 0.25, "snapshots").text(BEGIN, Duration.ofSeconds(60)))
        .isEqualTo("[#####---------------] 3 of 12 snapshots, 25 %, about 5 min 0 s left");
  }

  @Test
  void tooEarly_orWithoutGain_orAtTheEnd_nothingIsEstimated() {
    assertThat(new Meter(3, 12, 0.25, "snapshots").text(BEGIN, Duration.ofSeconds(19)))
        .endsWith("25 %");
    assertThat(BEGIN.text(BEGIN, Duration.ofHours(1))).endsWith(" 10 %");
    assertThat(new Meter(12, 12, 1, "snapshots").text(BEGIN, Duration.ofHours(1)))
        .isEqualTo("[####################] 12 of 12 snapshots, 100 %");
  }

  @Test
  void aHundredPercent_meansComplete() {
    assertThat(new Meter(11, 12, 0.999, "snapshots").text(BEGIN, Duration.ZERO))
        .isEqualTo("[###################-] 11 of 12 snapshots, 99 %");
  }

  @Test
  void durations_haveTheirLargestUnits() {
    assertThat(Elapsed.words(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Elapsed.words(Duration.ofSeconds(80))).isEqualTo("1 min 20 s");
    assertThat(Elapsed.words(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
  }
}
