package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(1));

  @Test
  void next_growsByHalf_withinTheBounds() {
    assertThat(backoff.next(0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(backoff.next(5)).isEqualTo(Duration.ofSeconds(8));
    assertThat(backoff.next(8)).isEqualTo(Duration.ofSeconds(12));
    assertThat(backoff.next(39)).isEqualTo(Duration.ofSeconds(59));
    assertThat(backoff.next(40)).isEqualTo(Duration.ofMinutes(1));
    assertThat(backoff.next(60)).isEqualTo(Duration.ofMinutes(1));
  }
}
