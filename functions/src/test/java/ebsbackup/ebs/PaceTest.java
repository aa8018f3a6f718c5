package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void nextCheck_growsFrom15SecondsToFiveMinutes() {
    int wait = 0;
    StringBuilder waits = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      wait = (int) Pace.nextCheck(wait).toSeconds();
      waits.append(wait).append(' ');
    }
    assertThat(waits).hasToString("15 23 35 53 80 120 180 270 300 300 ");
  }

  @Test
  void refill_givesTheBucketTimeToFillAgain() {
    assertThat(Pace.refill(100, Duration.ZERO)).isEqualTo(Duration.ofSeconds(20));
    assertThat(Pace.refill(1, Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Pace.refill(100, Duration.ofSeconds(15))).isEqualTo(Duration.ofSeconds(5));
    assertThat(Pace.refill(100, Duration.ofMillis(15_999))).isEqualTo(Duration.ofSeconds(5));
    assertThat(Pace.refill(100, Duration.ofMillis(19_999))).isEqualTo(Duration.ofSeconds(1));
    assertThat(Pace.refill(100, Duration.ofSeconds(90))).isZero();
    assertThat(Pace.refill(0, Duration.ZERO)).isZero();
  }
}
