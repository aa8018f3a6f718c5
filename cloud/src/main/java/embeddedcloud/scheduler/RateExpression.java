package embeddedcloud.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code rate(value unit)}: fires at its start and again after each period. A day is 24 hours, even
 * if the clocks change.
 */
record RateExpression(Instant start, Duration period) implements ScheduleExpression {
  private static final Pattern BODY = Pattern.compile("(\\S+) (\\S+)");
  private static final Pattern VALUE = Pattern.compile("[1-9]\\d{0,8}");

  static RateExpression parse(String text, String body, Instant start) {
    Matcher matcher = BODY.matcher(body);
    if (!matcher.matches()) {
      throw new InvalidScheduleException(text, "expected a value and a unit: rate(12 hours)");
    }
    String value = matcher.group(1);
    if (!VALUE.matcher(value).matches()) {
      throw new InvalidScheduleException(text, "value: expected 1 or more, but was " + value);
    }
    int count = Integer.parseInt(value);
    return new RateExpression(
        start,
        switch (matcher.group(2)) {
          case "minute", "minutes" -> Duration.ofMinutes(count);
          case "hour", "hours" -> Duration.ofHours(count);
          case "day", "days" -> Duration.ofDays(count);
          default ->
              throw new InvalidScheduleException(
                  text, "unit: expected minutes, hours or days, but was " + matcher.group(2));
        });
  }

  @Override
  public Optional<Instant> next(Instant after) {
    if (after.isBefore(start)) {
      return Optional.of(start);
    }
    long elapsed = Duration.between(start, after).dividedBy(period);
    return Optional.of(start.plus(period.multipliedBy(elapsed + 1)));
  }
}
