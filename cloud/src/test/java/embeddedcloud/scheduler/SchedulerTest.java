package embeddedcloud.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.Json;
import embeddedcloud.template.Schedule;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-03-04T00:00:00Z");
  private static final String ARN =
      "arn:aws:scheduler:eu-central-1:123456789012:schedule/default/nightly";
  private static final String TARGET =
      "arn:aws:states:eu-central-1:123456789012:stateMachine:backup";

  private final VirtualClock clock = new VirtualClock(START);
  private final List<String> inputs = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();

  private Scheduler scheduler() {
    return new Scheduler(clock, new Random(7), this::take);
  }

  private void take(String arn, String input) {
    assertThat(arn).isEqualTo(TARGET);
    inputs.add(input);
    times.add(clock.instant());
  }

  /** A nightly schedule whose single parts the tests change. */
  private record Draft(
      String expression,
      boolean enabled,
      Duration window,
      Optional<String> input,
      int retries,
      Duration age) {
    Draft() {
      this("cron(0 2 * * ? *)", true, Duration.ZERO, Optional.of("{}"), 2, Duration.ofHours(1));
    }

    Draft expression(String text) {
      return new Draft(text, enabled, window, input, retries, age);
    }

    Draft disabled() {
      return new Draft(expression, false, window, input, retries, age);
    }

    Draft window(Duration duration) {
      return new Draft(expression, enabled, duration, input, retries, age);
    }

    Draft input(Optional<String> text) {
      return new Draft(expression, enabled, window, text, retries, age);
    }

    Draft retries(int count, Duration duration) {
      return new Draft(expression, enabled, window, input, count, duration);
    }

    Schedule schedule() {
      return new Schedule(
          "Nightly",
          "nightly",
          ARN,
          expression,
          ZoneId.of("UTC"),
          enabled,
          window,
          TARGET,
          input,
          retries,
          age,
          Optional.empty());
    }
  }

  private void run(Scheduler scheduler, Draft draft) {
    scheduler.start(List.of(draft.schedule()), START, END);
    clock.runUntil(END.plus(Duration.ofDays(2)));
  }

  @Test
  void start_invokesTheTargetAtEveryOccurrence() {
    run(scheduler(), new Draft());

    assertThat(times)
        .containsExactly(
            Instant.parse("2026-03-01T02:00:00Z"),
            Instant.parse("2026-03-02T02:00:00Z"),
            Instant.parse("2026-03-03T02:00:00Z"));
  }

  @Test
  void start_includesItsFirstInstantButNotItsLast() {
    run(scheduler(), new Draft().expression("cron(0 0 * * ? *)"));

    assertThat(times)
        .containsExactly(START, START.plus(Duration.ofDays(1)), START.plus(Duration.ofDays(2)));
  }

  @Test
  void input_saysWhichOccurrenceItIsFor() {
    String input =
        """
        {"time": "<aws.scheduler.scheduled-time>", "id": "<aws.scheduler.execution-id>",\
         "schedule": "<aws.scheduler.schedule-arn>", "attempt": "<aws.scheduler.attempt-number>"}""";
    run(scheduler(), new Draft().input(Optional.of(input)).window(Duration.ofHours(1)));

    Map<?, ?> first = (Map<?, ?>) Json.parse(inputs.get(0));
    assertThat(first.get("time")).isEqualTo("2026-03-01T02:00:00Z");
    assertThat(first.get("schedule")).isEqualTo(ARN);
    assertThat(first.get("attempt")).isEqualTo("1");
    assertThat((String) first.get("id")).matches("[0-9a-f]{16}");
    assertThat(((Map<?, ?>) Json.parse(inputs.get(1))).get("id")).isNotEqualTo(first.get("id"));
  }

  @Test
  void withoutInput_theTargetGetsASchedulerEvent() {
    run(scheduler(), new Draft().input(Optional.empty()));

    Map<?, ?> event = (Map<?, ?>) Json.parse(inputs.get(0));
    assertThat(event.get("detail-type")).isEqualTo("Scheduled Event");
    assertThat(event.get("account")).isEqualTo("123456789012");
    assertThat(event.get("region")).isEqualTo("eu-central-1");
    assertThat(event.get("time")).isEqualTo("2026-03-01T02:00:00Z");
    assertThat(event.get("resources")).isEqualTo(List.of(ARN));
  }

  @Test
  void aFlexibleWindow_invokesWithinIt() {
    Draft hourly = new Draft().expression("cron(0 * * * ? *)").window(Duration.ofMinutes(30));
    run(scheduler(), hourly);

    assertThat(times).hasSize(72);
    for (int i = 0; i < times.size(); i++) {
      Instant due = START.plus(Duration.ofHours(i));
      assertThat(times.get(i)).isBetween(due, due.plus(Duration.ofMinutes(30)));
    }
    assertThat(times.stream().map(time -> time.getEpochSecond() % 3600).distinct())
        .hasSizeGreaterThan(50);
  }

  @Test
  void oneSeed_replaysOneRun() {
    Draft draft =
        new Draft().window(Duration.ofHours(2)).input(Optional.of("<aws.scheduler.execution-id>"));
    run(scheduler(), draft);
    List<Instant> firstTimes = List.copyOf(times);
    List<String> firstInputs = List.copyOf(inputs);
    times.clear();
    inputs.clear();

    VirtualClock again = new VirtualClock(START);
    Scheduler second =
        new Scheduler(
            again,
            new Random(7),
            (arn, input) -> {
              times.add(again.instant());
              inputs.add(input);
            });
    second.start(List.of(draft.schedule()), START, END);
    again.runUntil(END);

    assertThat(times).isEqualTo(firstTimes);
    assertThat(inputs).isEqualTo(firstInputs);
  }

  @Test
  void aDisabledSchedule_doesNotFireButIsChecked() {
    run(scheduler(), new Draft().disabled());

    assertThat(times).isEmpty();
    Schedule malformed = new Draft().disabled().expression("cron(0 2)").schedule();
    Instant now = clock.instant();
    assertThatThrownBy(() -> scheduler().start(List.of(malformed), now, now.plusSeconds(1)))
        .isInstanceOf(InvalidScheduleException.class);
  }

  @Test
  void aRate_countsFromDeployment() {
    run(scheduler(), new Draft().expression("rate(2 days)"));
    assertThat(times).containsExactly(START, START.plus(Duration.ofDays(2)));
  }

  @Test
  void atLeastOnce_mayMeanTwice() {
    Scheduler scheduler =
        new Scheduler(
            clock,
            new Random(7),
            this::take,
            occurrence -> occurrence.scheduledTime().equals(Instant.parse("2026-03-02T02:00:00Z")));
    run(scheduler, new Draft().input(Optional.of("<aws.scheduler.scheduled-time>")));

    assertThat(inputs)
        .containsExactly(
            "2026-03-01T02:00:00Z",
            "2026-03-02T02:00:00Z",
            "2026-03-02T02:00:00Z",
            "2026-03-03T02:00:00Z");
    assertThat(times.get(2)).isAfter(times.get(1));
  }

  @Test
  void aRefusal_isRetriedAsOftenAsThePolicySaysAndThenIsADeadLetter() {
    Scheduler scheduler =
        new Scheduler(
            clock,
            new Random(7),
            (arn, input) -> {
              take(arn, input);
              throw ServiceErrors.of("ThrottlingException", "Rate exceeded");
            });
    run(
        scheduler,
        new Draft()
            .expression("at(2026-03-01T02:00:00)")
            .input(Optional.of("<aws.scheduler.attempt-number>"))
            .retries(2, Duration.ofHours(1)));

    assertThat(inputs).containsExactly("1", "2", "3");
    assertThat(times)
        .containsExactly(
            Instant.parse("2026-03-01T02:00:00Z"),
            Instant.parse("2026-03-01T02:01:00Z"),
            Instant.parse("2026-03-01T02:03:00Z"));
    assertThat(scheduler.lastInvocation().flatMap(Invocation::errorCode))
        .contains("ThrottlingException");
    assertThat(scheduler.deadLetters()).hasSize(1);
    DeadLetter letter = scheduler.deadLetters().get(0);
    assertThat(letter.attempts()).isEqualTo(3);
    assertThat(letter.errorCode()).isEqualTo("ThrottlingException");
    assertThat(letter.errorMessage()).isEqualTo("Rate exceeded");
    assertThat(letter.occurrence().scheduledTime())
        .isEqualTo(Instant.parse("2026-03-01T02:00:00Z"));
  }

  @Test
  void aRefusal_isNotRetriedBeyondTheEventsAge() {
    Scheduler scheduler =
        new Scheduler(
            clock,
            new Random(7),
            (arn, input) -> {
              take(arn, input);
              throw ServiceErrors.of("ThrottlingException", "Rate exceeded");
            });
    run(
        scheduler,
        new Draft().expression("at(2026-03-01T02:00:00)").retries(185, Duration.ofMinutes(5)));

    assertThat(times).hasSize(3);
    assertThat(scheduler.deadLetters()).hasSize(1);
  }

  @Test
  void theWaitsBetweenAttempts_doubleUpToAQuarterOfAnHour() {
    Scheduler scheduler =
        new Scheduler(
            clock,
            new Random(7),
            (arn, input) -> {
              take(arn, input);
              throw ServiceErrors.of("ThrottlingException", "Rate exceeded");
            });
    run(
        scheduler,
        new Draft().expression("at(2026-03-01T02:00:00)").retries(185, Duration.ofHours(24)));

    assertThat(times.subList(0, 7))
        .extracting(time -> Duration.between(times.getFirst(), time).toMinutes())
        .containsExactly(0L, 1L, 3L, 7L, 15L, 30L, 45L);
    assertThat(times.getLast()).isEqualTo(times.getFirst().plus(Duration.ofHours(24)));
  }

  @Test
  void aRefusalForGood_isADeadLetterAtOnce() {
    Scheduler scheduler =
        new Scheduler(
            clock,
            new Random(7),
            (arn, input) -> {
              throw ServiceErrors.of("StateMachineDoesNotExist", "gone");
            });
    run(scheduler, new Draft().expression("at(2026-03-01T02:00:00)"));

    assertThat(scheduler.lastInvocation()).map(Invocation::attempt).contains(1);
    assertThat(scheduler.deadLetters())
        .extracting(DeadLetter::errorCode)
        .containsExactly("StateMachineDoesNotExist");
  }

  @Test
  void aRefusalThatPasses_leavesNoDeadLetter() {
    Scheduler scheduler =
        new Scheduler(
            clock,
            new Random(7),
            (arn, input) -> {
              take(arn, input);
              if (times.size() == 1) {
                throw ServiceErrors.of("ThrottlingException", "Rate exceeded");
              }
            });
    run(scheduler, new Draft().expression("at(2026-03-01T02:00:00)"));

    assertThat(times).hasSize(2);
    assertThat(scheduler.deadLetters()).isEmpty();
  }

  @Test
  void start_inThePast_isRefused() {
    clock.advance(Duration.ofDays(1));

    assertThatThrownBy(() -> scheduler().start(List.of(), START, END))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2026-03-01T00:00:00Z has passed: it is 2026-03-02T00:00:00Z");
  }
}
