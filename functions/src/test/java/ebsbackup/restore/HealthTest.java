package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.InstanceStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static Health checks(String system, String instance, String... attachedEbs) {
    Optional<String> ebs = Stream.of(attachedEbs).findFirst();
    return Health.ofStatusChecks("i-1", Optional.of(new InstanceStatus(system, instance, ebs)));
  }

  @Test
  void ofStatusChecks_needsAllChecks_andIsUnclearWithoutAResult() {
    assertThat(checks("ok", "ok")).isEqualTo(new Health.Healthy());
    assertThat(checks("ok", "ok", "ok")).isEqualTo(new Health.Healthy());
    Health none = new Health.Unclear("the status checks of i-1 have no result");
    assertThat(checks("ok", "initializing")).isEqualTo(none);
    assertThat(checks("ok", "ok", "initializing")).isEqualTo(none);
    assertThat(Health.ofStatusChecks("i-1", Optional.empty())).isEqualTo(none);
  }

  /** The first boot from a volume that is still loading takes longer than the checks wait. */
  @Test
  void aCheckThatFails_maySucceedUntilTheTimeIsOver() {
    Health impaired = new Health.Unclear("the status checks of i-1 report impaired");

    assertThat(checks("impaired", "ok")).isEqualTo(impaired);
    assertThat(checks("ok", "impaired")).isEqualTo(impaired);
    assertThat(checks("ok", "ok", "impaired")).isEqualTo(impaired);
    assertThat(impaired.within(LIMIT, LIMIT))
        .isEqualTo(new Health.Unhealthy("the status checks of i-1 report impaired after PT10M"));
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
