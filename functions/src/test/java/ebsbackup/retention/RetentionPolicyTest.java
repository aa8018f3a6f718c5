package ebsbackup.retention;

import static ebsbackup.retention.Histories.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.prune.SafetyLimits;
import ebsbackup.request.CalendarPeriod;
import ebsbackup.request.Gone;
import ebsbackup.request.Keep;
import ebsbackup.request.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionPolicyTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final String SOURCE = "i-0";

  private static final SnapshotSet GOOD = good("new", 1);

  @Test
  void decide_deletesWhatNoRuleKeeps() {
    SnapshotSet old = good("old", 24);

    assertThat(decide(old, GOOD))
        .containsExactly(
            new Decision(GOOD, Verdict.KEEP, List.of("one of the last 1", "last good set of i-0")),
            new Decision(old, Verdict.DELETE, List.of("no rule keeps it")));
  }

  @Test
  void decide_eachSourceByItself() {
    SnapshotSet other =
        set("r", "vol-1", NOW.minus(Duration.ofDays(99)), List.of("completed"), Map.of());

    assertThat(decide(GOOD, other)).extracting(Decision::verdict).containsOnly(Verdict.KEEP);
  }

  @Test
  void decide_aFailedSetPushesNothingOut() {
    SnapshotSet failed =
        set("failed", SOURCE, hoursAgo(0), List.of("completed", "error"), Map.of());

    assertThat(decide(failed, GOOD))
        .containsExactly(
            new Decision(
                failed,
                Verdict.KEEP,
                List.of(
                    "not good: " + failed.problem().get().reason(), "and no newer set is good")),
            new Decision(GOOD, Verdict.KEEP, List.of("one of the last 1", "last good set of i-0")));
  }

  @Test
  void decide_aFailedSetOfTheSameMomentIsNotOlder() {
    SnapshotSet failed = set("failed", SOURCE, hoursAgo(100), List.of("error"), Map.of());
    SnapshotSet good = good("good", 100);

    assertThat(verdict(failed, good)).isEqualTo(Verdict.KEEP);
  }

  @Test
  void decide_aSourceWithoutAGoodSetKeepsAll() {
    SnapshotSet failed = set("failed", SOURCE, hoursAgo(9999), List.of("error"), Map.of());

    assertThat(verdict(failed)).isEqualTo(Verdict.KEEP);
  }

  /** The states of its snapshots; one without a state is missing. */
  @ParameterizedTest
  @ValueSource(strings = {"error", "completed,"})
  void decide_aSetThatIsNotGoodGoesAfterItsGrace(String snapshots) {
    List<String> states = List.of(snapshots.split(",", -1));
    SnapshotSet within = set("within", SOURCE, hoursAgo(48), states, Map.of());
    SnapshotSet past = set("past", SOURCE, hoursAgo(48).minusSeconds(1), states, Map.of());

    assertThat(past.good()).isFalse();
    assertThat(decide(within, GOOD).get(1).reasons())
        .containsExactly(
            "not good: " + within.problem().get().reason(), "in its grace period until " + NOW);
    assertThat(decide(past, GOOD).get(1))
        .isEqualTo(
            new Decision(
                past,
                Verdict.DELETE,
                List.of("not good: " + past.problem().get().reason(), "a newer set is good")));
    assertThat(verdict(past)).isEqualTo(Verdict.KEEP);
  }

  @Test
  void decide_pendingNeverGoes() {
    SnapshotSet pending =
        set("pending", SOURCE, hoursAgo(9999), List.of("completed", "pending", "error"), Map.of());

    assertThat(decide(pending, GOOD).get(1).reasons()).startsWith("pending");
    assertThat(verdict(pending, GOOD)).isEqualTo(Verdict.KEEP);
  }

  /** A new set may lack snapshots only because EC2 does not list them yet. */
  @Test
  void decide_withoutAGrace_aSetThatLacksSnapshotsStaysForAnHour() {
    RetentionPolicy hasty =
        new RetentionPolicy(
            new Keep(1, Optional.empty(), Map.of(), Map.of(), Optional.empty()),
            ZoneOffset.UTC,
            Duration.ZERO);
    List<String> states = List.of("completed", "");
    SnapshotSet fresh = set("fresh", SOURCE, hoursAgo(1), states, Map.of());
    SnapshotSet settled = set("settled", SOURCE, hoursAgo(1).minusSeconds(1), states, Map.of());
    SnapshotSet failed = set("failed", SOURCE, hoursAgo(1), List.of("error"), Map.of());

    assertThat(hasty.decide(List.of(good("good", 0), fresh), Holds.NONE, Set.of(), NOW).get(1))
        .isEqualTo(
            new Decision(
                fresh,
                Verdict.KEEP,
                List.of(
                    "not good: " + fresh.problem().get().reason(),
                    "in its grace period until " + NOW)));
    for (SnapshotSet goes : List.of(settled, failed)) {
      assertThat(hasty.decide(List.of(good("good", 0), goes), Holds.NONE, Set.of(), NOW))
          .extracting(Decision::verdict)
          .containsExactly(Verdict.KEEP, Verdict.DELETE);
    }
  }

  @Test
  void decide_aSetByHandStaysUntilItsEnd() {
    SnapshotSet future = byHand("a", 200, NOW.plusSeconds(1).toString());
    SnapshotSet over = byHand("b", 300, NOW.toString());
    SnapshotSet unreadable = byHand("c", 400, "Christmas");

    assertThat(decide(GOOD, future, over, unreadable))
        .containsExactly(
            new Decision(GOOD, Verdict.KEEP, List.of("one of the last 1", "last good set of i-0")),
            new Decision(future, Verdict.KEEP, List.of("kept until " + NOW.plusSeconds(1))),
            new Decision(over, Verdict.DELETE, List.of("was kept until " + NOW)),
            new Decision(
                unreadable,
                Verdict.KEEP,
                List.of(
                    "kept forever, because no end time could be read from ebs-backup:keep-until \"Christmas\"")));
  }

  @Test
  void decide_aManualSetTakesNoSlot() {
    SnapshotSet byHand = byHand("hand", 0, NOW.plusSeconds(1).toString());

    assertThat(verdict(GOOD, byHand)).isEqualTo(Verdict.KEEP);
    assertThat(decide(GOOD, byHand).getFirst().reasons())
        .containsExactly("kept until " + NOW.plusSeconds(1), "last good set of i-0");
  }

  @Test
  void decide_aSetByHandDoesNotFillTheDay_norDoesAFailedOne() {
    SnapshotSet byHand = byHand("hand", 1, NOW.plusSeconds(1).toString());
    SnapshotSet failed = set("failed", SOURCE, hoursAgo(1), List.of("error"), Map.of());
    SnapshotSet today = good("today", 2);
    SnapshotSet yesterday = good("yesterday", 24);
    SnapshotSet before = good("before", 48);
    Keep days =
        new Keep(0, Optional.empty(), Map.of(CalendarPeriod.DAY, 2), Map.of(), Optional.empty());
    RetentionPolicy policy = new RetentionPolicy(days, ZoneOffset.UTC, Duration.ofDays(2));

    for (SnapshotSet newest : List.of(byHand, failed)) {
      assertThat(
              policy.decide(List.of(newest, today, yesterday, before), Holds.NONE, Set.of(), NOW))
          .extracting(Decision::verdict)
          .containsExactly(Verdict.KEEP, Verdict.KEEP, Verdict.KEEP, Verdict.DELETE);
    }
  }

  @Test
  void decide_aSetByHandThatIsTheLastGoodOneStays() {
    assertThat(decide(byHand("hand", 5, NOW.toString())).getFirst().reasons())
        .containsExactly("last good set of i-0");
  }

  @Test
  void decide_holdsBackTheWholeSet() {
    SnapshotSet old = set("old", SOURCE, hoursAgo(9), List.of("completed", "completed"), Map.of());
    String second = old.snapshots().get(1).snapshotId();
    Holds holds = new Holds(Map.of(second, List.of("AMI ami-1 (disabled)", "locked")));

    assertThat(policy().decide(List.of(old, GOOD), holds, Set.of(), NOW).get(1))
        .isEqualTo(
            new Decision(
                old,
                Verdict.HELD,
                List.of(
                    "held: AMI ami-1 (disabled) (%s)".formatted(second),
                    "held: locked (%s)".formatted(second))));
  }

  @Test
  void decide_holdsBackWhatIsHalfDeleted() {
    SnapshotSet half =
        set(
            "half",
            SOURCE,
            hoursAgo(49),
            List.of("completed", ""),
            Map.of("ebs-backup:hold", "Ann"));

    assertThat(verdict(half, GOOD)).isEqualTo(Verdict.HELD);
  }

  @Test
  void decide_whatARuleKeepsNeedsNoHold() {
    Holds holds = new Holds(Map.of(GOOD.snapshots().getFirst().snapshotId(), List.of("AMI")));

    assertThat(policy().decide(List.of(GOOD), holds, Set.of(), NOW).getFirst().verdict())
        .isEqualTo(Verdict.KEEP);
  }

  @Test
  void decide_tagsHoldBackUntilTheyLapse() {
    assertThat(held("ebs-backup:hold", "Ann until 2026-03-10T12:00:01Z"))
        .startsWith("held: on hold by Ann until 2026-03-10T12:00:01Z (");
    assertThat(held("ebs-backup:hold", "Ann until 2026-03-10T12:00:00Z"))
        .isEqualTo("no rule keeps it");
    assertThat(held("ebs-backup:hold", "")).startsWith("held: on hold, with no end (");
    assertThat(held("ebs-backup:hold", "Ann")).startsWith("held: on hold by Ann, with no end (");
    assertThat(held("ebs-backup:hold", "until 2027-01-01T00:00:00Z"))
        .startsWith("held: on hold until 2027-01-01T00:00:00Z (");
    assertThat(held("ebs-backup:hold", "Ann until Christmas"))
        .startsWith(
            "held: on hold by Ann, forever, because no end time could be read from \"until Christmas\" (");
    assertThat(held("ebs-backup:restoring", "restore-7 until 2026-03-11T00:00:00Z"))
        .startsWith("held: being restored by restore-7 until 2026-03-11T00:00:00Z (");
    assertThat(held("ebs-backup:restoring", "restore-7 until 2026-03-10T00:00:00Z"))
        .isEqualTo("no rule keeps it");
    assertThat(held("Name", "Ann until 2027-01-01T00:00:00Z")).isEqualTo("no rule keeps it");
  }

  @Test
  void on_namesEveryHoldOfASnapshot() {
    SnapshotSet set =
        set(
            "r",
            SOURCE,
            hoursAgo(9),
            List.of("completed"),
            Map.of(
                "ebs-backup:hold", "Ann",
                "ebs-backup:restoring", "restore-7 until 2026-03-11T00:00:00Z"));

    assertThat(Holds.NONE.on(set, NOW))
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("held: on hold by Ann"),
            reason -> assertThat(reason).startsWith("held: being restored by restore-7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ann until 2026-03-10",
        "Ann until 2026-03-10T12:00:01Z",
        "Ann until 2026-03-10t12:00:01z",
        "Ann until 2026-03-10T12:01Z",
        "Ann until 2026-03-10 12:01",
        "Ann until 2026-03-10T14:00:01+02:00",
        "Ann until 2026-03-10T14:00:01+0200",
        "Ann UNTIL  2026-03-10T14:01+02",
        "Ann until the audit until 2026-03-10"
      })
  void decide_aHoldHasAnEnd_asADateOrATime(String hold) {
    assertThat(held("ebs-backup:hold", hold))
        .startsWith("held: on hold by Ann")
        .doesNotContain("forever");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ann until 2026-03-09",
        "Ann until 2026-03-10T12:00:00Z",
        "Ann until 2026-03-10T14:00+02:00",
        "Ann until 2026-03-10 11:59"
      })
  void decide_aHoldThatIsOver_holdsNothing(String hold) {
    assertThat(held("ebs-backup:hold", hold)).isEqualTo("no rule keeps it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ann until 2025-02-30",
        "Ann until 2025-02-30T00:00:00Z",
        "Ann until 31.12.2025",
        "Ann until 12/31/2025",
        "Ann until 2025-1-1",
        "Ann until ２０２５-01-01",
        "Ann until\u30002025",
        "Ann until 2025-12-31 or later",
        "Ann until 2025-12-31T25:00:00Z",
        "Ann until",
        "Ann until Christmas"
      })
  void decide_aHoldWhoseEndCannotBeRead_holdsForEver_andSaysSo(String hold) {
    assertThat(held("ebs-backup:hold", hold))
        .startsWith(
            "held: on hold by Ann, forever, because no end time could be read from \"until ");
  }

  @Test
  void decide_ofSeveralEndsInOneSet_theLatestCounts() {
    assertThat(keptUntil("2026-03-09", "2026-03-11")).containsExactly("kept until 2026-03-11");
    assertThat(keptUntil("2026-03-11", "2026-03-09")).containsExactly("kept until 2026-03-11");
    assertThat(keptUntil("2026-03-09", "2026-03-08")).containsExactly("was kept until 2026-03-09");
    assertThat(keptUntil("later", "2026-03-09").getFirst()).startsWith("kept forever");
    assertThat(keptUntil("1 year", "2026-03-09").getFirst()).startsWith("kept forever");
    assertThat(keptUntil("2026-03-08T23:00-05:00", "2026-03-09 03:00"))
        .containsExactly("was kept until 2026-03-08T23:00-05:00");
  }

  private static List<String> keptUntil(String one, String other) {
    SnapshotSet set = set("a", SOURCE, hoursAgo(200), List.of("completed", "completed"), Map.of());
    Snapshot first = set.snapshots().getFirst();
    Snapshot second = set.snapshots().getLast();
    return decide(
            GOOD,
            new SnapshotSet(
                set.tags(),
                set.startTime(),
                List.of(
                    Histories.tagged(first, Map.of("ebs-backup:keep-until", one)),
                    Histories.tagged(second, Map.of("ebs-backup:keep-until", other)))))
        .get(1)
        .reasons();
  }

  @Test
  void decide_setsOfASourceThatIsGone_endAfterTheirTime_evenIfARuleKeepsThem() {
    SnapshotSet old = good("old", 24 * 40);
    SnapshotSet edge = good("edge", 24 * 30);
    SnapshotSet last = good("last", 24 * 29);

    assertThat(ended("P30D", false, Set.of(SOURCE), old, edge, last))
        .extracting(Decision::set, Decision::reason)
        .containsExactly(
            tuple(last, "all are kept; last good set of i-0"),
            tuple(edge, "all are kept"),
            tuple(old, "i-0 is gone, and the set is older than P30D"));
    assertThat(ended("P30D", true, Set.of("i-1"), old))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP);
  }

  @Test
  void decide_aSetThatIsDeletedInAnyCase_isNotDeletedBecauseItsSourceIsGone() {
    SnapshotSet broken = set("broken", SOURCE, hoursAgo(24 * 41), List.of("error"), Map.of());

    assertThat(ended("P30D", false, Set.of(SOURCE), good("last", 24 * 40), broken).getLast())
        .isEqualTo(
            new Decision(
                broken,
                Verdict.DELETE,
                List.of("not good: " + broken.problem().get().reason(), "a newer set is good")));
  }

  @Test
  void decide_theLastGoodSetOfASourceThatIsGone_endsOnlyWhereThatIsSaid() {
    SnapshotSet last = good("last", 24 * 40);
    SnapshotSet twin = good("twin", 24 * 40);
    SnapshotSet broken = set("broken", SOURCE, hoursAgo(24 * 39), List.of("error"), Map.of());

    assertThat(ended("P30D", false, Set.of(SOURCE), last, broken))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP, Verdict.KEEP);
    assertThat(ended("P30D", false, Set.of(SOURCE), last, twin))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP, Verdict.DELETE);
    assertThat(ended("P30D", false, Set.of(SOURCE), good("older", 24 * 41), last, broken))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP, Verdict.KEEP, Verdict.DELETE);
    assertThat(ended("P30D", true, Set.of(SOURCE), last, broken))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.DELETE, Verdict.DELETE);
  }

  @Test
  void decide_aSourceThatIsGone_endsNothingThatIsPendingHeldOrKeptForLonger() {
    SnapshotSet pending = set("a", SOURCE, hoursAgo(2000), List.of("pending"), Map.of());
    SnapshotSet kept = byHand("b", 2000, NOW.plusSeconds(1).toString());
    SnapshotSet over = byHand("c", 2001, NOW.toString());
    SnapshotSet held =
        set("d", SOURCE, hoursAgo(2002), List.of("completed"), Map.of("ebs-backup:hold", "Ann"));
    SnapshotSet half = set("e", SOURCE, hoursAgo(2003), List.of("completed", ""), Map.of());

    assertThat(ended("P30D", true, Set.of(SOURCE), pending, kept, over, held, half))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP, Verdict.KEEP, Verdict.DELETE, Verdict.HELD, Verdict.DELETE);
    assertThat(ended("P30D", true, Set.of(SOURCE), over))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.DELETE);
  }

  @Test
  void sourcesToLookUp_areThoseWithASetOldEnough() {
    SnapshotSet young = set("r", "i-young", hoursAgo(24 * 30), List.of("completed"), Map.of());
    SnapshotSet old = set("r", "i-old", hoursAgo(24 * 30 + 1), List.of("completed"), Map.of());

    assertThat(policy("P30D", false).sourcesToLookUp(List.of(young, old), NOW))
        .containsExactly("i-old");
    assertThat(policy().sourcesToLookUp(List.of(young, old), NOW)).isEmpty();
  }

  private static List<Decision> ended(
      String after, boolean lastSetToo, Set<String> gone, SnapshotSet... sets) {
    return policy(after, lastSetToo).decide(List.of(sets), Holds.NONE, gone, NOW);
  }

  private static RetentionPolicy policy(String goneAfter, boolean lastSetToo) {
    Gone gone = new Gone(Span.parse("keep.goneAfter", goneAfter), lastSetToo);
    return new RetentionPolicy(
        new Keep(-1, Optional.empty(), Map.of(), Map.of(), Optional.of(gone)),
        ZoneOffset.UTC,
        Duration.ofDays(2));
  }

  @Test
  void decide_twoSetsOfOneMoment_theSameOneStays() {
    SnapshotSet a = good("a", 2);
    SnapshotSet b = good("b", 2);

    assertThat(decide(a, b)).isEqualTo(decide(b, a));
    assertThat(verdict(a, b)).isEqualTo(Verdict.KEEP);
    assertThat(verdict(b, a)).isEqualTo(Verdict.DELETE);
  }

  @Test
  void decision_needsAReason() {
    assertThatThrownBy(() -> new Decision(GOOD, Verdict.KEEP, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new Decision(GOOD, Verdict.KEEP, List.of("a", "b")).reason()).isEqualTo("a; b");
  }

  @Test
  void safetyLimits_stopTooManyDeletions() {
    assertThat(SafetyLimits.tooMany(10, 50, Optional.empty())).isEmpty();
    assertThat(SafetyLimits.tooMany(10, 51, Optional.empty()))
        .contains(
            "51 of 10 sets would be deleted, and one run may delete 50 (the larger of 50 and 20 %)."
                + " If this is intended, start the prune manually with \"maxDeletions\": 51");
    assertThat(SafetyLimits.tooMany(1_000, 200, Optional.empty())).isEmpty();
    assertThat(SafetyLimits.tooMany(1_000, 201, Optional.empty())).isPresent();
    assertThat(SafetyLimits.tooMany(1_000, 7, Optional.of(7))).isEmpty();
    assertThat(SafetyLimits.tooMany(1_000, 8, Optional.of(7)))
        .hasValueSatisfying(text -> assertThat(text).contains("may delete 7 (maxDeletions)"));
  }

  @Test
  void safetyLimits_stopWhenTheClocksDiffer() {
    Duration five = Duration.ofMinutes(5);

    assertThat(SafetyLimits.clocks(Optional.of(five))).isEmpty();
    assertThat(SafetyLimits.clocks(Optional.of(five.negated()))).isEmpty();
    assertThat(SafetyLimits.clocks(Optional.of(five.plusSeconds(1))))
        .contains("this function's clock and EC2's differ by PT5M1S, more than PT5M");
    assertThat(SafetyLimits.clocks(Optional.of(five.plusSeconds(1).negated()))).isPresent();
    assertThat(SafetyLimits.clocks(Optional.empty())).isPresent();
  }

  private static String held(String key, String value) {
    SnapshotSet old = set("old", SOURCE, hoursAgo(9), List.of("completed"), Map.of(key, value));
    return decide(old, GOOD).get(1).reason();
  }

  private static Verdict verdict(SnapshotSet set, SnapshotSet... others) {
    List<SnapshotSet> all = new java.util.ArrayList<>(List.of(others));
    all.add(set);
    return policy().decide(all, Holds.NONE, Set.of(), NOW).stream()
        .filter(decision -> decision.set().equals(set))
        .findFirst()
        .orElseThrow()
        .verdict();
  }

  private static List<Decision> decide(SnapshotSet... sets) {
    return policy().decide(List.of(sets), Holds.NONE, Set.of(), NOW);
  }

  private static RetentionPolicy policy() {
    return new RetentionPolicy(
        new Keep(1, Optional.empty(), Map.of(), Map.of(), Optional.empty()),
        ZoneOffset.UTC,
        Duration.ofDays(2));
  }

  private static SnapshotSet good(String run, int hoursAgo) {
    return set(run, SOURCE, hoursAgo(hoursAgo), List.of("completed", "completed"), Map.of());
  }

  private static SnapshotSet byHand(String run, int hoursAgo, String until) {
    return set(
        run,
        SOURCE,
        hoursAgo(hoursAgo),
        List.of("completed"),
        Map.of("ebs-backup:keep-until", until));
  }

  private static Instant hoursAgo(int hours) {
    return NOW.minus(Duration.ofHours(hours));
  }

  @Test
  void decide_nothingGoesOfASourceWhoseNewestVerifiedSetIsDamaged() {
    SnapshotSet damaged = verified("new", 1, "damaged 2026-03-10T11:00:00Z vol-1: GPT header");
    SnapshotSet old = good("old", 24);
    String reason =
        "held: until a person decides, since the set of i-0 of %s was verified as damaged"
            .formatted(damaged.startTime());
    Snapshot ofOld = old.snapshots().getFirst();
    Holds holds = new Holds(Map.of(ofOld.snapshotId(), List.of("AMI ami-1")));

    assertThat(decide(old, damaged).get(0).verdict()).isEqualTo(Verdict.KEEP);
    assertThat(decide(old, damaged).get(1))
        .isEqualTo(new Decision(old, Verdict.HELD, List.of(reason)));
    assertThat(policy().decide(List.of(old, damaged), holds, Set.of(), NOW).get(1).reasons())
        .containsExactly(reason, "held: AMI ami-1 (%s)".formatted(ofOld.snapshotId()));
  }

  @Test
  void decide_aDecisionOfAPerson_orASoundSet_endsTheHold_andOtherSourcesAreNotHeld() {
    SnapshotSet old = good("old", 48);
    SnapshotSet damaged = verified("damaged", 24, "damaged x");
    SnapshotSet other =
        set("o", "vol-1", NOW.minus(Duration.ofDays(9)), List.of("completed"), Map.of());
    SnapshotSet newer =
        set("n", "vol-1", NOW.minus(Duration.ofDays(1)), List.of("completed"), Map.of());

    assertThat(decide(old, verified("new", 1, "accepted by Ann")).get(1).verdict())
        .isEqualTo(Verdict.DELETE);
    assertThat(decide(old, damaged, verified("new", 1, "sound x")))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP, Verdict.DELETE, Verdict.DELETE);
    assertThat(decide(old, damaged, verified("new", 1, "unknown x")))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP, Verdict.HELD, Verdict.HELD);
    assertThat(decide(old, damaged, other, newer))
        .extracting(decision -> decision.set().tags().run() + " " + decision.verdict())
        .containsExactly("damaged KEEP", "old HELD", "n KEEP", "o DELETE");
  }

  @Test
  void decide_theNewestSoundSetStays_untilANewerOneIsSound() {
    SnapshotSet clean = verified("clean", 50, "sound x");
    SnapshotSet older = verified("older", 60, "sound x");
    SnapshotSet unread = good("unread", 24);
    SnapshotSet latest = good("latest", 1);

    assertThat(decide(older, clean, unread, latest))
        .extracting(decision -> decision.set().tags().run() + " " + decision.verdict())
        .containsExactly("latest KEEP", "unread DELETE", "clean HELD", "older DELETE");
    assertThat(decide(older, clean, unread, latest).get(2).reasons())
        .containsExactly("held: until a newer set is verified as sound");
    assertThat(decide(older, clean, unread, verified("latest", 1, "sound x")))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.KEEP, Verdict.DELETE, Verdict.DELETE, Verdict.DELETE);
    assertThat(decide(verified("clean", 50, "unknown x"), latest).get(1).verdict())
        .isEqualTo(Verdict.DELETE);
  }

  @Test
  void decide_theSoundSetOfASourceThatIsGone_endsWithTheOthers() {
    List<SnapshotSet> sets = List.of(verified("clean", 50, "sound x"), good("latest", 40));

    assertThat(policy("P1D", true).decide(sets, Holds.NONE, Set.of(SOURCE), NOW))
        .extracting(Decision::verdict)
        .containsExactly(Verdict.DELETE, Verdict.DELETE);
  }

  private static SnapshotSet verified(String run, int hours, String verdict) {
    return set(
        run, SOURCE, hoursAgo(hours), List.of("completed"), Map.of("ebs-backup:verified", verdict));
  }
}
