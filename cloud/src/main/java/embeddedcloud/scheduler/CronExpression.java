package embeddedcloud.scheduler;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * {@code cron(minutes hours day-of-month month day-of-week year)}, in EventBridge's dialect. The
 * cron library computes with local times treated as UTC, which has no clock changes. This class
 * handles the effects of clock changes on local times.
 */
final class CronExpression implements ScheduleExpression {
  private static final int LAST_YEAR = 2199;

  /**
   * The cron library stops searching after a hundred years. The next search starts this far ahead.
   */
  private static final int LOOK_AHEAD_YEARS = 90;

  private static final CronDefinition DIALECT =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .withValidRange(0, 59)
          .withStrictRange()
          .and()
          .withHours()
          .withValidRange(0, 23)
          .withStrictRange()
          .and()
          .withDayOfMonth()
          .supportsL()
          .supportsQuestionMark()
          .withValidRange(1, 31)
          .withStrictRange()
          .and()
          .withMonth()
          .withValidRange(1, 12)
          .withStrictRange()
          .and()
          .withDayOfWeek()
          .withValidRange(1, 7)
          .withMondayDoWValue(2)
          .supportsHash()
          .supportsL()
          .supportsQuestionMark()
          .and()
          .withYear()
          .withValidRange(1970, LAST_YEAR)
          .withStrictRange()
          .and()
          .instance();

  private final ExecutionTime times;
  private final Predicate<LocalDate> days;
  private final ZoneId zone;

  private CronExpression(ExecutionTime times, Predicate<LocalDate> days, ZoneId zone) {
    this.times = times;
    this.days = days;
    this.zone = zone;
  }

  static CronExpression parse(String text, String body, ZoneId zone) {
    Map<CronField, String> fields = new EnumMap<>(CronField.class);
    List<String> values = List.of(body.strip().split("\\s+"));
    CronField[] kinds = CronField.values();
    if (values.size() != kinds.length) {
      throw new InvalidScheduleException(
          text,
          "expected six fields (minutes hours day-of-month month day-of-week year), but there are "
              + values.size());
    }
    for (int i = 0; i < kinds.length; i++) {
      kinds[i].check(text, values.get(i));
      fields.put(kinds[i], values.get(i));
    }
    String dayOfMonth = fields.get(CronField.DAY_OF_MONTH);
    String dayOfWeek = fields.get(CronField.DAY_OF_WEEK);
    if (dayOfMonth.equals("?") == dayOfWeek.equals("?")) {
      throw new InvalidScheduleException(
          text,
          "exactly one of day-of-month and day-of-week must be ?, but they were "
              + dayOfMonth
              + " and "
              + dayOfWeek);
    }
    if (dayOfMonth.endsWith("W")) {
      int day = Integer.parseInt(dayOfMonth.substring(0, dayOfMonth.length() - 1));
      fields.put(CronField.DAY_OF_MONTH, around(day));
      return new CronExpression(times(fields), date -> isWeekdayNearest(date, day), zone);
    }
    return new CronExpression(times(fields), date -> true, zone);
  }

  private static ExecutionTime times(Map<CronField, String> fields) {
    return ExecutionTime.forCron(new CronParser(DIALECT).parse(String.join(" ", fields.values())));
  }

  /** The range of days that contains the weekday nearest to the given day of the month. */
  private static String around(int day) {
    return Math.max(1, day - 2) + "-" + Math.min(31, day + 2);
  }

  /**
   * Whether a date is the weekday nearest to the given day within its month. Decided here because
   * the cron library fails on {@code 31W} in a shorter month, which has no such weekday.
   */
  private static boolean isWeekdayNearest(LocalDate date, int day) {
    if (day > date.lengthOfMonth()) {
      return false;
    }
    LocalDate wanted = date.withDayOfMonth(day);
    int shift =
        switch (wanted.getDayOfWeek()) {
          case SATURDAY -> day == 1 ? 2 : -1;
          case SUNDAY -> day == date.lengthOfMonth() ? -2 : 1;
          case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> 0;
        };
    return date.equals(wanted.plusDays(shift));
  }

  @Override
  public Optional<Instant> next(Instant after) {
    LocalDateTime local = LocalDateTime.ofInstant(after, zone).truncatedTo(ChronoUnit.MINUTES);
    while (true) {
      Optional<LocalDateTime> candidate = nextLocal(local);
      if (candidate.isEmpty()) {
        return Optional.empty();
      }
      Optional<Instant> instant = WallClock.instant(candidate.get(), zone);
      // When a clock change repeats an hour, its local times have already fired the first time.
      if (instant.isPresent() && instant.get().isAfter(after)) {
        return instant;
      }
      local = candidate.get();
    }
  }

  private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
    LocalDateTime from = after;
    while (from.getYear() <= LAST_YEAR) {
      Optional<LocalDateTime> candidate =
          times.nextExecution(from.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
      if (candidate.isEmpty()) {
        from = from.plusYears(LOOK_AHEAD_YEARS);
      } else if (days.test(candidate.get().toLocalDate())) {
        return candidate;
      } else {
        from = candidate.get().toLocalDate().atTime(LocalTime.MAX);
      }
    }
    return Optional.empty();
  }
}
