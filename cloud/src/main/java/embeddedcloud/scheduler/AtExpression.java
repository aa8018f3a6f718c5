package embeddedcloud.scheduler;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code at(yyyy-mm-ddThh:mm:ss)}: fires once, at a local time. */
record AtExpression(LocalDateTime time, ZoneId zone) implements ScheduleExpression {
  private static final Pattern BODY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}");

  static AtExpression parse(String text, String body, ZoneId zone) {
    if (!BODY.matcher(body).matches()) {
      throw new InvalidScheduleException(
          text, "time: expected yyyy-mm-ddThh:mm:ss without an offset, but was " + body);
    }
    try {
      return new AtExpression(LocalDateTime.parse(body), zone);
    } catch (DateTimeException e) {
      throw new InvalidScheduleException(text, "time: not a valid time: " + body);
    }
  }

  @Override
  public Optional<Instant> next(Instant after) {
    return WallClock.instant(time, zone).filter(instant -> instant.isAfter(after));
  }
}
