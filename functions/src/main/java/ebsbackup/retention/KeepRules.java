package ebsbackup.retention;

import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Keep;
import ebsbackup.request.Span;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Applies the rules of a plan's {@code keep} to points in time, as restic (0.17 and later) does.
 * Each rule goes from the newest to the oldest and keeps the first one in each period until its
 * count is used up. If its count is not used up by then, it also keeps the very oldest.
 */
record KeepRules(Keep keep, ZoneId timeZone) {

  /**
   * The reasons to keep each point in time; empty if no rule keeps it.
   *
   * @param newestFirst the points in time, newest first
   * @param now later points in time do not change where a {@code within} span begins
   */
  List<List<String>> reasons(List<Instant> newestFirst, Instant now) {
    Optional<Instant> newest = newestFirst.stream().filter(time -> time.isBefore(now)).findFirst();
    List<Rule> rules = rules(newest);
    List<List<String>> all = new ArrayList<>();
    for (int i = 0; i < newestFirst.size(); i++) {
      boolean oldest = i == newestFirst.size() - 1;
      List<String> reasons = new ArrayList<>();
      for (Rule rule : rules) {
        rule.reason(newestFirst.get(i), i, oldest).ifPresent(reasons::add);
      }
      all.add(reasons);
    }
    return all;
  }

  private List<Rule> rules(Optional<Instant> newest) {
    List<Rule> rules = new ArrayList<>();
    rules.add(
        new Rule(
            Optional.empty(),
            keep.last(),
            Instant.MIN,
            keep.last() == -1 ? "all are kept" : "one of the last " + keep.last()));
    keep.within()
        .ifPresent(
            span ->
                rules.add(
                    new Rule(
                        Optional.empty(), -1, begin(span, newest), "within %s".formatted(span))));
    for (CalendarPeriod slot : CalendarPeriod.values()) {
      rules.add(new Rule(Optional.of(slot), keep.count(slot), Instant.MIN, ""));
    }
    for (CalendarPeriod slot : CalendarPeriod.values()) {
      Span span = keep.withinSlots().get(slot);
      if (span != null) {
        rules.add(
            new Rule(Optional.of(slot), -1, begin(span, newest), " within %s".formatted(span)));
      }
    }
    return rules;
  }

  /** If all points in time are in the future, all of them are within the span. */
  private Instant begin(Span span, Optional<Instant> newest) {
    return newest.map(time -> span.before(time.atZone(timeZone))).orElse(Instant.MIN);
  }

  /** The state of one rule as it goes from the newest to the oldest. */
  private final class Rule {
    private final Optional<CalendarPeriod> slot;
    private final Instant after;
    private final String words;
    private int left;
    private String last = "";

    /**
     * @param slot the period; if absent, each point in time is its own period
     * @param count how many periods it keeps; -1 for all
     * @param after points in time up to this one are ignored
     */
    Rule(Optional<CalendarPeriod> slot, int count, Instant after, String words) {
      this.slot = slot;
      // -1 is decremented like any other count but never reaches 0.
      this.left = count;
      this.after = after;
      this.words = words;
    }

    Optional<String> reason(Instant time, int index, boolean oldest) {
      if (left == 0 || !time.isAfter(after)) {
        return Optional.empty();
      }
      String current =
          slot.map(s -> s.of(time.atZone(timeZone))).orElseGet(() -> Integer.toString(index));
      boolean again = current.equals(last);
      if (again && !oldest) {
        return Optional.empty();
      }
      last = current;
      left--;
      return Optional.of(
          slot.map(s -> (again ? "oldest, in " : "newest of ") + s.word() + " " + current)
                  .orElse("")
              + words);
    }
  }
}
