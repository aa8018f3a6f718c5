package ebsbackup.simulation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides which sets the rules of docs/retention.md no longer keep. Written from that page alone
 * and as plainly as possible, it shares no code with the product's own decision.
 *
 * @param keep the counts by rule; {@code within} in days
 */
record KeepOracle(Map<String, Integer> keep, ZoneId zone, Instant now) {
  private static final Duration GRACE = Duration.ofDays(2);

  /** The state of a set. */
  enum State {
    GOOD,
    PENDING,
    FAILED,
    /** Some of its snapshots are gone. */
    MISSING
  }

  /**
   * A set.
   *
   * @param keepUntil the set's own expiry, if it has one
   */
  record Entry(String source, Instant at, String run, State state, Optional<Instant> keepUntil) {}

  private static final Map<String, Function<ZonedDateTime, Object>> PERIODS =
      Map.of(
          "hourly", time -> time.toLocalDateTime().truncatedTo(ChronoUnit.HOURS),
          "daily", ZonedDateTime::toLocalDate,
          "weekly",
              time -> time.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
          "monthly", time -> time.toLocalDate().withDayOfMonth(1),
          "yearly", ZonedDateTime::getYear);

  /** The sets that may be deleted, regardless of holds. */
  Set<Entry> mayGo(List<Entry> sets) {
    Set<Entry> may = new LinkedHashSet<>();
    sets.stream()
        .collect(Collectors.groupingBy(Entry::source))
        .values()
        .forEach(ofOne -> may.addAll(mayGoOfOne(ofOne)));
    return may;
  }

  private Set<Entry> mayGoOfOne(List<Entry> sets) {
    List<Entry> newestFirst =
        sets.stream()
            .sorted(Comparator.comparing(Entry::at).reversed().thenComparing(Entry::run))
            .toList();
    List<Entry> good = newestFirst.stream().filter(s -> s.state() == State.GOOD).toList();
    Set<Entry> stay = ruled(good.stream().filter(s -> s.keepUntil().isEmpty()).toList());
    good.stream().limit(1).forEach(stay::add);
    return newestFirst.stream()
        .filter(
            s ->
                switch (s.state()) {
                  case GOOD -> !stay.contains(s) && s.keepUntil().filter(now::isBefore).isEmpty();
                  case PENDING -> false;
                  case MISSING, FAILED -> isOld(s, good);
                })
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private boolean isOld(Entry bad, List<Entry> good) {
    return !good.isEmpty()
        && good.getFirst().at().isAfter(bad.at())
        && bad.at().plus(GRACE).isBefore(now);
  }

  private Set<Entry> ruled(List<Entry> newestFirst) {
    Set<Entry> stay = new LinkedHashSet<>();
    if (newestFirst.isEmpty()) {
      return stay;
    }
    int last = keep.getOrDefault("last", 0);
    newestFirst.stream().limit(last < 0 ? Long.MAX_VALUE : last).forEach(stay::add);
    Optional.ofNullable(keep.get("within"))
        .ifPresent(
            days -> {
              Instant end = newestFirst.getFirst().at().atZone(zone).minusDays(days).toInstant();
              newestFirst.stream().filter(s -> s.at().isAfter(end)).forEach(stay::add);
            });
    PERIODS.forEach(
        (rule, period) -> {
          int count = keep.getOrDefault(rule, 0);
          Set<Object> seen = new LinkedHashSet<>();
          for (Entry set : newestFirst) {
            if ((count < 0 || seen.size() < count)
                && seen.add(period.apply(set.at().atZone(zone)))) {
              stay.add(set);
            }
          }
          if (count < 0 || seen.size() < count) {
            stay.add(newestFirst.getLast());
          }
        });
    return stay;
  }
}
