package embeddedcloud.scheduler;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the six fields of EventBridge's cron dialect, and its valid values. Values are checked
 * before the cron library parses them, because the library accepts more than EventBridge does and
 * misreads some values, such as {@code 1,15W}.
 */
enum CronField {
  MINUTES("minutes", 0, 59, ""),
  HOURS("hours", 0, 23, ""),
  DAY_OF_MONTH("day-of-month", 1, 31, ""),
  MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
  DAY_OF_WEEK("day-of-week", 1, 7, "SUN MON TUE WED THU FRI SAT"),
  YEAR("year", 1970, 2199, "");

  private static final Pattern WEEKDAY_NEAREST = Pattern.compile("(\\d+)W");
  private static final Pattern LAST_WEEKDAY = Pattern.compile("(\\w+)L");
  private static final Pattern NTH_WEEKDAY = Pattern.compile("(\\w+)#([1-5])");
  private static final Pattern STEPPED = Pattern.compile("([^/]+)/(\\d{1,4})");
  private static final Pattern RANGE = Pattern.compile("(\\w+)-(\\w+)");

  private final String title;
  private final int least;
  private final int most;
  private final String names;

  CronField(String title, int least, int most, String names) {
    this.title = title;
    this.least = least;
    this.most = most;
    this.names = names;
  }

  /** Refuses values that EventBridge's dialect does not allow in this field. */
  void check(String expression, String value) {
    Optional<String> number =
        switch (this) {
          case DAY_OF_MONTH -> special(value, WEEKDAY_NEAREST);
          case DAY_OF_WEEK -> special(value, NTH_WEEKDAY).or(() -> special(value, LAST_WEEKDAY));
          case MINUTES, HOURS, MONTH, YEAR -> Optional.empty();
        };
    boolean isDay = this == DAY_OF_MONTH || this == DAY_OF_WEEK;
    if (number.isPresent()) {
      number(expression, value, number.get());
    } else if (!isDay || !(value.equals("?") || value.equals("L"))) {
      for (String element : value.split(",", -1)) {
        element(expression, value, element);
      }
    }
  }

  private static Optional<String> special(String value, Pattern pattern) {
    Matcher matcher = pattern.matcher(value);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private void element(String expression, String value, String element) {
    String span = element;
    Matcher stepped = STEPPED.matcher(element);
    if (stepped.matches() && this != DAY_OF_WEEK) {
      span = stepped.group(1);
      if (Integer.parseInt(stepped.group(2)) == 0) {
        throw wrong(expression, value, "a step must be 1 or more");
      }
    }
    Matcher range = RANGE.matcher(span);
    if (range.matches()) {
      int from = number(expression, value, range.group(1));
      int to = number(expression, value, range.group(2));
      if (from > to) {
        throw wrong(expression, value, "a range must be in ascending order");
      }
    } else if (!span.equals("*")) {
      number(expression, value, span);
    }
  }

  private int number(String expression, String value, String text) {
    List<String> words = names.isEmpty() ? List.of() : List.of(names.split(" ", -1));
    int named = words.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return least + named;
    }
    if (text.matches("\\d{1,4}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    String orNames = words.isEmpty() ? "" : " or " + words.getFirst() + " to " + words.getLast();
    throw wrong(expression, value, "expected " + least + " to " + most + orNames);
  }

  private InvalidScheduleException wrong(String expression, String value, String problem) {
    return new InvalidScheduleException(
        expression, title + ": " + problem + ", but the field was " + value);
  }
}
