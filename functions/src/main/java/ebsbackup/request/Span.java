package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of calendar and clock time such as {@code P1Y2M3DT4H}: unlike a {@link Duration} it can
 * say years and months, and unlike a {@link Period} it can say hours.
 */
public record Span(Period period, Duration duration) {
  private static final Pattern FORM =
      Pattern.compile(
          "P(?=.)(?<date>(\\d{1,4}Y)?(\\d{1,4}M)?(\\d{1,4}W)?(\\d{1,5}D)?)"
              + "(T(?=.)(?<time>(\\d{1,6}H)?(\\d{1,7}M)?(\\d{1,8}S)?))?");

  public Span {
    if (period.isZero() && duration.isZero()) {
      throw new IllegalArgumentException("a span of nothing");
    }
  }

  /**
   * Reads an ISO-8601 span.
   *
   * @throws InvalidInputException if the text is no ISO-8601 span, or one of nothing
   */
  public static Span parse(String field, String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      Period period =
          matcher.group("date").isEmpty() ? Period.ZERO : Period.parse("P" + matcher.group("date"));
      Duration duration =
          matcher.group("time") == null
              ? Duration.ZERO
              : Duration.parse("PT" + matcher.group("time"));
      if (!period.isZero() || !duration.isZero()) {
        return new Span(period, duration);
      }
    }
    throw new InvalidInputException(
        field, "\"" + text + "\"", "an ISO-8601 span greater than zero, such as P2D or P1Y6M");
  }

  /**
   * The moment so long before another, counted as restic counts: years, months and days on the
   * calendar, where a day that the month does not have goes on into the next one (a month before
   * March 31 is March 3, since February has no day 31), then hours, minutes and seconds by the
   * clock.
   */
  public Instant before(ZonedDateTime time) {
    LocalDate day =
        time.toLocalDate()
            .withDayOfMonth(1)
            .minusMonths(period.toTotalMonths())
            .plusDays(time.getDayOfMonth() - 1L)
            .minus(period.withYears(0).withMonths(0));
    return time.with(day).toInstant().minus(duration);
  }

  /**
   * The moment so long after another: years, months and days on the calendar, then by the clock.
   */
  public Instant after(ZonedDateTime time) {
    return time.plus(period).toInstant().plus(duration);
  }

  @Override
  public String toString() {
    String date = period.isZero() ? "P" : period.toString();
    return duration.isZero() ? date : date + duration.toString().substring(1);
  }
}
