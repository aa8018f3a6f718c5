package ebsbackup.backup;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunTest {
  @Test
  void theWait_endsAtTheDeadline_andLastsASecondAtLeast() {
    Run run = new Run("r", "daily", NIGHT, NIGHT.plusSeconds(60));

    assertThat(run.waitSeconds(Duration.ofSeconds(20), NIGHT)).isEqualTo(20);
    assertThat(run.waitSeconds(Duration.ofSeconds(20), NIGHT.plusSeconds(45))).isEqualTo(15);
    assertThat(run.waitSeconds(Duration.ofSeconds(20), NIGHT.plusSeconds(60))).isEqualTo(1);
    assertThat(run.waitSeconds(Duration.ofMillis(300), NIGHT)).isEqualTo(1);
    assertThat(run.over(NIGHT.plusSeconds(59))).isFalse();
    assertThat(run.over(NIGHT.plusSeconds(60))).isTrue();
  }
}
