package ebsbackup.backup;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotCheckTest {
  private static final Instant DEADLINE = NIGHT.plus(Duration.ofHours(1));

  @Test
  void aRunWaits_untilNoSnapshotIsPending() {
    assertThat(check(0, Optional.empty(), 2, NIGHT)).isEqualTo(new SnapshotCheck(false, 2, 15));
    assertThat(check(20, Optional.empty(), 1, NIGHT)).isEqualTo(new SnapshotCheck(false, 1, 30));
    assertThat(check(20, Optional.empty(), 0, NIGHT).finished()).isTrue();
  }

  @Test
  void aRunWaits_untilNewSnapshotsAreVisible() {
    Instant created = NIGHT;

    assertThat(check(0, Optional.of(created), 0, created.plusSeconds(59)).finished()).isFalse();
    assertThat(check(0, Optional.of(created), 0, created.plusSeconds(60)).finished()).isTrue();
  }

  @Test
  void theDeadlineEndsTheWait() {
    assertThat(check(240, Optional.of(NIGHT), 3, DEADLINE.minusSeconds(9)))
        .isEqualTo(new SnapshotCheck(false, 3, 9));
    assertThat(check(9, Optional.of(NIGHT), 3, DEADLINE).finished()).isTrue();
    assertThat(check(9, Optional.empty(), 3, DEADLINE).finished()).isTrue();
  }

  @Test
  void setsThatWereCreatedAtTheDeadline_areNotReportedAsMissing() {
    Optional<Instant> created = Optional.of(DEADLINE.minusMillis(800));

    assertThat(check(1, created, 0, DEADLINE)).isEqualTo(new SnapshotCheck(false, 0, 60));
    assertThat(check(1, created, 3, DEADLINE)).isEqualTo(new SnapshotCheck(false, 3, 60));
    assertThat(check(60, created, 3, DEADLINE.plusSeconds(60)).finished()).isTrue();
  }

  private static SnapshotCheck check(
      int previousSeconds, Optional<Instant> createdAt, int pending, Instant now) {
    Run run = new Run("r", "daily", NIGHT, DEADLINE);
    return SnapshotCheck.of(run, previousSeconds, createdAt, pending, now);
  }
}
