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
 * A span of calendar and clock time, for example {@code P1Y2M3DT4H}. Unlike a {@link Duration} it
 * can have years and months, and unlike a {@link Period} it can have hours.
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
   * @throws InvalidInputException if the text is not an ISO-8601 span, or is a span of zero
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
   * Subtracts the span from a point in time, as restic does. Years, months and days are subtracted
   * on the calendar; a day that the month does not have continues into the next month (a month
   * before March 31 is March 3, because February has no day 31). Hours, minutes and seconds are
   * then subtracted by the clock.
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
   * Adds the span to a point in time: years, months and days on the calendar, then the rest by the
   * clock.
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
