package embeddedcloud.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The cron library and our handling of zones, against a naive reading of the fields. */
class CronPropertiesTest {
  private static final long FIRST_SECOND = Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("2035-01-01T00:00:00Z").getEpochSecond();

  /** How far the naive reading looks; it walks every day. */
  private static final int DAYS = 800;

  record Cron(String minutes, String hours, String dayOfMonth, String month, String dayOfWeek) {
    String expression() {
      return "cron(%s %s %s %s %s *)".formatted(minutes, hours, dayOfMonth, month, dayOfWeek);
    }

    boolean matches(LocalDate date) {
      return values(month, 1, 12).contains(date.getMonthValue())
          && (dayOfMonth.equals("?") ? matchesDayOfWeek(date) : matchesDayOfMonth(date));
    }

    private boolean matchesDayOfMonth(LocalDate date) {
      int length = date.lengthOfMonth();
      if (dayOfMonth.equals("L")) {
        return date.getDayOfMonth() == length;
      }
      if (!dayOfMonth.endsWith("W")) {
        return values(dayOfMonth, 1, 31).contains(date.getDayOfMonth());
      }
      int wanted = Integer.parseInt(dayOfMonth.replace("W", ""));
      if (wanted > length) {
        return false;
      }
      // Nearest first, the day before ahead of the day after only where the distance differs.
      int nearest =
          IntStream.rangeClosed(1, length)
              .filter(day -> date.withDayOfMonth(day).getDayOfWeek().getValue() <= 5)
              .boxed()
              .min((a, b) -> Integer.compare(Math.abs(a - wanted), Math.abs(b - wanted)))
              .orElseThrow();
      return date.getDayOfMonth() == nearest;
    }

    private boolean matchesDayOfWeek(LocalDate date) {
      int sundayIsOne = date.getDayOfWeek().getValue() % 7 + 1;
      if (dayOfWeek.equals("L")) {
        return sundayIsOne == 7;
      }
      if (dayOfWeek.endsWith("L")) {
        return sundayIsOne == Integer.parseInt(dayOfWeek.replace("L", ""))
            && date.getDayOfMonth() > date.lengthOfMonth() - 7;
      }
      if (dayOfWeek.contains("#")) {
        String[] parts = dayOfWeek.split("#", -1);
        return sundayIsOne == Integer.parseInt(parts[0])
            && (date.getDayOfMonth() - 1) / 7 + 1 == Integer.parseInt(parts[1]);
      }
      return values(dayOfWeek, 1, 7).contains(sundayIsOne);
    }

    List<LocalDateTime> timesOf(LocalDate date) {
      List<LocalDateTime> times = new ArrayList<>();
      if (matches(date)) {
        for (int hour : values(hours, 0, 23)) {
          for (int minute : values(minutes, 0, 59)) {
            times.add(date.atTime(hour, minute));
          }
        }
      }
      return times;
    }

    private static TreeSet<Integer> values(String field, int least, int most) {
      TreeSet<Integer> values = new TreeSet<>();
      for (String element : field.split(",", -1)) {
        String[] stepped = element.split("/", -1);
        String[] range = stepped[0].split("-", -1);
        int from = stepped[0].equals("*") ? least : Integer.parseInt(range[0]);
        boolean open = stepped[0].equals("*") || (range.length == 1 && stepped.length == 2);
        int to = open ? most : Integer.parseInt(range[range.length - 1]);
        int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
        for (int value = from; value <= to; value += step) {
          values.add(value);
        }
      }
      return values;
    }
  }

  private static Arbitrary<String> list(int least, int most, boolean steps) {
    Arbitrary<Integer> number = Arbitraries.integers().between(least, most);
    Arbitrary<String> single = number.map(String::valueOf);
    Arbitrary<String> range =
        Combinators.combine(number, number).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
    Arbitrary<String> element =
        steps
            ? Arbitraries.oneOf(
                single,
                range,
                Combinators.combine(
                        Arbitraries.oneOf(single, range, Arbitraries.just("*")),
                        Arbitraries.integers().between(1, most))
                    .as((span, step) -> span + "/" + step))
            : Arbitraries.oneOf(single, range);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(1, Arbitraries.just("*")),
        net.jqwik.api.Tuple.of(
            4, element.list().ofMinSize(1).ofMaxSize(3).map(all -> String.join(",", all))));
  }

  @Provide
  Arbitrary<Cron> crons() {
    Arbitrary<String> dayOfMonth =
        Arbitraries.oneOf(
            list(1, 31, true),
            Arbitraries.just("L"),
            Arbitraries.integers().between(1, 31).map(day -> day + "W"));
    Arbitrary<Integer> weekday = Arbitraries.integers().between(1, 7);
    Arbitrary<String> dayOfWeek =
        Arbitraries.oneOf(
            list(1, 7, false),
            Arbitraries.just("L"),
            weekday.map(day -> day + "L"),
            Combinators.combine(weekday, Arbitraries.integers().between(1, 5))
                .as((day, nth) -> day + "#" + nth));
    Arbitrary<String[]> days =
        Arbitraries.oneOf(
            dayOfMonth.map(day -> new String[] {day, "?"}),
            dayOfWeek.map(day -> new String[] {"?", day}));
    return Combinators.combine(list(0, 59, true), list(0, 23, true), days, list(1, 12, true))
        .as((minutes, hours, day, month) -> new Cron(minutes, hours, day[0], month, day[1]));
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Sao_Paulo",
            "Asia/Kathmandu")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(FIRST_SECOND, LAST_SECOND).map(Instant::ofEpochSecond);
  }

  private static Optional<Instant> naiveNext(Cron cron, ZoneId zone, Instant after) {
    LocalDate first = after.atZone(zone).toLocalDate().minusDays(1);
    return first
        .datesUntil(first.plusDays(DAYS))
        .flatMap(date -> cron.timesOf(date).stream())
        .filter(time -> !zone.getRules().getValidOffsets(time).isEmpty())
        .map(time -> time.atZone(zone).withEarlierOffsetAtOverlap().toInstant())
        .filter(instant -> instant.isAfter(after))
        .findFirst();
  }

  @Property(tries = 1500)
  void next_isWhatTheFieldsSay(
      @ForAll("crons") Cron cron, @ForAll("zones") ZoneId zone, @ForAll("instants") Instant after) {
    Optional<Instant> next = ScheduleExpression.parse(cron.expression(), zone).next(after);

    Optional<Instant> naive = naiveNext(cron, zone, after);
    if (naive.isPresent()) {
      assertThat(next).as(cron.expression()).isEqualTo(naive);
    } else {
      assertThat(next)
          .as(cron.expression())
          .matches(
              found -> found.isEmpty() || cron.matches(found.get().atZone(zone).toLocalDate()));
    }
  }

  @Property(tries = 300)
  void next_isStrictlyLaterAndMissesNothing(
      @ForAll("crons") Cron cron, @ForAll("zones") ZoneId zone, @ForAll("instants") Instant after) {
    ScheduleExpression expression = ScheduleExpression.parse(cron.expression(), zone);
    Instant from = after;
    for (int i = 0; i < 5; i++) {
      Optional<Instant> next = expression.next(from);
      if (next.isEmpty()) {
        return;
      }
      assertThat(next.get()).isAfter(from);
      assertThat(expression.next(next.get().minusNanos(1))).isEqualTo(next);
      from = next.get();
    }
  }
}
