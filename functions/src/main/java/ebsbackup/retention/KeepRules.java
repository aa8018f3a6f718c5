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
 * What a plan's {@code keep} keeps of a row of moments: restic's rules (0.17 and later), on moments
 * alone. Goes from the newest to the oldest; each rule keeps the first that it meets in each slot,
 * while its count lasts, and in addition the very oldest if its count has lasted until then.
 */
record KeepRules(Keep keep, ZoneId timeZone) {

  /**
   * The reasons to keep each moment; none where no rule keeps it.
   *
   * @param newestFirst the moments, the newest first
   * @param now moments after it do not move the beginning of what is {@code within}
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

  /** If every moment is in the future, all are within. */
  private Instant begin(Span span, Optional<Instant> newest) {
    return newest.map(time -> span.before(time.atZone(timeZone))).orElse(Instant.MIN);
  }

  /** One rule on its way from the newest to the oldest. */
  private final class Rule {
    private final Optional<CalendarPeriod> slot;
    private final Instant after;
    private final String words;
    private int left;
    private String last = "";

    /**
     * @param slot absent: each moment is a slot of its own
     * @param count how many slots it keeps; -1 for all
     * @param after moments until then are ignored
     */
    Rule(Optional<CalendarPeriod> slot, int count, Instant after, String words) {
      this.slot = slot;
      // -1 counts down like any other, and does not come to 0.
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
