package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.InstanceStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static Health checks(String system, String instance) {
    return Health.ofStatusChecks("i-1", Optional.of(new InstanceStatus(system, instance)));
  }

  @Test
  void ofStatusChecks_needsBothChecks_andIsUnclearWithoutAResult() {
    assertThat(checks("ok", "ok")).isEqualTo(new Health.Healthy());
    assertThat(checks("ok", "impaired"))
        .isEqualTo(new Health.Unhealthy("the status checks of i-1 report impaired"));
    assertThat(checks("ok", "initializing"))
        .isEqualTo(new Health.Unclear("the status checks of i-1 have no result"));
    assertThat(Health.ofStatusChecks("i-1", Optional.empty())).isInstanceOf(Health.Unclear.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          Pending; -1; Unclear[reason=Doc is Pending]
          InProgress; 0; Unclear[reason=Doc is InProgress]
          Delayed; 3; Unclear[reason=Doc is Delayed]
          Cancelling; -1; Unclear[reason=Doc is Cancelling]
          Success; 0; Healthy[]
          Success; 3; Healthy[]
          Failed; 3; Unhealthy[problem=the health check Doc ended Failed with exit code 3: output]
          Failed; 0; Unhealthy[problem=the health check Doc ended Failed with exit code 0: output]
          TimedOut; 0; Unhealthy[problem=the health check Doc ended TimedOut with exit code 0: output]
          Cancelled; 0; Unhealthy[problem=the health check Doc ended Cancelled with exit code 0: output]
          """)
  void ofCommand_isJudgedByItsStatus_notByItsExitCode(String status, int exitCode, String health) {
    assertThat(Health.ofCommand("Doc", status, exitCode, "output")).hasToString(health);
  }

  @Test
  void ofCommand_showsTheBeginningOfALongOutput() {
    assertThat(Health.ofCommand("Doc", "Failed", 3, "x".repeat(301)))
        .isEqualTo(
            new Health.Unhealthy(
                "the health check Doc ended Failed with exit code 3: " + "x".repeat(300) + "…"));
  }

  @Test
  void within_isUnhealthyOnceTheTimeIsOver_unlessItIsClear() {
    Health unclear = new Health.Unclear("Doc is InProgress");

    assertThat(unclear.within(LIMIT, LIMIT.minusSeconds(1))).isEqualTo(unclear);
    assertThat(unclear.within(LIMIT, LIMIT))
        .isEqualTo(new Health.Unhealthy("Doc is InProgress after PT10M"));
    assertThat(new Health.Healthy().within(LIMIT, LIMIT)).isEqualTo(new Health.Healthy());
    assertThat(new Health.Unhealthy("ill").within(LIMIT, LIMIT))
        .isEqualTo(new Health.Unhealthy("ill"));
  }
}
