package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.InstanceStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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

  @Test
  void ofCommand_waitsWhileItRuns_andNeedsSuccess() {
    assertThat(Health.ofCommand("Doc", "InProgress", -1, ""))
        .isEqualTo(new Health.Unclear("Doc is InProgress"));
    assertThat(Health.ofCommand("Doc", "Success", 0, "fine")).isEqualTo(new Health.Healthy());
    assertThat(Health.ofCommand("Doc", "Failed", 3, "database is corrupt"))
        .isEqualTo(
            new Health.Unhealthy(
                "the health check Doc ended Failed with exit code 3: database is corrupt"));
    assertThat(Health.ofCommand("Doc", "TimedOut", -1, "x".repeat(301)))
        .isEqualTo(
            new Health.Unhealthy(
                "the health check Doc ended TimedOut with exit code -1: " + "x".repeat(300) + "…"));
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
