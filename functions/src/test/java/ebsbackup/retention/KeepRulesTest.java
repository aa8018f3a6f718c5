package ebsbackup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Keep;
import ebsbackup.request.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules by example: first what restic's manual says of them, then the edges of the calendar.
 */
class KeepRulesTest {
  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  /** The manual's example: a backup each Sunday for twelve weeks. */
  private static final List<String> SUNDAYS =
      IntStream.range(0, 12)
          .mapToObj(i -> LocalDate.of(2019, 9, 1).plusWeeks(i) + "T11:00:00Z")
          .toList();

  static Stream<Arguments> manual() {
    List<String> may =
        List.of(
            "2021-05-01T08:00:00Z",
            "2021-05-02T08:00:00Z",
            "2021-05-02T11:00:00Z",
            "2021-05-04T09:00:00Z",
            "2021-05-05T10:00:00Z");
    List<String> oneMonth =
        List.of(
            "2024-01-02T13:42:44Z",
            "2024-01-03T01:04:38Z",
            "2024-01-04T20:09:54Z",
            "2024-01-04T20:20:32Z");
    return Stream.of(
        Arguments.of("four days that have one", keep("daily", 4), SUNDAYS, SUNDAYS.subList(8, 12)),
        Arguments.of("the last three", keep("last", 3), SUNDAYS, SUNDAYS.subList(9, 12)),
        Arguments.of("more than there are", keep("last", 30), SUNDAYS, SUNDAYS),
        Arguments.of("weekly, all", keep("weekly", -1), SUNDAYS, SUNDAYS),
        Arguments.of("two weeks", keep("weekly", 2), SUNDAYS, SUNDAYS.subList(10, 12)),
        Arguments.of(
            "months", keep("monthly", 2), SUNDAYS, List.of(SUNDAYS.get(8), SUNDAYS.get(11))),
        Arguments.of(
            "more months than there are keep the oldest too",
            keep("monthly", 4),
            SUNDAYS,
            List.of(SUNDAYS.get(0), SUNDAYS.get(4), SUNDAYS.get(8), SUNDAYS.get(11))),
        Arguments.of(
            "one month, but four wanted: newest and oldest",
            keep("monthly", 4),
            oneMonth,
            List.of(oneMonth.get(0), oneMonth.get(3))),
        Arguments.of(
            "four days",
            keep("daily", 4),
            may,
            List.of(may.get(0), may.get(2), may.get(3), may.get(4))),
        Arguments.of(
            "within four days of the newest, one a day",
            within("withinDaily", "P4D"),
            may,
            List.of(may.get(2), may.get(3), may.get(4))),
        Arguments.of(
            "within four days of the newest, all",
            within("within", "P4D"),
            may,
            List.of(may.get(1), may.get(2), may.get(3), may.get(4))),
        Arguments.of(
            "the manual's spelled-out span",
            within("within", "P2Y5M7DT3H"),
            List.of("2018-11-28T08:00:00Z", "2018-11-28T08:00:01Z", "2021-05-05T11:00:00Z"),
            List.of("2018-11-28T08:00:01Z", "2021-05-05T11:00:00Z")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("manual")
  void reasons_areThoseOfTheManual(String name, Keep keep, List<String> times, List<String> kept) {
    assertThat(kept(keep, UTC, times)).as(name).containsExactlyInAnyOrderElementsOf(kept);
  }

  @Test
  void reasons_ofAHundredYearsOfDays() {
    List<Instant> newestFirst = new ArrayList<>();
    LocalDate last = LocalDate.of(2099, 7, 15);
    for (LocalDate day = last; day.isAfter(last.minusYears(100)); day = day.minusDays(1)) {
      newestFirst.add(day.atTime(3, 0).toInstant(ZoneOffset.UTC));
    }
    Keep keep =
        keep(
            Map.of(
                CalendarPeriod.DAY,
                7,
                CalendarPeriod.WEEK,
                5,
                CalendarPeriod.MONTH,
                12,
                CalendarPeriod.YEAR,
                75));

    List<List<String>> reasons = new KeepRules(keep, UTC).reasons(newestFirst, LATER);

    // 7 days; 3 more ends of weeks, since the week that has begun and the one before end among the
    // days; 11 more ends of months; 73 more of years, since that of 2098 is the end of a month.
    List<Integer> kept =
        IntStream.range(0, reasons.size()).filter(i -> !reasons.get(i).isEmpty()).boxed().toList();
    assertThat(kept).hasSize(7 + 3 + 11 + 73);
    assertThat(reasons.get(1)).containsExactly("newest of day 2099-07-14");
    assertThat(reasons.get(3))
        .containsExactly("newest of day 2099-07-12", "newest of week 2099-W28");
  }

  @Test
  void reasons_nameEveryRuleThatKeeps() {
    Map<CalendarPeriod, Integer> counts = new EnumMap<>(CalendarPeriod.class);
    Map<CalendarPeriod, Span> within = new EnumMap<>(CalendarPeriod.class);
    for (CalendarPeriod slot : CalendarPeriod.values()) {
      counts.put(slot, 1);
      within.put(slot, Span.parse("", "P1D"));
    }
    Keep keep = new Keep(2, Optional.of(Span.parse("", "PT6H")), counts, within, Optional.empty());

    assertThat(
            new KeepRules(keep, VIENNA)
                .reasons(List.of(Instant.parse("2026-01-01T00:30:00Z")), LATER))
        .containsExactly(
            List.of(
                "one of the last 2",
                "within PT6H",
                "newest of hour 2026-01-01T01h",
                "newest of day 2026-01-01",
                "newest of week 2026-W01",
                "newest of month 2026-01",
                "newest of year 2026",
                "newest of hour 2026-01-01T01h within P1D",
                "newest of day 2026-01-01 within P1D",
                "newest of week 2026-W01 within P1D",
                "newest of month 2026-01 within P1D",
                "newest of year 2026 within P1D"));
    assertThat(new KeepRules(keep("last", -1), UTC).reasons(List.of(Instant.EPOCH), LATER))
        .containsExactly(List.of("all are kept"));
  }

  @Test
  void reasons_sayWhenItIsTheOldestOnly() {
    assertThat(
            new KeepRules(keep("daily", 2), UTC)
                .reasons(
                    times(
                        List.of(
                            "2026-03-01T01:00:00Z",
                            "2026-03-01T02:00:00Z",
                            "2026-03-01T03:00:00Z")),
                    LATER))
        .containsExactly(
            List.of("newest of day 2026-03-01"), List.of(), List.of("oldest, in day 2026-03-01"));
  }

  @Test
  void reasons_ofTheNightWithTwoTwoOClocks() {
    // In Vienna the clock goes from 03:00 back to 02:00 at 01:00Z.
    List<String> night =
        List.of(
            "2026-10-24T23:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:30:00Z");

    assertThat(kept(keep("hourly", 3), VIENNA, night))
        .containsExactlyInAnyOrder(night.get(0), night.get(2), night.get(3));
    assertThat(kept(keep("hourly", 3), UTC, night))
        .containsExactlyInAnyOrder(night.get(1), night.get(2), night.get(3));
  }

  @Test
  void reasons_ofTheNightWithoutTwoOClock() {
    List<String> night =
        List.of("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");

    assertThat(kept(keep("hourly", 3), VIENNA, night)).containsExactlyInAnyOrderElementsOf(night);
  }

  @Test
  void reasons_aDayIsTheZonesDay() {
    List<String> evening = List.of("2026-06-30T21:00:00Z", "2026-06-30T23:00:00Z");

    assertThat(kept(keep("monthly", 1), UTC, evening)).containsExactly(evening.get(1));
    assertThat(kept(keep("daily", 2), VIENNA, evening))
        .containsExactlyInAnyOrderElementsOf(evening);
    assertThat(new KeepRules(keep("monthly", 1), VIENNA).reasons(times(evening), LATER).getFirst())
        .containsExactly("newest of month 2026-07");
  }

  @Test
  void reasons_withinIsCountedOnTheCalendarOfTheZone() {
    // A day back from noon after the change is noon before it: 25 hours.
    List<String> noons = List.of("2026-10-24T10:30:00Z", "2026-10-25T11:00:00Z");

    assertThat(kept(within("within", "P1D"), VIENNA, noons)).hasSize(2);
    assertThat(kept(within("within", "PT24H"), VIENNA, noons)).containsExactly(noons.get(1));
    assertThat(kept(within("within", "P1D"), UTC, noons)).containsExactly(noons.get(1));
  }

  @Test
  void reasons_aMonthBackFromADayThatTheMonthDoesNotHave() {
    // As restic counts, a month before March 31 is "February 31", which is March 2 of a leap year.
    List<String> times =
        List.of(
            "2024-03-01T12:00:00Z",
            "2024-03-02T12:00:00Z",
            "2024-03-02T12:00:01Z",
            "2024-03-31T12:00:00Z");

    assertThat(kept(within("within", "P1M"), UTC, times))
        .containsExactlyInAnyOrder(times.get(2), times.get(3));
  }

  @Test
  void reasons_theFutureIsKept_andDoesNotMoveWhatIsWithin() {
    List<Instant> newestFirst =
        times(List.of("2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z", "2030-01-01T00:00:00Z"));
    KeepRules rules = new KeepRules(within("within", "P10D"), UTC);

    assertThat(rules.reasons(newestFirst, Instant.parse("2026-03-09T00:00:00Z")))
        .allMatch(reasons -> !reasons.isEmpty());
    assertThat(rules.reasons(newestFirst, LATER))
        .extracting(List::isEmpty)
        .containsExactly(false, true, true);
    assertThat(rules.reasons(newestFirst, Instant.parse("2020-01-01T00:00:00Z")))
        .allMatch(reasons -> !reasons.isEmpty());
    // What lies in the future is not the newest, and what is too old for the newest goes.
    assertThat(
            rules.reasons(
                times(
                    List.of(
                        "2026-02-01T00:00:00Z", "2026-03-08T00:00:00Z", "2030-01-01T00:00:00Z")),
                Instant.parse("2026-03-09T00:00:00Z")))
        .extracting(List::isEmpty)
        .containsExactly(false, false, true);
    // The newest must lie before now, not at it.
    assertThat(rules.reasons(newestFirst, newestFirst.getFirst()))
        .allMatch(reasons -> !reasons.isEmpty());
  }

  @Test
  void reasons_ofNothing() {
    assertThat(new KeepRules(keep("daily", 1), UTC).reasons(List.of(), LATER)).isEmpty();
  }

  @Test
  void reasons_ofOneMoment() {
    List<String> twins = List.of("2026-03-01T03:00:00Z", "2026-03-01T03:00:00Z");

    assertThat(new KeepRules(keep("last", 1), UTC).reasons(times(twins), LATER))
        .containsExactly(List.of("one of the last 1"), List.of());
  }

  @Test
  void reasons_hourlyForADay() {
    List<String> hours =
        IntStream.range(0, 48)
            .mapToObj(
                i -> Instant.parse("2026-03-01T00:05:00Z").plus(Duration.ofHours(i)).toString())
            .toList();

    assertThat(kept(keep("hourly", 24), UTC, hours)).hasSize(24).contains(hours.get(24));
    assertThat(kept(within("withinHourly", "P1D"), UTC, hours)).hasSize(24);
  }

  private static List<String> kept(Keep keep, ZoneId zone, List<String> times) {
    List<Instant> newestFirst = times(times);
    List<List<String>> reasons = new KeepRules(keep, zone).reasons(newestFirst, LATER);
    return IntStream.range(0, reasons.size())
        .filter(i -> !reasons.get(i).isEmpty())
        .mapToObj(i -> newestFirst.get(i).toString())
        .toList();
  }

  private static List<Instant> times(List<String> times) {
    return times.stream().map(Instant::parse).sorted(Comparator.reverseOrder()).toList();
  }

  private static Keep keep(Map<CalendarPeriod, Integer> counts) {
    return new Keep(0, Optional.empty(), counts, Map.of(), Optional.empty());
  }

  private static Keep keep(String rule, int count) {
    return rule.equals("last")
        ? new Keep(count, Optional.empty(), Map.of(), Map.of(), Optional.empty())
        : keep(Map.of(slot(rule), count));
  }

  private static Keep within(String rule, String span) {
    Span parsed = Span.parse("keep." + rule, span);
    return rule.equals("within")
        ? new Keep(0, Optional.of(parsed), Map.of(), Map.of(), Optional.empty())
        : new Keep(0, Optional.empty(), Map.of(), Map.of(slot(rule), parsed), Optional.empty());
  }

  private static CalendarPeriod slot(String rule) {
    return Stream.of(CalendarPeriod.values())
        .filter(slot -> slot.rule().equals(rule) || slot.withinRule().equals(rule))
        .findFirst()
        .orElseThrow();
  }
}
