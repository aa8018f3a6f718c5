package ebsbackup.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetStatusTest {
  private static final String GAPS =
      "Gaps are those between the sets that still exist. Where a prune has deleted sets, they look"
          + " longer than they were.";

  private static final String A = "i-0000000000000000a";
  private static final String B = "i-0000000000000000b";
  private static final String ROOT = "vol-00000000000000001";
  private static final String DATA = "vol-00000000000000002";
  private static final Instant NOW = Histories.BEGIN.plus(Duration.ofDays(2));

  private final Histories histories = new Histories();

  private static Instant hour(int hour) {
    return Histories.BEGIN.plus(Duration.ofHours(hour));
  }

  private static KnownPlan plan(String fields, KnownPlan.Source... sources) {
    return new KnownPlan(
        new Json()
            .read(
                "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}}%s}"
                    .formatted(fields),
                Plan.class),
        List.of(sources));
  }

  private static KnownPlan.Source selected(String id, String... volumes) {
    return new KnownPlan.Source(id, List.of(volumes), List.of());
  }

  private FleetReport report(KnownPlan... plans) {
    return new FleetStatus(histories.fleet(NOW), List.of(plans), Optional.empty(), NOW).report();
  }

  private void good(String source, int hour, String... volumes) {
    histories.set(source, hour(hour), hour(hour + 1), "completed", volumes);
  }

  private static SourceStatus only(FleetReport report) {
    assertThat(report.sources()).hasSize(1);
    return report.sources().getFirst();
  }

  @Test
  void withinTheTarget() {
    histories.instance(A, "stopped", ROOT);
    good(A, 3, ROOT);
    good(A, 27, ROOT);

    SourceStatus source = only(report(plan(",\"rpo\":\"PT26H\"", selected(A, ROOT))));

    assertThat(source.protection()).isEqualTo(Protection.PROTECTED);
    assertThat(source.state()).isEqualTo("stopped");
    assertThat(source.name()).contains("name of " + A);
    assertThat(source.plans()).containsExactly("daily");
    assertThat(source.newest())
        .contains(new SourceStatus.Newest("daily/" + hour(27), hour(27), hour(28)));
    assertThat(source.age()).contains(Duration.ofHours(21));
    assertThat(source.target()).contains(Duration.ofHours(26));
    assertThat(source.longestGap()).contains(Duration.ofHours(25));
    assertThat(source.shareWithin()).contains(1.0);
    assertThat(source.restorePoints()).isEqualTo(2);
    assertThat(source.gib()).isEqualTo(8);
  }

  @Test
  void overTheTarget_ofTheStrictestPlan() {
    histories.instance(A, "running", ROOT);
    good(A, 3, ROOT);

    FleetReport report =
        report(
            plan(",\"rpo\":\"PT100H\"", selected(A, ROOT)),
            plan(",\"rpo\":\"PT26H\"", selected(A, ROOT)));

    assertThat(only(report).protection()).isEqualTo(Protection.LATE);
    assertThat(report.broken()).isTrue();
    assertThat(report.counts()).isEqualTo(Map.of(Protection.LATE, 1));
  }

  @Test
  void aPlansTargetGoesBeforeTheCommandLines() {
    histories.instance(A, "running", ROOT);
    good(A, 3, ROOT);

    assertThat(
            only(new FleetStatus(
                        histories.fleet(NOW),
                        List.of(plan(",\"rpo\":\"PT50H\"", selected(A, ROOT))),
                        Optional.of(Duration.ofHours(1)),
                        NOW)
                    .report())
                .target())
        .contains(Duration.ofHours(50));
  }

  @Test
  void selectedAndWithoutAGoodSet() {
    histories.instance(A, "running", ROOT);
    histories.set(A, hour(3), hour(4), "error", ROOT);

    FleetReport report = report(plan("", selected(A, ROOT)));

    assertThat(only(report).protection()).isEqualTo(Protection.NEVER);
    assertThat(only(report).notGood()).isEqualTo(1);
    assertThat(report.notGood())
        .singleElement()
        .satisfies(set -> assertThat(set.reason()).contains("is error"));
    assertThat(report.broken()).isTrue();
  }

  @Test
  void neitherSelectedNorBackedUp() {
    histories.instance(A, "running", ROOT).volume(DATA);

    FleetReport report = report(plan(""));

    assertThat(report.sources())
        .extracting(SourceStatus::source, SourceStatus::protection, SourceStatus::unprotected)
        .containsExactly(
            tuple(A, Protection.UNPROTECTED, List.of(ROOT)),
            tuple(DATA, Protection.UNPROTECTED, List.of(DATA)));
    assertThat(report.broken()).isFalse();
  }

  @Test
  void aVolumeThatIsInNoSetYet() {
    histories.instance(A, "running", ROOT, DATA);
    good(A, 27, ROOT);

    SourceStatus source = only(report(plan("", selected(A, ROOT, DATA))));

    assertThat(source.protection()).isEqualTo(Protection.PARTLY);
    assertThat(source.unprotected()).containsExactly(DATA);
  }

  @Test
  void aVolumeThatThePlanLeavesOut_isNoGap() {
    histories.instance(A, "running", ROOT, DATA);
    good(A, 27, ROOT);

    SourceStatus source =
        only(report(plan("", new KnownPlan.Source(A, List.of(ROOT), List.of(DATA)))));

    assertThat(source.protection()).isEqualTo(Protection.PROTECTED);
    assertThat(source.leftOut()).containsExactly(DATA);
  }

  @Test
  void everyVolumeLeftOut() {
    histories.instance(A, "running", ROOT);

    assertThat(
            only(report(plan("", new KnownPlan.Source(A, List.of(), List.of(ROOT))))).protection())
        .isEqualTo(Protection.LEFT_OUT);
  }

  @Test
  void goneAndNotSelectedAnyMore() {
    histories.instance(B, "running", DATA);
    good(A, 3, ROOT);
    good(B, 27, DATA);

    FleetReport report = report(plan(",\"rpo\":\"PT1H\""));

    assertThat(report.sources())
        .extracting(SourceStatus::source, SourceStatus::state, SourceStatus::protection)
        .containsExactly(
            tuple(B, "running", Protection.NOT_SELECTED), tuple(A, "gone", Protection.GONE));
    assertThat(report.sources().getLast().target()).isEmpty();
  }

  @Test
  void withoutAPlan_noSourceIsOutOfSelection() {
    histories.instance(A, "running", ROOT);
    good(A, 3, ROOT);

    FleetReport report = report();

    assertThat(only(report).protection()).isEqualTo(Protection.PROTECTED);
    assertThat(report.notes())
        .containsExactly(
            GAPS, "No plan is known, so no source counts as selected. Specify plans with --plan.");
  }

  @Test
  void volumesThatAreSourcesOfTheirOwn() {
    histories.instance(A, "running", ROOT);
    good(ROOT, 27, ROOT);

    assertThat(report(plan("", selected(ROOT, ROOT))).sources())
        .extracting(SourceStatus::source, SourceStatus::protection)
        .containsExactly(tuple(ROOT, Protection.PROTECTED), tuple(A, Protection.BY_VOLUME));
  }

  @Test
  void aDetachedVolume_isInTheSetsOfItsInstance() {
    histories.instance(A, "running", ROOT).volume(DATA);
    good(A, 27, ROOT, DATA);

    FleetReport report = report(plan("", selected(A, ROOT)));

    assertThat(report.sources())
        .extracting(SourceStatus::source, SourceStatus::protection, SourceStatus::gib)
        .contains(tuple(DATA, Protection.NOT_SELECTED, 8L));
  }

  @Test
  void tagsOfTheNewestGoodSet() {
    histories.instance(A, "running", ROOT);
    histories.snapshots.addAll(
        Histories.snapshots(
            A,
            hour(27),
            hour(28),
            "completed",
            Map.of(
                "ebs-backup:share-with",
                "111122223333 444455556666",
                "ebs-backup:verified",
                "sound"),
            ROOT));

    SourceStatus source = only(report());

    assertThat(source.sharedWith()).containsExactly("111122223333", "444455556666");
    assertThat(source.verified()).contains("sound");
  }

  @Test
  void aSetThatWasVerifiedAsDamaged_isNoRestorePoint() {
    histories.instance(A, "running", ROOT);
    good(A, 3, ROOT);
    histories.snapshots.addAll(
        Histories.snapshots(
            A,
            hour(27),
            hour(28),
            "completed",
            Map.of("ebs-backup:verified", "damaged 2026-03-02 GPT header"),
            ROOT));

    FleetReport report = report();

    assertThat(only(report).newest().orElseThrow().time()).isEqualTo(hour(3));
    assertThat(only(report).restorePoints()).isEqualTo(1);
    assertThat(report.notGood())
        .containsExactly(
            new FleetReport.BadSet(
                A,
                "daily/" + hour(27),
                hour(27),
                "it was verified as damaged 2026-03-02 GPT header"));
  }

  @Test
  void snapshotsThatBelongToNothing() {
    Instant time = hour(1);
    Optional<Instant> done = Optional.of(time);
    histories.instance(A, "running", ROOT);
    histories.snapshots.add(
        Histories.snapshot(
            "snap-1", ROOT, time, done, "completed", Map.of("ebs-backup:plan", "daily")));
    histories.snapshots.add(
        Histories.snapshot(
            "snap-2", ROOT, time, done, "completed", Map.of("ebs-backup:safety", "x")));
    histories.snapshots.add(Histories.snapshot("snap-3", ROOT, time, done, "completed", Map.of()));
    histories.snapshots.add(
        Histories.snapshot("snap-4", "vol-gone", time, done, "completed", Map.of("a", "b")));

    FleetReport report = report();

    assertThat(report.strays())
        .containsExactly(
            new FleetReport.Stray("snap-1", ROOT, time, report.strays().getFirst().reason()));
    assertThat(report.strays().getFirst().reason()).contains("tag");
    assertThat(report.others()).isEqualTo(new FleetReport.Others(1, 2, List.of("snap-4")));
  }

  /** EC2 can show it for a while after DeleteVolume. */
  @ParameterizedTest
  @ValueSource(strings = {"deleting", "deleted"})
  void aVolumeThatIsBeingDeleted_isGone(String state) {
    histories.volume(DATA, state);
    assertThat(report().sources()).isEmpty();

    good(DATA, 3, DATA);
    SourceStatus source = only(report(plan(",\"rpo\":\"PT1H\"")));
    assertThat(source.state()).isEqualTo("gone");
    assertThat(source.protection()).isEqualTo(Protection.GONE);
    assertThat(source.target()).isEmpty();
  }

  /** A terminated instance stays visible for an hour, and an instance can have no volumes. */
  @Test
  void whatHasNothingToProtect_isNotListed() {
    histories.instance(A, "terminated", ROOT).instance(B, "running");

    assertThat(report().sources()).isEmpty();
    assertThat(only(report(plan("", selected(B)))).protection()).isEqualTo(Protection.NEVER);
  }

  /** EC2 may still show its volumes as attached. */
  @ParameterizedTest
  @ValueSource(strings = {"shutting-down", "terminated"})
  void anInstanceThatIsGone_hasItsStateAndItsSets_butNoVolumes(String state) {
    histories.instance(A, state, ROOT, DATA);
    good(A, 3, ROOT);

    assertThat(only(report(plan(",\"rpo\":\"PT1H\""))))
        .isEqualTo(
            new SourceStatus(
                A,
                Optional.of("name of " + A),
                state,
                Protection.GONE,
                List.of("daily"),
                Optional.of(new SourceStatus.Newest("daily/" + hour(3), hour(3), hour(4))),
                Optional.of(Duration.ofHours(45)),
                Optional.of(hour(3)),
                Optional.empty(),
                Optional.of(Duration.ofHours(45)),
                Optional.empty(),
                1,
                0,
                8,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of()));
  }

  @Test
  void anInstanceThatIsGone_isExposedSinceItsOldestSet_ifNoneIsGood() {
    histories.instance(A, "shutting-down", ROOT);
    histories.set(A, hour(3), hour(4), "error", ROOT);

    assertThat(only(report(plan(",\"rpo\":\"PT1H\"", selected(A)))))
        .isEqualTo(
            new SourceStatus(
                A,
                Optional.of("name of " + A),
                "shutting-down",
                Protection.NEVER,
                List.of("daily"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(hour(3)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                1,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of()));
  }

  @Test
  void aVolumeThatIsNoLongerThere_isStillSelectedByItsId() {
    SourceStatus source = only(report(plan("", selected(DATA, DATA))));

    assertThat(source.protection()).isEqualTo(Protection.NEVER);
    assertThat(source.state()).isEqualTo("gone");
    assertThat(source.exposedSince()).isEmpty();
  }

  /** It was a source of its own, and then a volume of an instance, before it was deleted. */
  @Test
  void aVolumeThatIsGone_isAsOldAsTheNewestSetThatHoldsIt_andHasItsOwnSize() {
    histories.instance(A, "running", ROOT);
    good(DATA, 3, DATA);
    good(A, 27, ROOT, DATA);

    SourceStatus gone =
        report(plan("", selected(A, ROOT), selected(DATA, DATA))).sources().stream()
            .filter(source -> source.source().equals(DATA))
            .findFirst()
            .orElseThrow();

    assertThat(gone.state()).isEqualTo("gone");
    assertThat(gone.newest())
        .contains(new SourceStatus.Newest("daily/" + hour(27), hour(27), hour(28)));
    assertThat(gone.restorePoints()).isEqualTo(2);
    assertThat(gone.gib()).isEqualTo(8);
  }

  @Test
  void aVolumeThatIsGone_ofWhichOnlyTheSetsOfItsInstanceAreGood_hasItsOwnSize() {
    histories.instance(A, "running", ROOT);
    histories.set(DATA, hour(3), hour(3), "error", DATA);
    good(A, 27, ROOT, DATA);

    SourceStatus gone =
        report().sources().stream()
            .filter(source -> source.source().equals(DATA))
            .findFirst()
            .orElseThrow();

    assertThat(gone.restorePoints()).isEqualTo(1);
    assertThat(gone.notGood()).isEqualTo(1);
    assertThat(gone.gib()).isEqualTo(8);
  }

  @Test
  void aVolumeByItself_hasItsOwnState_andOnlyItsOwnSize() {
    histories.volume(DATA);
    good(A, 27, ROOT, DATA);

    SourceStatus source =
        report().sources().stream()
            .filter(each -> each.source().equals(DATA))
            .findFirst()
            .orElseThrow();

    assertThat(source.state()).isEqualTo("available");
    assertThat(source.name()).isEmpty();
    assertThat(source.gib()).isEqualTo(8);
    assertThat(
            report().sources().stream()
                .filter(each -> each.source().equals(A))
                .map(SourceStatus::gib))
        .containsExactly(16L);
  }

  @Test
  void exactlyTheTarget_isNotOverIt() {
    histories.instance(A, "running", ROOT);
    good(A, 3, ROOT);

    assertThat(only(report(plan(",\"rpo\":\"PT45H\"", selected(A, ROOT)))).protection())
        .isEqualTo(Protection.PROTECTED);
    assertThat(only(report(plan(",\"rpo\":\"PT44H59M\"", selected(A, ROOT)))).protection())
        .isEqualTo(Protection.LATE);
  }

  @Test
  void onePlanLeavesOutWhatAnotherTakes() {
    histories.instance(A, "running", ROOT, DATA);
    good(A, 27, ROOT);

    SourceStatus source =
        only(
            report(
                plan("", new KnownPlan.Source(A, List.of(ROOT), List.of(DATA))),
                plan("", selected(A, DATA))));

    assertThat(source.leftOut()).isEmpty();
    assertThat(source.unprotected()).containsExactly(DATA);
    assertThat(source.protection()).isEqualTo(Protection.PARTLY);
  }

  @Test
  void somethingLeftOut_andSomethingNeverBackedUp_isNever() {
    histories.instance(A, "running", ROOT, DATA);

    assertThat(
            only(report(plan("", new KnownPlan.Source(A, List.of(ROOT), List.of(DATA)))))
                .protection())
        .isEqualTo(Protection.NEVER);
  }

  @Test
  void theTargetOfAPlanThatDoesNotConcernIt_isNotASourcesTarget() {
    histories.instance(A, "running", ROOT);
    histories.snapshots.addAll(
        Histories.snapshots(
            A, hour(3), hour(3), "completed", Map.of("ebs-backup:plan", "weekly"), ROOT));

    assertThat(only(report(plan(",\"rpo\":\"PT1H\""))).target()).isEmpty();
    assertThat(
            only(new FleetStatus(
                        histories.fleet(NOW), List.of(), Optional.of(Duration.ofHours(9)), NOW)
                    .report())
                .target())
        .contains(Duration.ofHours(9));
  }

  @Test
  void aSetThatWasStillPendingThen_isNotGoodYet() {
    histories.instance(A, "running", ROOT);
    good(A, 3, ROOT);
    Instant then = hour(3).plusSeconds(60);

    FleetReport past =
        new FleetStatus(histories.fleet(NOW), List.of(), Optional.empty(), then).report();

    assertThat(past.notGood())
        .extracting(FleetReport.BadSet::reason)
        .containsExactly("it was not complete until " + hour(4));
    assertThat(past.notes())
        .contains(
            "Sets deleted since %s are not included, and instances and volumes are shown as of today."
                .formatted(then));
    assertThat(report(plan("")).notes()).containsExactly(GAPS);
  }

  @Test
  void aSnapshotThatAnImageUses_isInUse() {
    histories.snapshots.add(
        Histories.snapshot(
            "snap-4", "vol-gone", hour(1), Optional.of(hour(1)), "completed", Map.of()));
    Fleet fleet =
        new Fleet(
            NOW, List.of(), List.of(), PackedSnapshots.of(histories.snapshots), Set.of("snap-4"));

    assertThat(new FleetStatus(fleet, List.of(), Optional.empty(), NOW).report().others().unused())
        .isEmpty();
  }

  @Test
  void aCopiedSet_standsForASourceElsewhere_andHasATarget() {
    histories.copied(A, hour(3), "completed", ROOT);

    SourceStatus source =
        only(
            new FleetStatus(
                    histories.fleet(NOW), List.of(plan("")), Optional.of(Duration.ofHours(26)), NOW)
                .report());

    assertThat(source.state()).isEqualTo("in eu-west-1");
    assertThat(source.protection()).isEqualTo(Protection.LATE);
    assertThat(source.target()).contains(Duration.ofHours(26));
    assertThat(source.shareWithin()).isPresent();
  }

  @Test
  void aSourceElsewhere_ofWhichNoCopyIsGood_hasNoGoodSet() {
    histories.copied(A, hour(3), "error", ROOT);

    SourceStatus source = only(report());

    assertThat(source.state()).isEqualTo("in eu-west-1");
    assertThat(source.protection()).isEqualTo(Protection.NEVER);
    assertThat(source.exposedSince()).contains(hour(3));
  }

  /** Its last copies are never pruned, so that they alone would keep the alarm up forever. */
  @Test
  void aSourceElsewhere_countsAsGone_onlyOnceOthersAreCopiedForLonger() {
    Duration target = Duration.ofHours(26);
    Instant end = hour(3).plus(FleetStatus.WINDOW).plus(target);
    for (int second : List.of(0, 1)) {
      Histories both =
          new Histories()
              .copied(A, hour(3), "completed", ROOT)
              .copied(B, end.plusSeconds(second), "completed", DATA);
      Instant now = end.plus(Duration.ofDays(100));
      FleetReport report =
          new FleetStatus(both.fleet(now), List.of(), Optional.of(target), now).report();

      assertThat(report.sources())
          .extracting(SourceStatus::source, SourceStatus::protection)
          .containsExactlyInAnyOrder(
              tuple(A, second == 0 ? Protection.LATE : Protection.GONE), tuple(B, Protection.LATE));
    }
  }

  @Test
  void aVolumeThatHasLeftItsInstance_isASourceOfItsOwn() {
    histories.instance(A, "running", ROOT).detached(DATA, A);
    good(A, 27, ROOT);

    FleetReport report = report(plan("", selected(A, ROOT)));

    assertThat(report.sources())
        .extracting(SourceStatus::source, SourceStatus::protection)
        .containsExactlyInAnyOrder(
            tuple(A, Protection.PROTECTED), tuple(DATA, Protection.UNPROTECTED));
  }
}
