package embeddedcloud.scheduler;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a schedule fires: {@code rate(…)}, {@code at(…)} or {@code cron(…)}. */
public sealed interface ScheduleExpression permits RateExpression, AtExpression, CronExpression {

  /** {@code word(body)} without surrounding text: EventBridge Scheduler refuses even a space. */
  Pattern SHAPE = Pattern.compile("(rate|at|cron)\\((.*)\\)");

  /**
   * Reads an expression. A rate counts from 1970-01-01T00:00Z.
   *
   * @throws InvalidScheduleException naming the field and its value
   */
  static ScheduleExpression parse(String text, ZoneId zone) {
    return parse(text, zone, Instant.EPOCH);
  }

  /**
   * Reads an expression.
   *
   * @param zone the time zone of the local times in {@code at} and {@code cron}. A time that a
   *     clock change skips does not fire, and a time that occurs twice fires only the first time.
   * @param start the first firing of a {@code rate}
   * @throws InvalidScheduleException naming the field and its value
   */
  static ScheduleExpression parse(String text, ZoneId zone, Instant start) {
    Matcher matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new InvalidScheduleException(
          text, "expected rate(value unit), at(yyyy-mm-ddThh:mm:ss) or cron(six fields)");
    }
    String body = matcher.group(2);
    return switch (matcher.group(1)) {
      case "rate" -> RateExpression.parse(text, body, start);
      case "at" -> AtExpression.parse(text, body, zone);
      default -> CronExpression.parse(text, body, zone);
    };
  }

  /** The first firing strictly after the given instant, if any. */
  Optional<Instant> next(Instant after);

  /** The firings from one instant (inclusive) to another (exclusive), in order. */
  default List<Instant> between(Instant from, Instant until) {
    List<Instant> firings = new ArrayList<>();
    Optional<Instant> firing = next(from.minusNanos(1));
    while (firing.isPresent() && firing.get().isBefore(until)) {
      firings.add(firing.get());
      firing = next(firing.get());
    }
    return firings;
  }
}
