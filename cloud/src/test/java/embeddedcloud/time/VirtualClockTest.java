package embeddedcloud.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsTasksByTimeThenInTheOrderScheduled() {
    clock.after(Duration.ofSeconds(2), () -> ran.add("late"));
    clock.after(Duration.ofSeconds(1), () -> ran.add("first"));
    clock.after(Duration.ofSeconds(1), () -> ran.add("second"));

    clock.runWhile(() -> true);

    assertThat(ran).containsExactly("first", "second", "late");
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void runUntil_leavesLaterTasksAndStopsAtTheInstant() {
    clock.after(Duration.ofSeconds(5), () -> ran.add("due"));
    clock.after(Duration.ofSeconds(11), () -> ran.add("not yet"));

    clock.advance(Duration.ofSeconds(10));

    assertThat(ran).containsExactly("due");
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(10));
  }

  @Test
  void aTaskScheduledInThePastRunsNow() {
    clock.schedule(START.minusSeconds(60), () -> ran.add("overdue"));

    assertThat(clock.runNext()).isTrue();
    assertThat(clock.instant()).isEqualTo(START);
  }

  @Test
  void inUtc_itIsTheSameClock_andInAnotherZoneItsTime() {
    assertThat(clock.withZone(ZoneOffset.UTC)).isSameAs(clock);
    assertThat(clock.withZone(ZoneId.of("Europe/Vienna")).instant()).isEqualTo(START);
  }
}
