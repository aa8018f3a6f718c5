package ebsbackup.prune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeletionTimeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T04:00:00Z");

  @Test
  void anAttemptEndsAMinuteBeforeItsFunction_atTheDeadline_orWhenItsDecisionIsTenMinutesOld() {
    Instant decided = NOW.minus(Duration.ofMinutes(2));
    Instant outdated = NOW.plus(Duration.ofMinutes(8));
    Instant deadline = NOW.plus(Duration.ofMinutes(9));
    Duration remaining = Duration.ofMinutes(11);

    assertThat(time(Optional.of(decided), deadline, remaining))
        .isEqualTo(new DeletionTime(NOW, outdated, outdated));
    assertThat(time(Optional.of(decided), outdated.minusNanos(1), remaining))
        .isEqualTo(new DeletionTime(NOW, outdated.minusNanos(1), outdated));
    assertThat(time(Optional.of(decided), deadline, Duration.ofMinutes(5)))
        .isEqualTo(new DeletionTime(NOW, NOW.plus(Duration.ofMinutes(4)), outdated));
  }

  /** An execution that began with an earlier release does not know the time. */
  @Test
  void withoutTheTimeOfItsDecision_anAttemptIsNotOutdated() {
    Instant inTenMinutes = NOW.plus(Duration.ofMinutes(10));

    assertThat(time(Optional.empty(), NOW.plus(Duration.ofHours(1)), Duration.ofHours(2)))
        .isEqualTo(new DeletionTime(NOW, inTenMinutes, inTenMinutes));
  }

  @Test
  void atItsEnd_theDecisionIsTooOld() {
    DeletionTime time = new DeletionTime(NOW, NOW.plusSeconds(1), NOW.plusSeconds(2));

    assertThat(time.isOutdated(NOW.plusSeconds(2).minusNanos(1))).isFalse();
    assertThat(time.isOutdated(NOW.plusSeconds(2))).isTrue();
  }

  private static DeletionTime time(
      Optional<Instant> decidedAt, Instant deadline, Duration remaining) {
    return DeletionTime.of(NOW, decidedAt, deadline, remaining);
  }
}
