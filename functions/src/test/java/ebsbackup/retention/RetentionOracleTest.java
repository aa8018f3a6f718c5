package ebsbackup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SnapshotSet;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Gone;
import ebsbackup.request.Keep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** The decisions against rules that were written a second time, and against themselves. */
class RetentionOracleTest {
  record Row(Keep keep, ZoneId zone, List<Instant> times, Instant now) {}

  @Provide
  Arbitrary<Row> rows() {
    return Arbitraries.randomValue(
        random -> {
          List<Instant> times = Histories.times(random, 24);
          return new Row(
              Histories.keep(random), Histories.zone(random), times, Histories.now(times, random));
        });
  }

  @Provide
  Arbitrary<Histories.History> histories() {
    return Arbitraries.randomValue(Histories::history);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void keepRules_keepWhatTheOracleKeeps(@ForAll("rows") Row row) {
    List<List<String>> reasons =
        new KeepRules(row.keep(), row.zone()).reasons(row.times(), row.now());

    Set<Integer> kept = new HashSet<>();
    for (int i = 0; i < reasons.size(); i++) {
      if (!reasons.get(i).isEmpty()) {
        kept.add(i);
      }
    }
    assertThat(reasons).hasSameSizeAs(row.times());
    assertThat(kept).isEqualTo(Oracle.kept(row.keep(), row.zone(), row.times(), row.now()));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void decide_deletesWhatTheOracleDeletes(@ForAll("histories") Histories.History h) {
    assertThat(deleted(h, h.sets()))
        .isEqualTo(Oracle.deleted(h.policy(), h.sets(), h.holds(), h.gone(), h.now()));
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void decide_isOneDecisionASetInAnyOrder(
      @ForAll("histories") Histories.History h, @ForAll long seed) {
    List<SnapshotSet> shuffled = new ArrayList<>(h.sets());
    Collections.shuffle(shuffled, new Random(seed));

    List<Decision> decisions = h.policy().decide(h.sets(), h.holds(), h.gone(), h.now());

    assertThat(decisions).extracting(Decision::set).containsExactlyInAnyOrderElementsOf(h.sets());
    assertThat(h.policy().decide(shuffled, h.holds(), h.gone(), h.now())).isEqualTo(decisions);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void decide_asecondRunDeletesNothingMore(@ForAll("histories") Histories.History h) {
    Set<SnapshotSet> first = deleted(h, h.sets());
    List<SnapshotSet> left = h.sets().stream().filter(set -> !first.contains(set)).toList();

    // The oldest of all that is kept in addition may go once it is no longer the oldest of many:
    // never here, since what is newer than it stays.
    assertThat(deleted(h, left)).isEmpty();
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void decide_theNewestGoodSetOfASourceAlwaysStays_unlessThePlanSaysSo(
      @ForAll("histories") Histories.History h) {
    Set<SnapshotSet> deleted = deleted(h, h.sets());
    if (h.keep().gone().filter(Gone::lastSetToo).isPresent()) {
      deleted.removeIf(set -> h.gone().contains(set.tags().source()));
    }

    Map<String, List<SnapshotSet>> good =
        h.sets().stream()
            .filter(SnapshotSet::good)
            .collect(Collectors.groupingBy(set -> set.tags().source()));
    good.forEach(
        (source, sets) -> {
          Instant newest = sets.stream().map(SnapshotSet::startTime).max(Instant::compareTo).get();
          assertThat(sets)
              .anyMatch(set -> set.startTime().equals(newest) && !deleted.contains(set));
        });
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void decide_badAndForeignSetsChangeNothingForTheGood(
      @ForAll("histories") Histories.History h, @ForAll long seed) {
    List<SnapshotSet> good = h.sets().stream().filter(SnapshotSet::good).toList();
    List<SnapshotSet> more = new ArrayList<>(h.sets());
    Random random = new Random(seed);
    for (int i = 0; i < 5; i++) {
      Instant time = h.now().minus(Duration.ofHours(random.nextInt(2000)));
      more.add(Histories.set("bad-" + i, "i-0", time, List.of("completed", "error"), Map.of()));
      more.add(Histories.set("other-" + i, "i-9", time, List.of("completed"), Map.of()));
    }

    Set<SnapshotSet> alone = deleted(h, good);
    Set<SnapshotSet> among = deleted(h, more);

    among.retainAll(good);
    assertThat(among).isEqualTo(alone);
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void decide_aLargerCountNeverKeepsLess(@ForAll("rows") Row row, @ForAll long seed) {
    Random random = new Random(seed);
    Map<CalendarPeriod, Integer> larger = new EnumMap<>(CalendarPeriod.class);
    row.keep()
        .counts()
        .forEach((slot, count) -> larger.put(slot, count < 0 ? -1 : count + random.nextInt(3)));
    Keep more =
        new Keep(
            row.keep().last() < 0 ? -1 : row.keep().last() + random.nextInt(3),
            row.keep().within(),
            larger,
            row.keep().withinSlots(),
            Optional.empty());

    List<List<String>> less = new KeepRules(row.keep(), row.zone()).reasons(row.times(), row.now());
    List<List<String>> atLeast = new KeepRules(more, row.zone()).reasons(row.times(), row.now());

    for (int i = 0; i < less.size(); i++) {
      assertThat(atLeast.get(i).isEmpty() && !less.get(i).isEmpty()).isFalse();
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void decide_setsWithAnEndOfTheirOwnTakeNoSlot(@ForAll("histories") Histories.History h) {
    List<SnapshotSet> scheduled =
        h.sets().stream()
            .filter(
                s ->
                    s.snapshots().stream()
                        .noneMatch(x -> x.tags().containsKey("ebs-backup:keep-until")))
            .toList();
    Set<SnapshotSet> among = deleted(h, h.sets());
    among.retainAll(scheduled.stream().filter(SnapshotSet::good).toList());
    Set<SnapshotSet> alone = deleted(h, scheduled);
    alone.retainAll(scheduled.stream().filter(SnapshotSet::good).toList());

    // Alone, one of them may be the last good set of its source; all else is the same.
    assertThat(among).containsAll(alone);
    among.removeAll(alone);
    assertThat(among)
        .allMatch(
            set ->
                scheduled.stream()
                    .filter(s -> s.good() && s.tags().source().equals(set.tags().source()))
                    .noneMatch(s -> s.startTime().isAfter(set.startTime())));
  }

  private static Set<SnapshotSet> deleted(Histories.History h, List<SnapshotSet> sets) {
    return h.policy().decide(sets, h.holds(), h.gone(), h.now()).stream()
        .filter(decision -> decision.verdict() == Verdict.DELETE)
        .map(Decision::set)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
