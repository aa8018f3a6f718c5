package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long sets are kept, with restic's rules: the newest set of each of the last N hours, days,
 * ISO weeks, months or years that have one. 0 disables a rule, -1 keeps all.
 *
 * @param last the number of most recent sets to keep
 * @param within keep every set within this span before the newest set
 * @param counts for each kind of period, the number of periods with a set for which to keep the
 *     newest set
 * @param withinSlots for each kind of period, keep the newest set of each period within this span
 *     before the newest set
 * @param gone when to delete the sets of a source that no longer exists; absent if only the rules
 *     apply
 */
public record Keep(
    int last,
    Optional<Span> within,
    Map<CalendarPeriod, Integer> counts,
    Map<CalendarPeriod, Span> withinSlots,
    Optional<Gone> gone) {

  public Keep {
    check("keep.last", last);
    Map<CalendarPeriod, Integer> present = new EnumMap<>(CalendarPeriod.class);
    counts.forEach(
        (slot, count) -> {
          check("keep." + slot.rule(), count);
          if (count != 0) {
            present.put(slot, count);
          }
        });
    counts = Map.copyOf(present);
    withinSlots = Map.copyOf(withinSlots);
    if (last == 0 && counts.isEmpty() && within.isEmpty() && withinSlots.isEmpty()) {
      throw new InvalidInputException("keep", "rules that keep nothing", "at least one rule");
    }
  }

  /** The count of a calendar rule; 0 if the plan omits it. */
  public int count(CalendarPeriod slot) {
    return counts.getOrDefault(slot, 0);
  }

  private static void check(String field, int count) {
    if (count < -1) {
      throw new InvalidInputException(field, Integer.toString(count), "a count, or -1 to keep all");
    }
  }
}
