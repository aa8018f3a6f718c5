package ebsbackup.retention;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Keep;
import ebsbackup.request.Span;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The rules once more, each on its own, slowly and as plainly as can be: to compare with. */
final class Oracle {
  private Oracle() {}

  /** The indexes that any rule keeps. */
  static Set<Integer> kept(Keep keep, ZoneId zone, List<Instant> newestFirst, Instant now) {
    Set<Integer> kept = new HashSet<>();
    int oldest = newestFirst.size() - 1;
    for (int i = 0; i <= oldest; i++) {
      if (keep.last() == -1 || i < keep.last()) {
        kept.add(i);
      }
    }
    keep.within().ifPresent(span -> kept.addAll(inside(newestFirst, span, zone, now)));
    for (CalendarPeriod slot : CalendarPeriod.values()) {
      int count = keep.count(slot);
      if (count != 0 && oldest >= 0) {
        List<Integer> firsts = firsts(newestFirst, allOf(newestFirst), slot, zone);
        if (count == -1) {
          kept.addAll(firsts);
          kept.add(oldest);
        } else {
          kept.addAll(firsts.subList(0, Math.min(count, firsts.size())));
          if (firsts.size() < count) {
            kept.add(oldest);
          }
        }
      }
      Span span = keep.withinSlots().get(slot);
      if (span != null) {
        List<Integer> inside = inside(newestFirst, span, zone, now);
        kept.addAll(firsts(newestFirst, inside, slot, zone));
        if (inside.contains(oldest)) {
          kept.add(oldest);
        }
      }
    }
    return kept;
  }

  private static List<Integer> allOf(List<Instant> times) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      all.add(i);
    }
    return all;
  }

  /** The newest of each slot. */
  private static List<Integer> firsts(
      List<Instant> times, List<Integer> among, CalendarPeriod slot, ZoneId zone) {
    Map<List<Integer>, Integer> newest = new HashMap<>();
    for (int i : among) {
      newest.merge(slotOf(times.get(i).atZone(zone), slot), i, Math::min);
    }
    return newest.values().stream().sorted().toList();
  }

  private static List<Integer> slotOf(ZonedDateTime t, CalendarPeriod slot) {
    LocalDate monday = t.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return switch (slot) {
      case HOUR -> List.of(t.getYear(), t.getMonthValue(), t.getDayOfMonth(), t.getHour());
      case DAY -> List.of(t.getYear(), t.getMonthValue(), t.getDayOfMonth());
      case WEEK -> List.of(monday.getYear(), monday.getDayOfYear());
      case MONTH -> List.of(t.getYear(), t.getMonthValue());
      case YEAR -> List.of(t.getYear());
    };
  }

  private static List<Integer> inside(
      List<Instant> newestFirst, Span span, ZoneId zone, Instant now) {
    List<Integer> inside = new ArrayList<>();
    Instant latest =
        newestFirst.stream()
            .filter(t -> t.compareTo(now) < 0)
            .max(Comparator.naturalOrder())
            .orElse(null);
    for (int i = 0; i < newestFirst.size(); i++) {
      if (latest == null || newestFirst.get(i).compareTo(begin(latest, span, zone)) > 0) {
        inside.add(i);
      }
    }
    return inside;
  }

  private static Instant begin(Instant latest, Span span, ZoneId zone) {
    ZonedDateTime t = latest.atZone(zone);
    int months = t.getYear() * 12 + t.getMonthValue() - 1 - (int) span.period().toTotalMonths();
    LocalDate firstOfMonth =
        LocalDate.of(Math.floorDiv(months, 12), Math.floorMod(months, 12) + 1, 1);
    LocalDate day =
        LocalDate.ofEpochDay(
            firstOfMonth.toEpochDay()
                + t.getDayOfMonth()
                - 1
                - span.period().get(java.time.temporal.ChronoUnit.DAYS));
    return ZonedDateTime.ofLocal(day.atTime(t.toLocalTime()), zone, t.getOffset())
        .toInstant()
        .minus(span.duration());
  }

  /** The sets that are to be deleted. */
  static Set<SnapshotSet> deleted(
      RetentionPolicy policy, List<SnapshotSet> sets, Holds holds, Set<String> gone, Instant now) {
    Set<SnapshotSet> deleted = new LinkedHashSet<>();
    for (SnapshotSet set : sets) {
      List<SnapshotSet> source =
          sets.stream().filter(s -> s.tags().source().equals(set.tags().source())).toList();
      boolean over = gone.contains(set.tags().source()) && ended(policy, set, source, now);
      if ((over || deletes(policy, set, source, now)) && !held(set, holds, now)) {
        deleted.add(set);
      }
    }
    return deleted;
  }

  private static boolean ended(
      RetentionPolicy policy, SnapshotSet set, List<SnapshotSet> source, Instant now) {
    if (policy.keep().gone().isEmpty()
        || set.snapshots().stream().anyMatch(s -> s.state().equals("pending"))
        || (until(set) != null
            && (unreadable(until(set)) || now.isBefore(Instant.parse(until(set)))))) {
      return false;
    }
    boolean newerIsGood =
        source.stream()
            .filter(Oracle::good)
            .anyMatch(
                s ->
                    s.startTime().isAfter(set.startTime())
                        || (s.startTime().equals(set.startTime())
                            && s.tags().run().compareTo(set.tags().run()) < 0));
    boolean old =
        set.startTime().isBefore(begin(now, policy.keep().gone().get().after(), policy.timeZone()));
    return old && (newerIsGood || policy.keep().gone().get().lastSetToo());
  }

  private static boolean deletes(
      RetentionPolicy policy, SnapshotSet set, List<SnapshotSet> source, Instant now) {
    List<SnapshotSet> newestFirst =
        source.stream()
            .filter(Oracle::good)
            .sorted(
                (a, b) ->
                    a.startTime().equals(b.startTime())
                        ? a.tags().run().compareTo(b.tags().run())
                        : b.startTime().compareTo(a.startTime()))
            .toList();
    if (newestFirst.isEmpty()) {
      return false;
    }
    SnapshotSet newest = newestFirst.getFirst();
    if (good(set)) {
      if (set.equals(newest)) {
        return false;
      }
      if (until(set) != null) {
        return !unreadable(until(set)) && !now.isBefore(Instant.parse(until(set)));
      }
      List<SnapshotSet> ruled = newestFirst.stream().filter(s -> until(s) == null).toList();
      List<Instant> times = ruled.stream().map(SnapshotSet::startTime).toList();
      return !kept(policy.keep(), policy.timeZone(), times, now).contains(ruled.indexOf(set));
    }
    boolean pending = set.snapshots().stream().anyMatch(s -> s.state().equals("pending"));
    boolean newerIsGood = newest.startTime().compareTo(set.startTime()) > 0;
    long age = now.getEpochSecond() - set.startTime().getEpochSecond();
    Set<String> present = new HashSet<>(set.snapshots().stream().map(Snapshot::volumeId).toList());
    boolean missing =
        !present.containsAll(set.tags().members().stream().map(Member::volumeId).toList());
    Duration needed =
        missing && policy.grace().toHours() < 1 ? Duration.ofHours(1) : policy.grace();
    return !pending && newerIsGood && age > needed.toSeconds();
  }

  private static boolean held(SnapshotSet set, Holds holds, Instant now) {
    for (Snapshot snapshot : set.snapshots()) {
      if (!holds.bySnapshot().getOrDefault(snapshot.snapshotId(), List.of()).isEmpty()) {
        return true;
      }
      for (String key : List.of("ebs-backup:hold", "ebs-backup:restoring")) {
        String value = snapshot.tags().get(key);
        if (value != null) {
          String end = value.substring(value.lastIndexOf(' ') + 1);
          boolean lapses = value.contains("until ") && !unreadable(end);
          if (!lapses || Instant.parse(end).isAfter(now)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static String until(SnapshotSet set) {
    return set.snapshots().stream()
        .map(s -> s.tags().get("ebs-backup:keep-until"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static boolean unreadable(String instant) {
    return !instant.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
  }

  private static boolean good(SnapshotSet set) {
    return set.tags().members().stream()
        .allMatch(
            m ->
                set.snapshots().stream()
                    .anyMatch(
                        s -> s.volumeId().equals(m.volumeId()) && s.state().equals("completed")));
  }
}
