package ebsbackup.request;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** A calendar period like a day or an ISO week. A rule keeps the newest set of each period. */
public enum CalendarPeriod {
  HOUR("hourly", DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH'h'", Locale.ROOT)),
  DAY("daily", DateTimeFormatter.ISO_LOCAL_DATE),
  /** An ISO week: Monday to Sunday. It belongs to the year of its Thursday. */
  WEEK(
      "weekly",
      new DateTimeFormatterBuilder()
          .appendValue(IsoFields.WEEK_BASED_YEAR, 4)
          .appendLiteral("-W")
          .appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)
          .toFormatter(Locale.ROOT)),
  MONTH("monthly", DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT)),
  YEAR("yearly", DateTimeFormatter.ofPattern("uuuu", Locale.ROOT));

  private final String rule;
  private final DateTimeFormatter name;

  CalendarPeriod(String rule, DateTimeFormatter name) {
    this.rule = rule;
    this.name = name;
  }

  /** The rule's name in a plan, for example {@code daily}. */
  public String rule() {
    return rule;
  }

  /** The name in a plan of the rule with a span, for example {@code withinDaily}. */
  public String withinRule() {
    return "within" + Character.toUpperCase(rule.charAt(0)) + rule.substring(1);
  }

  /** Returns the period that a point in time belongs to, for example {@code 2026-W31}. */
  public String of(ZonedDateTime time) {
    return name.format(time);
  }

  /** The name in lowercase, for example {@code week}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
