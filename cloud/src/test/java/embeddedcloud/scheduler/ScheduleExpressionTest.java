package embeddedcloud.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleExpressionTest {

  /** The firings that follow an instant, as many as are listed, then "none" if no more come. */
  @ParameterizedTest(name = "{0} in {1} after {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # every day, hour, minute
          cron(0 2 * * ? *)            | UTC              | 2026-03-01T02:00:00Z | 2026-03-02T02:00:00Z 2026-03-03T02:00:00Z
          cron(0 2 * * ? *)            | UTC              | 2026-03-01T01:59:59Z | 2026-03-01T02:00:00Z
          cron(0 2 ? * * *)            | UTC              | 2026-03-01T02:00:00Z | 2026-03-02T02:00:00Z
          cron(* * * * ? *)            | UTC              | 2026-12-31T23:59:30Z | 2027-01-01T00:00:00Z 2027-01-01T00:01:00Z
          cron(0/15 * * * ? *)         | UTC              | 2026-03-01T02:44:00Z | 2026-03-01T02:45:00Z 2026-03-01T03:00:00Z
          cron(*/20 4 * * ? *)         | UTC              | 2026-03-01T04:20:00Z | 2026-03-01T04:40:00Z 2026-03-02T04:00:00Z
          cron(5-10/2 1 * * ? *)       | UTC              | 2026-03-01T00:00:00Z | 2026-03-01T01:05:00Z 2026-03-01T01:07:00Z 2026-03-01T01:09:00Z 2026-03-02T01:05:00Z
          cron(0 8-17/3 * * ? *)       | UTC              | 2026-03-01T11:00:00Z | 2026-03-01T14:00:00Z 2026-03-01T17:00:00Z 2026-03-02T08:00:00Z
          cron(0,30 0,12 * * ? *)      | UTC              | 2026-03-01T00:30:00Z | 2026-03-01T12:00:00Z 2026-03-01T12:30:00Z
          # days of the month
          cron(0 2 1 * ? *)            | UTC              | 2026-01-15T00:00:00Z | 2026-02-01T02:00:00Z 2026-03-01T02:00:00Z
          cron(0 2 31 * ? *)           | UTC              | 2026-01-31T02:00:00Z | 2026-03-31T02:00:00Z 2026-05-31T02:00:00Z
          cron(0 2 1/10 * ? *)         | UTC              | 2026-01-31T02:00:00Z | 2026-02-01T02:00:00Z 2026-02-11T02:00:00Z 2026-02-21T02:00:00Z 2026-03-01T02:00:00Z
          cron(0 2 10-12,20 * ? *)     | UTC              | 2026-01-11T02:00:00Z | 2026-01-12T02:00:00Z 2026-01-20T02:00:00Z 2026-02-10T02:00:00Z
          cron(0 2 L * ? *)            | UTC              | 2026-01-31T02:00:00Z | 2026-02-28T02:00:00Z 2026-03-31T02:00:00Z 2026-04-30T02:00:00Z
          cron(0 2 L 2 ? *)            | UTC              | 2026-03-01T00:00:00Z | 2027-02-28T02:00:00Z 2028-02-29T02:00:00Z
          # the weekday nearest to a day
          cron(0 2 15W * ? *)          | UTC              | 2026-01-31T00:00:00Z | 2026-02-16T02:00:00Z 2026-03-16T02:00:00Z 2026-04-15T02:00:00Z
          cron(0 2 15W 8 ? *)          | UTC              | 2026-01-01T00:00:00Z | 2026-08-14T02:00:00Z
          cron(0 2 1W * ? *)           | UTC              | 2026-07-15T00:00:00Z | 2026-08-03T02:00:00Z 2026-09-01T02:00:00Z
          cron(0 2 31W * ? *)          | UTC              | 2026-01-01T00:00:00Z | 2026-01-30T02:00:00Z 2026-03-31T02:00:00Z 2026-05-29T02:00:00Z 2026-07-31T02:00:00Z
          cron(0 2 28W 2 ? *)          | UTC              | 2026-01-01T00:00:00Z | 2026-02-27T02:00:00Z 2027-02-26T02:00:00Z 2028-02-28T02:00:00Z
          cron(0 2 31W 2 ? *)          | UTC              | 2026-01-01T00:00:00Z | none
          # days of the week: Sunday is 1
          cron(0 2 ? * 1 *)            | UTC              | 2026-03-01T02:00:00Z | 2026-03-08T02:00:00Z
          cron(0 2 ? * SUN *)          | UTC              | 2026-02-27T00:00:00Z | 2026-03-01T02:00:00Z
          cron(0 2 ? * 7 *)            | UTC              | 2026-03-01T00:00:00Z | 2026-03-07T02:00:00Z
          cron(0 2 ? * MON-FRI *)      | UTC              | 2026-03-06T02:00:00Z | 2026-03-09T02:00:00Z 2026-03-10T02:00:00Z
          cron(0 2 ? * 2-6 *)          | UTC              | 2026-03-06T02:00:00Z | 2026-03-09T02:00:00Z
          cron(0 2 ? * tue,thu *)      | UTC              | 2026-03-01T00:00:00Z | 2026-03-03T02:00:00Z 2026-03-05T02:00:00Z
          cron(0 2 ? * L *)            | UTC              | 2026-03-01T00:00:00Z | 2026-03-07T02:00:00Z 2026-03-14T02:00:00Z
          cron(0 2 ? * 6L *)           | UTC              | 2026-03-01T00:00:00Z | 2026-03-27T02:00:00Z 2026-04-24T02:00:00Z
          cron(0 2 ? * SUNL *)         | UTC              | 2026-03-01T00:00:00Z | 2026-03-29T02:00:00Z 2026-04-26T02:00:00Z
          cron(0 2 ? * 3#2 *)          | UTC              | 2026-03-01T00:00:00Z | 2026-03-10T02:00:00Z 2026-04-14T02:00:00Z
          cron(0 2 ? * SUN#1 *)        | UTC              | 2026-03-01T02:00:00Z | 2026-04-05T02:00:00Z
          cron(0 2 ? * 2#5 *)          | UTC              | 2026-03-01T00:00:00Z | 2026-03-30T02:00:00Z 2026-06-29T02:00:00Z
          # months and years
          cron(0 2 1 JAN,JUL ? *)      | UTC              | 2026-03-01T00:00:00Z | 2026-07-01T02:00:00Z 2027-01-01T02:00:00Z
          cron(0 2 1 3/3 ? *)          | UTC              | 2026-03-01T02:00:00Z | 2026-06-01T02:00:00Z 2026-09-01T02:00:00Z 2026-12-01T02:00:00Z 2027-03-01T02:00:00Z
          cron(0 2 29 2 ? *)           | UTC              | 2026-01-01T00:00:00Z | 2028-02-29T02:00:00Z 2032-02-29T02:00:00Z
          cron(0 2 29 2 ? 2096-2110)   | UTC              | 2026-01-01T00:00:00Z | 2096-02-29T02:00:00Z 2104-02-29T02:00:00Z 2108-02-29T02:00:00Z none
          cron(0 2 30 2 ? *)           | UTC              | 2026-01-01T00:00:00Z | none
          cron(0 2 29 2 ? 2027)        | UTC              | 2026-01-01T00:00:00Z | none
          cron(0 2 31 12 ? 2026)       | UTC              | 2026-12-31T01:00:00Z | 2026-12-31T02:00:00Z none
          cron(0 2 * * ? 2020-2025)    | UTC              | 2026-01-01T00:00:00Z | none
          cron(0 0 1 1 ? 2026/4)       | UTC              | 2026-06-01T00:00:00Z | 2030-01-01T00:00:00Z 2034-01-01T00:00:00Z
          cron(59 23 31 12 ? 2199)     | UTC              | 2026-01-01T00:00:00Z | 2199-12-31T23:59:00Z none
          # the day that Berlin has no 02:30, and the day that it has two
          cron(30 2 * * ? *)           | Europe/Berlin    | 2026-03-28T00:00:00Z | 2026-03-28T01:30:00Z 2026-03-30T00:30:00Z
          cron(30 2 * * ? *)           | Europe/Berlin    | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
          cron(30 2 * * ? *)           | Europe/Berlin    | 2026-10-25T01:00:00Z | 2026-10-26T01:30:00Z
          cron(0 3 * * ? *)            | Europe/Berlin    | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z
          cron(0/30 * * * ? *)         | Europe/Berlin    | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z 2026-03-29T01:30:00Z
          cron(0/30 * * * ? *)         | Europe/Berlin    | 2026-10-25T00:30:00Z | 2026-10-25T02:00:00Z 2026-10-25T02:30:00Z
          # New York, likewise
          cron(30 2 * * ? *)           | America/New_York | 2026-03-07T12:00:00Z | 2026-03-09T06:30:00Z
          cron(30 1 * * ? *)           | America/New_York | 2026-10-31T12:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
          cron(0 2 * * ? *)            | America/New_York | 2026-10-31T12:00:00Z | 2026-11-01T07:00:00Z
          # zones without whole hours, and one that skipped a day
          cron(0 2 * * ? *)            | Asia/Kathmandu   | 2026-03-01T00:00:00Z | 2026-03-01T20:15:00Z
          cron(0 2 30 12 ? *)          | Pacific/Apia     | 2011-01-01T00:00:00Z | 2012-12-29T12:00:00Z
          cron(15 2 * * ? *)           | Australia/Lord_Howe | 2026-10-03T00:00:00Z | 2026-10-04T15:15:00Z
          # once
          at(2026-03-01T02:00:00)      | UTC              | 2026-01-01T00:00:00Z | 2026-03-01T02:00:00Z none
          at(2026-03-01T02:00:00)      | UTC              | 2026-03-01T02:00:00Z | none
          at(2026-07-01T02:00:00)      | Europe/Berlin    | 2026-01-01T00:00:00Z | 2026-07-01T00:00:00Z none
          at(2026-03-29T02:30:00)      | Europe/Berlin    | 2026-01-01T00:00:00Z | none
          at(2026-10-25T02:30:00)      | Europe/Berlin    | 2026-01-01T00:00:00Z | 2026-10-25T00:30:00Z none
          # at a rate, from the epoch
          rate(5 minutes)              | UTC              | 2026-03-01T02:03:00Z | 2026-03-01T02:05:00Z 2026-03-01T02:10:00Z
          rate(1 hour)                 | UTC              | 2026-03-01T02:00:00Z | 2026-03-01T03:00:00Z
          rate(12 hours)               | Europe/Berlin    | 2026-03-28T12:00:00Z | 2026-03-29T00:00:00Z 2026-03-29T12:00:00Z
          rate(1 days)                 | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T00:00:00Z 2026-03-09T00:00:00Z
          """)
  void next_table(String expression, String zoneName, String after, String expected) {
    ScheduleExpression schedule = ScheduleExpression.parse(expression, ZoneId.of(zoneName));
    Instant from = Instant.parse(after);
    for (String firing : expected.split(" ", -1)) {
      if (firing.equals("none")) {
        assertThat(schedule.next(from)).isEmpty();
      } else {
        assertThat(schedule.next(from)).hasValue(Instant.parse(firing));
        from = Instant.parse(firing);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every night                    | expected rate(value unit), at(yyyy-mm-ddThh:mm:ss) or cron(six fields)
          cron(0 2 * * ? *) daily        | expected rate(value unit), at(yyyy-mm-ddThh:mm:ss) or cron(six fields)
          Cron(0 2 * * ? *)              | expected rate(value unit), at(yyyy-mm-ddThh:mm:ss) or cron(six fields)
          cron(0 2 * * ?)                | expected six fields (minutes hours day-of-month month day-of-week year), but there are 5
          cron(0 0 2 * * ? *)            | expected six fields (minutes hours day-of-month month day-of-week year), but there are 7
          cron(0 2 * * * *)              | exactly one of day-of-month and day-of-week must be ?, but they were * and *
          cron(0 2 ? * ? *)              | exactly one of day-of-month and day-of-week must be ?, but they were ? and ?
          cron(0 2 1 * MON *)            | exactly one of day-of-month and day-of-week must be ?, but they were 1 and MON
          cron(60 2 * * ? *)             | minutes: expected 0 to 59, but the field was 60
          cron(0,61 2 * * ? *)           | minutes: expected 0 to 59, but the field was 0,61
          cron(0/0 2 * * ? *)            | minutes: a step must be 1 or more, but the field was 0/0
          cron(? 2 * * ? *)              | minutes: expected 0 to 59, but the field was ?
          cron(0, 2 * * ? *)             | minutes: expected 0 to 59, but the field was 0,
          cron(-5 2 * * ? *)             | minutes: expected 0 to 59, but the field was -5
          cron(0 24 * * ? *)             | hours: expected 0 to 23, but the field was 24
          cron(0 22-2 * * ? *)           | hours: a range must be in ascending order, but the field was 22-2
          cron(0 2 0 * ? *)              | day-of-month: expected 1 to 31, but the field was 0
          cron(0 2 32W * ? *)            | day-of-month: expected 1 to 31, but the field was 32W
          cron(0 2 1,15W * ? *)          | day-of-month: expected 1 to 31, but the field was 1,15W
          cron(0 2 L-3 * ? *)            | day-of-month: expected 1 to 31, but the field was L-3
          cron(0 2 LW * ? *)             | day-of-month: expected 1 to 31, but the field was LW
          cron(0 2 1 13 ? *)             | month: expected 1 to 12 or JAN to DEC, but the field was 13
          cron(0 2 1 FOO ? *)            | month: expected 1 to 12 or JAN to DEC, but the field was FOO
          cron(0 2 1 DEC-FEB ? *)        | month: a range must be in ascending order, but the field was DEC-FEB
          cron(0 2 1 L ? *)              | month: expected 1 to 12 or JAN to DEC, but the field was L
          cron(0 2 ? * 0 *)              | day-of-week: expected 1 to 7 or SUN to SAT, but the field was 0
          cron(0 2 ? * 8 *)              | day-of-week: expected 1 to 7 or SUN to SAT, but the field was 8
          cron(0 2 ? * 2#6 *)            | day-of-week: expected 1 to 7 or SUN to SAT, but the field was 2#6
          cron(0 2 ? * 2#1,3#1 *)        | day-of-week: expected 1 to 7 or SUN to SAT, but the field was 2#1,3#1
          cron(0 2 ? * 9L *)             | day-of-week: expected 1 to 7 or SUN to SAT, but the field was 9L
          cron(0 2 ? * 2/2 *)            | day-of-week: expected 1 to 7 or SUN to SAT, but the field was 2/2
          cron(0 2 * * ? 1969)           | year: expected 1970 to 2199, but the field was 1969
          cron(0 2 * * ? 2200)           | year: expected 1970 to 2199, but the field was 2200
          at(2026-03-01)                 | time: expected yyyy-mm-ddThh:mm:ss without an offset, but was 2026-03-01
          at(2026-03-01T02:00:00Z)       | time: expected yyyy-mm-ddThh:mm:ss without an offset, but was 2026-03-01T02:00:00Z
          at(2026-02-30T02:00:00)        | time: not a valid time: 2026-02-30T02:00:00
          rate(0 minutes)                | value: expected 1 or more, but was 0
          rate(-1 minutes)               | value: expected 1 or more, but was -1
          rate(1.5 hours)                | value: expected 1 or more, but was 1.5
          rate(2 weeks)                  | unit: expected minutes, hours or days, but was weeks
          rate(5minutes)                 | expected a value and a unit: rate(12 hours)
          """)
  void parse_refuses(String expression, String problem) {
    assertThatThrownBy(() -> ScheduleExpression.parse(expression, ZoneOffset.UTC))
        .isInstanceOf(InvalidScheduleException.class)
        .hasMessage(expression + ": " + problem);
  }

  @Test
  void rate_countsFromItsStart() {
    Instant start = Instant.parse("2026-03-01T01:07:00Z");
    ScheduleExpression rate = ScheduleExpression.parse("rate(2 hours)", ZoneOffset.UTC, start);

    assertThat(rate.next(start.minus(Duration.ofDays(400)))).hasValue(start);
    assertThat(rate.between(start, start.plus(Duration.ofHours(4))))
        .containsExactly(start, start.plus(Duration.ofHours(2)));
  }

  @Test
  void between_includesItsStartButNotItsEnd() {
    ScheduleExpression cron = ScheduleExpression.parse("cron(0 2 * * ? *)", ZoneOffset.UTC);

    List<Instant> firings =
        cron.between(Instant.parse("2026-03-01T02:00:00Z"), Instant.parse("2026-03-04T02:00:00Z"));

    assertThat(firings)
        .isEqualTo(
            Arrays.asList(
                Instant.parse("2026-03-01T02:00:00Z"),
                Instant.parse("2026-03-02T02:00:00Z"),
                Instant.parse("2026-03-03T02:00:00Z")));
  }
}
