package ebsbackup.backup;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunTest {
  @Test
  void theWait_endsAtTheDeadline_andLastsASecondAtLeast() {
    Run run = new Run("r", "daily", NIGHT, NIGHT.plusSeconds(60));

    assertThat(run.waitSeconds(Duration.ofSeconds(20), NIGHT)).isEqualTo(20);
    assertThat(run.waitSeconds(Duration.ofSeconds(20), NIGHT.plusSeconds(45))).isEqualTo(15);
    assertThat(run.waitSeconds(Duration.ofSeconds(20), NIGHT.plusSeconds(60))).isEqualTo(1);
    assertThat(run.waitSeconds(Duration.ofSeconds(20), NIGHT.plusMillis(45_001))).isEqualTo(15);
    assertThat(run.waitSeconds(Duration.ofMillis(300), NIGHT)).isEqualTo(1);
    assertThat(run.over(NIGHT.plusSeconds(59))).isFalse();
    assertThat(run.over(NIGHT.plusSeconds(60))).isTrue();
  }

  @Test
  void anExecutionIsARunOfItsPlan_withItsDeadline_andSharesForTwelveHoursMore() {
    Plan plan =
        new Json()
            .read(
                "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"i-0000000a\"]},"
                    + " \"deadline\": \"PT2H\"}",
                Plan.class);

    Run run = Run.of(plan, "by-hand", NIGHT);

    assertThat(run)
        .isEqualTo(
            new Run(plan.runId("by-hand", NIGHT), "daily", NIGHT, NIGHT.plus(Duration.ofHours(2))));
    assertThat(run.sharingEnds()).isEqualTo(NIGHT.plus(Duration.ofHours(14)));
    assertThat(
            Execution.accountOf(
                "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup:by-hand"))
        .isEqualTo("123456789012");
  }
}
