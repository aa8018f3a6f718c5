package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long sets are kept, in restic's words: the newest set of each of the last N hours, days, ISO
 * weeks, months or years that have one. 0 leaves a rule out, -1 keeps all.
 *
 * @param last number of most recent sets to keep
 * @param within keep every set that is younger than this when the newest is made
 * @param counts for each kind of slot, number of slots with a set for which to keep the newest set
 * @param withinSlots keep the newest set of each slot that is younger than this when the newest is
 *     made
 * @param gone when the sets of a source that is gone are deleted; absent: by the rules alone
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

  /** The count of a calendar rule; 0 if the plan leaves it out. */
  public int count(CalendarPeriod slot) {
    return counts.getOrDefault(slot, 0);
  }

  private static void check(String field, int count) {
    if (count < -1) {
      throw new InvalidInputException(field, Integer.toString(count), "a count, or -1 to keep all");
    }
  }
}
