package embeddedcloud.scheduler;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.json.Json;
import embeddedcloud.template.Schedule;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * EventBridge Scheduler on the virtual clock: invokes the targets of schedules when they are due,
 * at least once.
 */
public final class Scheduler {
  /** The waits between attempts double up to this limit. AWS documents only "exponential". */
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(15);

  private static final Duration FIRST_BACKOFF = Duration.ofMinutes(1);

  /** The longest delay of a second delivery of the same occurrence. AWS documents no limit. */
  private static final int SECOND_DELIVERY_WITHIN_SECONDS = 60;

  private final VirtualClock clock;
  private final Random random;
  private final Target target;
  private final Predicate<Occurrence> deliveredTwice;
  private Optional<Invocation> lastInvocation = Optional.empty();
  private final List<DeadLetter> deadLetters = new ArrayList<>();

  /** The target that schedules invoke. */
  public interface Target {
    /**
     * Starts the target's work, which may continue after this returns.
     *
     * @param arn the schedule's {@code Target.Arn}
     * @param input JSON, with its {@code <aws.scheduler.…>} keywords replaced
     * @throws AwsServiceException if the target refuses the invocation
     */
    void invoke(String arn, String input);
  }

  /**
   * @param random places invocations in flexible windows and generates execution ids
   */
  public Scheduler(VirtualClock clock, Random random, Target target) {
    this(clock, random, target, occurrence -> false);
  }

  /**
   * @param deliveredTwice which occurrences are delivered twice, as by the real service at times
   */
  public Scheduler(
      VirtualClock clock, Random random, Target target, Predicate<Occurrence> deliveredTwice) {
    this.clock = clock;
    this.random = random;
    this.target = target;
    this.deliveredTwice = deliveredTwice;
  }

  /**
   * Schedules on the clock all occurrences of the enabled schedules from one instant (inclusive) to
   * another (exclusive). A flexible window or a retry may invoke a target after the end. A rate
   * counts from {@code from}, as if the schedule had been deployed then.
   *
   * @throws InvalidScheduleException if an expression is malformed; then nothing is scheduled
   * @throws IllegalArgumentException if {@code from} has passed
   */
  public void start(List<Schedule> schedules, Instant from, Instant until) {
    if (from.isBefore(clock.instant())) {
      throw new IllegalArgumentException(from + " has passed: it is " + clock.instant());
    }
    List<Runnable> plans = new ArrayList<>();
    for (Schedule schedule : schedules) {
      ScheduleExpression expression =
          ScheduleExpression.parse(schedule.expression(), schedule.zone(), from);
      if (schedule.enabled()) {
        plans.add(() -> plan(schedule, expression, from.minusNanos(1), until));
      }
    }
    plans.forEach(Runnable::run);
  }

  /** The last attempt so far. */
  public Optional<Invocation> lastInvocation() {
    return lastInvocation;
  }

  /** All occurrences so far that were refused without further retries. */
  public List<DeadLetter> deadLetters() {
    return Collections.unmodifiableList(deadLetters);
  }

  private void plan(Schedule schedule, ScheduleExpression expression, Instant after, Instant end) {
    Optional<Instant> due = expression.next(after).filter(end::isAfter);
    due.ifPresent(
        time ->
            clock.schedule(
                time,
                () -> {
                  deliver(new Occurrence(schedule, time));
                  plan(schedule, expression, time, end);
                }));
  }

  private void deliver(Occurrence occurrence) {
    long window = occurrence.schedule().flexibleWindow().toSeconds();
    Duration offset = Duration.ofSeconds(window == 0 ? 0 : random.nextLong(window));
    Instant at = occurrence.scheduledTime().plus(offset);
    clock.schedule(at, () -> invoke(occurrence, at, 1));
    if (deliveredTwice.test(occurrence)) {
      Instant again = at.plusSeconds(1L + random.nextInt(SECOND_DELIVERY_WITHIN_SECONDS));
      clock.schedule(again, () -> invoke(occurrence, again, 1));
    }
  }

  private void invoke(Occurrence occurrence, Instant firstTry, int attempt) {
    Schedule schedule = occurrence.schedule();
    String input = input(occurrence, attempt);
    Instant now = clock.instant();
    try {
      target.invoke(schedule.targetArn(), input);
      lastInvocation =
          Optional.of(new Invocation(occurrence, now, attempt, input, Optional.empty()));
    } catch (AwsServiceException refused) {
      String code = ServiceErrors.code(refused);
      lastInvocation =
          Optional.of(new Invocation(occurrence, now, attempt, input, Optional.of(code)));
      Instant retryAt = now.plus(backoff(attempt));
      boolean retry =
          refused.isThrottlingException()
              && attempt <= schedule.maximumRetryAttempts()
              && !retryAt.isAfter(firstTry.plus(schedule.maximumEventAge()));
      if (retry) {
        clock.schedule(retryAt, () -> invoke(occurrence, firstTry, attempt + 1));
      } else {
        deadLetters.add(
            new DeadLetter(occurrence, now, attempt, input, code, ServiceErrors.message(refused)));
      }
    }
  }

  private static Duration backoff(int attempt) {
    Duration doubled = FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt - 1, 30));
    return Collections.min(List.of(doubled, LONGEST_BACKOFF));
  }

  private String input(Occurrence occurrence, int attempt) {
    Schedule schedule = occurrence.schedule();
    String executionId = "%016x".formatted(random.nextLong());
    String time = occurrence.scheduledTime().truncatedTo(ChronoUnit.SECONDS).toString();
    return schedule
        .input()
        .orElseGet(() -> scheduledEvent(schedule, executionId, time))
        .replace("<aws.scheduler.scheduled-time>", time)
        .replace("<aws.scheduler.execution-id>", executionId)
        .replace("<aws.scheduler.schedule-arn>", schedule.arn())
        .replace("<aws.scheduler.attempt-number>", Integer.toString(attempt));
  }

  /** The event that a target receives from a schedule without an {@code Input}. */
  private static String scheduledEvent(Schedule schedule, String executionId, String time) {
    String[] arn = schedule.arn().split(":", -1);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("version", "0");
    event.put("id", executionId);
    event.put("detail-type", "Scheduled Event");
    event.put("source", "aws.scheduler");
    event.put("account", arn[4]);
    event.put("time", time);
    event.put("region", arn[3]);
    event.put("resources", List.of(schedule.arn()));
    event.put("detail", "{}");
    return Json.print(event);
  }
}
