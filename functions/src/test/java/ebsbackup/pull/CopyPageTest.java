package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetClock;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CopyPageTest {
  private static final SnapshotSet SET = Copies.set(0);
  private static final SnapshotSet OLDER = Copies.set(-1);
  private static final Clock CLOCK = Copies.at(Samples.NIGHT);

  private static CopyPage page(List<Snapshot> here, SnapshotSet... sets) {
    return page(here, List.of(sets), List.of(sets));
  }

  private static CopyPage page(
      List<Snapshot> here, List<SnapshotSet> sets, List<SnapshotSet> source) {
    return new CopyPage(
        sets.stream().map(SetToPull::of).toList(), CopiesHere.of(here), source, CLOCK);
  }

  /** The ids of the snapshots that would be copied. */
  private static List<String> all(CopyPage page) {
    List<String> ids = new ArrayList<>();
    while (page.hasNext()) {
      ids.add(page.next().snapshot().snapshotId());
      page.begun();
    }
    return ids;
  }

  private static List<String> ids(SnapshotSet set) {
    return set.snapshots().stream().map(Snapshot::snapshotId).toList();
  }

  @Test
  void everyMissingCopyBegins_andItsSetStays() {
    CopyPage page = page(List.of(), SET, OLDER);

    assertThat(all(page))
        .containsExactlyElementsOf(
            List.of(ids(SET), ids(OLDER)).stream().flatMap(List::stream).toList());
    assertThat(page.end().later()).containsExactly(SetToPull.of(SET), SetToPull.of(OLDER));
    assertThat(page.end().begun()).isEqualTo(4);
    // Until then a copy need not be visible, and a second one would be made.
    assertThat(page.end().pause()).isEqualTo(Pace.UNTIL_VISIBLE);
  }

  @Test
  void whatIsPendingOrCopied_isAdopted_andWhatFailedIsRemovedFirst() {
    assertThat(all(page(List.of(Copies.copy(SET, 0, 1, "pending")), SET)))
        .containsExactly(ids(SET).get(1));
    assertThat(all(page(List.of(Copies.copy(SET, 0, 1, "completed")), SET)))
        .containsExactly(ids(SET).get(1));
    assertThat(all(page(List.of(Copies.copy(SET, 0, 1, "error")), SET)))
        .containsExactly(ids(SET).get(1));
    assertThat(all(page(Copies.copies(SET), SET))).isEmpty();
    assertThat(page(Copies.copies(SET), SET).end().later()).containsExactly(SetToPull.of(SET));
  }

  @Test
  void noMoreThanTwentyAreInProgress() {
    List<SnapshotSet> sets = IntStream.range(0, 20).mapToObj(Copies::set).toList();
    List<Snapshot> pending =
        sets.subList(0, 5).stream().map(set -> Copies.copy(set, 0, 1, "pending")).toList();

    assertThat(all(page(List.of(), sets, sets))).hasSize(20);
    assertThat(all(page(pending, sets, sets))).hasSize(15);
    List<Snapshot> others = new ArrayList<>(Copies.copies(OLDER));
    others.addAll(Samples.snapshots("r", Samples.NIGHT, "pending"));
    assertThat(all(page(others, sets, sets))).hasSize(20);
  }

  /** The next page may only follow when none waits: it would take the places. */
  @Test
  void copiesThatFindNoPlace_wait() {
    List<SnapshotSet> eleven = IntStream.range(0, 11).mapToObj(Copies::set).toList();

    for (List<SnapshotSet> sets : List.of(eleven, eleven.subList(0, 10))) {
      CopyPage page = page(List.of(), sets, sets);
      assertThat(all(page)).hasSize(20);
      assertThat(page.end().waiting()).isEqualTo(sets.size() == 11);
    }
  }

  @Test
  void aSetOfWhichEveryCopyIsThere_isNotLookedForAtTheSource() {
    CopyPage page = page(Copies.copies(SET), List.of(SET), List.of());

    assertThat(page.end().later()).containsExactly(SetToPull.of(SET));
    assertThat(page.end().problems()).isEmpty();
  }

  @Test
  void afterItsTime_thePageEnds_beforeTheFunctionTimesOut() {
    SetClock clock = new SetClock(Samples.NIGHT);
    CopyPage page =
        new CopyPage(List.of(SetToPull.of(SET)), CopiesHere.of(List.of()), List.of(SET), clock);

    clock.pass(CopyPage.PATIENCE.minusMillis(1));
    assertThat(page.hasNext()).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(page.hasNext()).isFalse();
    assertThat(page.end().waiting()).isTrue();
  }

  @Test
  void onlySetsWithAMissingCopyAreRead_andTheseWhole() {
    List<SetToPull> sets = List.of(SetToPull.of(SET), SetToPull.of(OLDER));
    List<Snapshot> here = new ArrayList<>(Copies.copies(SET));
    assertThat(CopyPage.toRead(sets, CopiesHere.of(here))).isEqualTo(ids(OLDER));

    // A set is only complete at the source if all its snapshots are.
    here.add(Copies.copy(OLDER, 0, 1, "completed"));
    assertThat(CopyPage.toRead(sets, CopiesHere.of(here))).isEqualTo(ids(OLDER));
  }

  @Test
  void aSetThatIsNoLongerWholeAtTheSource_isGivenUp() {
    SnapshotSet part = new SnapshotSet(SET.tags(), SET.startTime(), SET.snapshots().subList(0, 1));
    SnapshotSet other =
        new SnapshotSet(
            SET.tags(),
            SET.startTime(),
            SET.snapshots().stream()
                .map(s -> SnapshotBuilder.like(s).id("x" + s.snapshotId()).build())
                .toList());
    SnapshotSet failed =
        new SnapshotSet(
            SET.tags(),
            SET.startTime(),
            SET.snapshots().stream()
                .map(s -> SnapshotBuilder.like(s).state("error").build())
                .toList());
    for (List<SnapshotSet> source :
        List.of(List.<SnapshotSet>of(), List.of(part), List.of(other), List.of(failed))) {
      CopyPage page = page(List.of(Copies.copy(SET, 0, 1, "completed")), List.of(SET), source);

      assertThat(page.hasNext()).isFalse();
      assertThat(page.end().later()).isEmpty();
      assertThat(page.end().problems())
          .containsExactly(
              new SetProblem(
                  Samples.INSTANCE_ID,
                  "the set of 2026-03-01T03:00:00Z is no longer complete at the source: deleted,"
                      + " changed, or no longer shared",
                  List.of()));
    }
  }

  @Test
  void aRefusal_givesUpItsSetAlone() {
    CopyPage page = page(List.of(), SET, OLDER);

    page.failed(new RefusedException("CopySnapshot", "InvalidParameterValue", "1", "bad", null));

    assertThat(all(page)).isEqualTo(ids(OLDER));
    assertThat(page.end().later()).containsExactly(SetToPull.of(OLDER));
    assertThat(page.end().problems())
        .containsExactly(
            new SetProblem(
                Samples.INSTANCE_ID,
                "%s of the set of 2026-03-01T03:00:00Z cannot be copied: CopySnapshot:"
                        .formatted(ids(SET).getFirst())
                    + " InvalidParameterValue - bad (request 1)",
                List.of(SET.snapshots().getFirst().volumeId())));
  }

  @Test
  void theLimitOfCopies_aThrottleAndALostAnswer_leaveTheRestForLater() {
    CopyPage full = page(List.of(), SET);
    full.failed(tooMany);
    CopyPage throttled = page(List.of(), SET);
    throttled.failed(new ThrottledException("CopySnapshot", "x", "1", "slow", null));
    CopyPage lost = page(List.of(), SET);
    lost.failed(new OutcomeUnknownException("CopySnapshot", "x", "1", "lost", null));

    for (CopyPage page : List.of(full, throttled, lost)) {
      assertThat(page.hasNext()).isFalse();
      assertThat(page.end().later()).containsExactly(SetToPull.of(SET));
      assertThat(page.end().problems()).isEmpty();
    }
    assertThat(full.end().pause()).isEqualTo(Duration.ZERO);
    assertThat(throttled.end().pause()).isEqualTo(Pace.AFTER_THROTTLING);
    assertThat(lost.end().pause()).isEqualTo(Pace.UNTIL_VISIBLE);
    assertThat(full.end().obstacle()).contains(tooMany.getMessage());
    assertThat(throttled.end().obstacle()).contains("CopySnapshot: x - slow (request 1)");
    assertThat(lost.end().obstacle()).contains("CopySnapshot: x - lost (request 1)");
  }

  private final RefusedException tooMany =
      new RefusedException(
          "CopySnapshot",
          "ResourceLimitExceeded",
          "1",
          "Too many snapshot copies in progress. The limit is 20 for this destination region.",
          null);

  /** The code is generic: waiting for such a limit would end with the run, every night. */
  @Test
  void anotherLimit_isWaitedForOnlyWhileCopiesAreInProgress() {
    RefusedException quota =
        new RefusedException("CopySnapshot", "ResourceLimitExceeded", "1", "quota is 0", null);
    CopyPage alone = page(List.of(), SET, OLDER);
    alone.failed(quota);
    assertThat(all(alone)).isEqualTo(ids(OLDER));
    assertThat(alone.end().later()).containsExactly(SetToPull.of(OLDER));
    assertThat(alone.end().problems())
        .extracting(SetProblem::reason)
        .containsExactly(
            "%s of the set of 2026-03-01T03:00:00Z cannot be copied: CopySnapshot:"
                    .formatted(ids(SET).getFirst())
                + " ResourceLimitExceeded - quota is 0 (request 1)");

    CopyPage begun = page(List.of(), SET, OLDER);
    begun.begun();
    CopyPage beside = page(List.of(Copies.copy(OLDER, 0, 1, "pending")), SET, OLDER);
    for (CopyPage page : List.of(begun, beside)) {
      page.failed(quota);
      assertThat(page.hasNext()).isFalse();
      assertThat(page.end().later()).containsExactly(SetToPull.of(SET), SetToPull.of(OLDER));
      assertThat(page.end().obstacle()).contains(quota.getMessage());
    }
  }

  @Test
  void anotherRefusal_isNotWaitedFor_evenWhileCopiesAreInProgress() {
    CopyPage page = page(List.of(Copies.copy(OLDER, 0, 1, "pending")), SET, OLDER);

    page.failed(new RefusedException("CopySnapshot", "InvalidParameter", "1", "odd", null));

    assertThat(page.end().later()).containsExactly(SetToPull.of(OLDER));
    assertThat(page.end().problems()).hasSize(1);
  }

  @Test
  void theAttemptIsThatOfTheSnapshot() {
    SetToPull set =
        new SetToPull(SET.ref(), ids(SET), Map.of(ids(SET).getFirst(), 2, ids(SET).getLast(), 1));
    CopyPage page = new CopyPage(List.of(set), CopiesHere.of(List.of()), List.of(SET), CLOCK);

    assertThat(page.next().attempt()).isEqualTo(3);
    page.begun();
    assertThat(page.next().attempt()).isEqualTo(2);
  }

  @Test
  void aSetWhoseCopyGetsNoAnswer_isTriedAgainAfterTheOthers() {
    CopyPage page = page(List.of(), SET, OLDER);
    page.failed(new OutcomeUnknownException("CopySnapshot", "x", "1", "lost", null));

    assertThat(page.end().later()).containsExactly(SetToPull.of(OLDER), SetToPull.of(SET));
  }

  @Test
  void aMissingPermission_endsTheRun() {
    AccessDeniedException denied = new AccessDeniedException("CopySnapshot", "x", "1", "no", null);

    assertThatThrownBy(() -> page(List.of(), SET).failed(denied)).isSameAs(denied);
  }

  @Test
  void theShorterOfTwoPauses_doesNotCount() {
    CopyPage page = page(List.of(), SET);
    page.begun();
    page.failed(new ThrottledException("CopySnapshot", "x", "1", "slow", null));

    assertThat(page.end().pause()).isEqualTo(Pace.UNTIL_VISIBLE);
  }
}
