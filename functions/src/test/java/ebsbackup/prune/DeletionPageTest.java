package ebsbackup.prune;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.snapshots;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeletionPageTest {
  private static final Instant NOW = NIGHT.plus(Duration.ofDays(9));
  private static final Instant UNTIL = NOW.plus(Duration.ofMinutes(4));
  private static final Instant OUTDATED = NOW.plus(Duration.ofMinutes(10));
  private static final Instant DEADLINE = NOW.plus(Duration.ofHours(1));

  private final List<Snapshot> first = snapshots("r1", NIGHT, "completed", "completed");
  private final List<Snapshot> second = snapshots("r2", NIGHT.plusSeconds(60), "completed");
  private final DeletionPage page = page(deletion(first), deletion(second));

  @Test
  void aPageIsReadOnce_andDeletedSnapshotBySnapshot() {
    assertThat(page.toRead(NOW)).isEqualTo(ids(both()));
    page.read(ids(both()), both(), NOW);
    for (Snapshot snapshot : both()) {
      assertThat(page.hasNext(NOW)).isTrue();
      assertThat(page.toRead(NOW.plusMillis(4_999))).isEmpty();
      assertThat(page.next()).contains(snapshot.snapshotId());
      page.deleted(snapshot.snapshotId(), true);
    }

    assertThat(page.hasNext(NOW)).isFalse();
    assertThat(page.deleted()).containsExactlyInAnyOrderElementsOf(ids(both()));
    DeletionPage.End end = page.end(NOW, DEADLINE, 1);
    assertThat(end.later()).isEmpty();
    assertThat(end.waitSeconds()).isEqualTo(1);
    assertThat(end.result())
        .isEqualTo(
            new DeletionResult(
                3,
                0,
                1,
                List.of(
                    Outcome.of(deletion(first), Outcome.Result.DELETED, "no rule keeps it"),
                    Outcome.of(deletion(second), Outcome.Result.DELETED, "no rule keeps it")),
                Optional.empty()));
  }

  @Test
  void aSnapshotThatIsGone_costsNoCall() {
    assertThat(next(page, second)).isEmpty();
    assertThat(next(page, second)).contains(id(second, 0));
    page.deleted(id(second, 0), false);

    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(end.result().alreadyGone()).isEqualTo(3);
    assertThat(end.result().snapshots()).isZero();
    assertThat(results(end))
        .containsExactly(Outcome.Result.ALREADY_GONE, Outcome.Result.ALREADY_GONE);
  }

  @Test
  void aSetThatWasBegun_isDeleted_evenIfTheRestIsGone() {
    DeletionPage begun = page(deletion(first).withLeft(List.of(id(first, 1)), true));

    assertThat(next(begun, List.of())).isEmpty();

    assertThat(results(begun.end(NOW, DEADLINE, 0))).containsExactly(Outcome.Result.DELETED);
  }

  @Test
  void aSetThatIsHeldByNow_staysAsItIs() {
    for (Snapshot each : first) {
      Snapshot held =
          Samples.snapshot(
              each.volumeId(), NIGHT, "completed", with(each.tags(), SetTags.HOLD, "Ann"));
      DeletionPage one = page(deletion(first), deletion(second));

      assertThat(next(one, first.stream().map(s -> s.equals(each) ? held : s).toList())).isEmpty();

      DeletionPage.End end = one.end(NOW, DEADLINE, 0);
      assertThat(results(end)).containsExactly(Outcome.Result.REFUSED);
      assertThat(end.result().outcomes().getFirst().reason()).contains("held: on hold");
      assertThat(end.result().snapshots()).isZero();
      assertThat(end.waitSeconds()).isZero();
    }
  }

  @Test
  void aThrottledDeletion_andAReadWithoutAnAnswer_handBackWhatIsLeft() {
    for (boolean reading : List.of(true, false)) {
      DeletionPage broken = page(deletion(first), deletion(second));
      broken.deleted(next(broken, both()).orElseThrow(), true);
      if (!reading) {
        assertThat(next(broken, both())).isPresent();
      }
      broken.failed(reading ? lost() : throttled());

      assertThat(broken.hasNext(NOW)).isFalse();
      DeletionPage.End end = broken.end(NOW, DEADLINE, 0);
      assertThat(end.later())
          .containsExactly(deletion(first).withLeft(List.of(id(first, 1)), true), deletion(second));
      assertThat(end.waitSeconds()).isEqualTo(10);
      assertThat(end.result().outcomes()).isEmpty();
      assertThat(end.result().failure()).isEmpty();
    }
  }

  /** If EC2 cannot delete a snapshot, the others must not wait for it. */
  @Test
  void aSetWhoseDeletionIsNotAnswered_comesLast_andIsGivenUpAfterTheTenthTime() {
    List<Deletion> later = List.of();
    for (int i = 1; i < 10; i++) {
      DeletionPage attempt =
          i == 1 ? page(deletion(first), deletion(second)) : page(later.get(1), later.get(0));
      assertThat(next(attempt, both())).contains(id(first, 0));
      attempt.failed(lost());

      assertThat(attempt.hasNext(NOW)).isFalse();
      DeletionPage.End end = attempt.end(NOW, DEADLINE, 0);
      later = end.later();
      assertThat(later)
          .containsExactly(
              deletion(second),
              new Deletion(
                  deletion(first).set(),
                  ids(first),
                  "no rule keeps it",
                  true,
                  Optional.empty(),
                  List.of(),
                  Optional.of(i)));
      assertThat(end.waitSeconds()).isEqualTo(10);
      assertThat(end.result().outcomes()).isEmpty();
    }

    DeletionPage last = page(later.get(1), later.get(0));
    assertThat(next(last, both())).contains(id(first, 0));
    last.failed(lost());

    DeletionPage.End end = last.end(NOW, DEADLINE, 0);
    assertThat(end.later()).containsExactly(deletion(second));
    assertThat(end.result().outcomes())
        .containsExactly(
            Outcome.of(deletion(first), Outcome.Result.REFUSED, "DeleteSnapshot: timeout"));
  }

  @Test
  void aRefusal_concernsItsSetOnly() {
    assertThat(next(page, both())).isPresent();
    page.failed(new RefusedException("DeleteSnapshot", "SnapshotLocked", "", "", new Exception()));

    assertThat(page.hasNext(NOW)).isTrue();
    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(end.result().outcomes())
        .containsExactly(
            Outcome.of(deletion(first), Outcome.Result.REFUSED, "DeleteSnapshot: SnapshotLocked"));
  }

  @Test
  void aReadThatIsRefused_concernsTheFirstSetOnly() {
    page.failed(new RefusedException("DescribeSnapshots", "Odd", "", "", new Exception()));

    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(end.result().outcomes())
        .containsExactly(
            Outcome.of(deletion(first), Outcome.Result.REFUSED, "DescribeSnapshots: Odd"));
    assertThat(page.hasNext(NOW)).isTrue();
  }

  @Test
  void aReadThatIsDenied_endsTheDeletions() {
    page.failed(denied("DescribeSnapshots"));

    assertThat(page.hasNext(NOW)).isFalse();
    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(end.result().failure()).contains("DescribeSnapshots: Unauthorized");
    assertThat(end.later()).containsExactly(deletion(first), deletion(second));
    assertThat(end.waitSeconds()).isZero();
  }

  @Test
  void aDeletionThatIsDenied_concernsItsSetOnly() {
    assertThat(next(page, both())).isPresent();
    page.failed(denied("DeleteSnapshot"));
    page.deleted(next(page, both()).orElseThrow(), true);

    assertThat(page.end(NOW, DEADLINE, 0).result())
        .isEqualTo(
            new DeletionResult(
                1,
                0,
                0,
                List.of(
                    Outcome.of(
                        deletion(first), Outcome.Result.REFUSED, "DeleteSnapshot: Unauthorized"),
                    Outcome.of(deletion(second), Outcome.Result.DELETED, "no rule keeps it")),
                Optional.empty()));
  }

  @Test
  void aBucketOfDenials_endsTheDeletions() {
    List<Snapshot> all = nights(101);
    for (int deleted : List.of(0, 1)) {
      DeletionPage denied = pageOfEach(all);
      for (int i = 0; i < 100; i++) {
        String id = next(denied, all).orElseThrow();
        if (i < deleted) {
          denied.deleted(id, true);
        } else {
          denied.failed(denied("DeleteSnapshot"));
        }
      }

      assertThat(denied.hasNext(NOW)).isFalse();
      DeletionPage.End end = denied.end(NOW, DEADLINE, 0);
      assertThat(end.result().failure().isPresent()).isEqualTo(deleted == 0);
      assertThat(end.later()).hasSize(1);
    }
  }

  @Test
  void aPageIsABucketOfCalls() {
    List<Snapshot> all = nights(102);
    DeletionPage full = pageOfEach(all);
    for (int i = 0; i < 100; i++) {
      assertThat(full.hasNext(NOW)).isTrue();
      full.deleted(next(full, all).orElseThrow(), true);
    }

    assertThat(full.hasNext(NOW)).isFalse();
    DeletionPage.End end = full.end(NOW, DEADLINE, 0);
    assertThat(end.later()).hasSize(2);
    assertThat(end.waitSeconds()).isEqualTo(20);
    assertThat(full.end(NOW.plusSeconds(5), DEADLINE, 0).waitSeconds()).isEqualTo(15);
  }

  @Test
  void aReadingIsNoLargerThanThePage() {
    List<Snapshot> all = nights(250);
    DeletionPage large = pageOfEach(all);

    assertThat(large.toRead(NOW)).isEqualTo(ids(all.subList(0, 100)));
    large.deleted(next(large, all).orElseThrow(), true);
    assertThat(large.toRead(NOW.plus(DeletionPage.READING_COUNTS)))
        .isEqualTo(ids(all.subList(1, 100)));
  }

  @Test
  void aSetIsReadWhole_evenWhereThePageEnds() {
    List<Snapshot> pair = snapshots("r999", NIGHT.plusSeconds(999), "completed", "completed");
    List<Snapshot> all = Stream.concat(nights(99).stream(), pair.stream()).toList();
    DeletionPage large =
        page(Stream.concat(each(nights(99)), Stream.of(deletion(pair))).toArray(Deletion[]::new));

    assertThat(large.toRead(NOW)).isEqualTo(ids(all));
  }

  @Test
  void aSetThatTheReadingLeftOut_isReadBeforeItsDeletion() {
    page.read(ids(first), first, NOW);
    page.deleted(page.next().orElseThrow(), true);
    page.deleted(page.next().orElseThrow(), true);

    assertThat(page.toRead(NOW)).isEqualTo(ids(second));
  }

  @Test
  void aHoldThatIsPutOnWhileASetIsDeleted_isSeenByTheNextReading() {
    page.read(ids(both()), both(), NOW);
    page.deleted(page.next().orElseThrow(), true);
    Snapshot held =
        Samples.snapshot(
            first.getLast().volumeId(),
            NIGHT,
            "completed",
            with(first.getLast().tags(), SetTags.HOLD, "Ann"));

    Instant later = NOW.plusSeconds(5);
    assertThat(page.toRead(later)).containsExactly(id(first, 1), id(second, 0));
    page.read(page.toRead(later), List.of(held, second.getFirst()), later);
    assertThat(page.next()).isEmpty();
    assertThat(page.next()).contains(id(second, 0));
    assertThat(page.end(later, DEADLINE, 0).result().outcomes())
        .extracting(Outcome::result)
        .containsExactly(Outcome.Result.REFUSED);
  }

  /** A person may delete the newest set between the decision and the deletions. */
  @Test
  void theSetThatStaysIsReadAsWell_andWithoutItNothingIsDeleted() {
    List<Snapshot> kept = snapshots("r3", NIGHT.plusSeconds(120), "completed", "completed");
    List<Snapshot> ofOther = snapshots("r4", NIGHT.plusSeconds(180), "completed");
    List<Snapshot> all = Stream.of(first, second, kept, ofOther).flatMap(List::stream).toList();
    for (boolean whole : List.of(true, false)) {
      DeletionPage guarded =
          page(deletion(first, Optional.of(kept)), deletion(second, Optional.of(ofOther)));

      assertThat(guarded.toRead(NOW)).isEqualTo(ids(all));
      guarded.read(
          ids(all), all.stream().filter(s -> whole || !s.equals(kept.getLast())).toList(), NOW);

      assertThat(guarded.next().isPresent()).isEqualTo(whole);
      if (!whole) {
        assertThat(guarded.end(NOW, DEADLINE, 0).result().outcomes())
            .containsExactly(
                Outcome.of(
                    deletion(first),
                    Outcome.Result.REFUSED,
                    id(kept, 1) + " of the newest good set has been deleted since the decision"));
      }
    }
  }

  /** A verification or a copy may end between the decision and the deletions. */
  @Test
  void ifTheSetThatStaysIsNoLongerReliable_nothingIsDeleted() {
    List<Snapshot> kept = snapshots("r3", NIGHT.plusSeconds(120), "completed", "completed");
    Snapshot last = kept.getLast();
    Map<String, Snapshot> spoiled = new LinkedHashMap<>();
    spoiled.put("was verified as damaged", verified(last, "damaged 2026-03-09T03:00:12Z GPT"));
    spoiled.put("was verified as suspect", verified(last, "Suspect 2026-03-09T03:00:12Z noise"));
    spoiled.put(
        "is in the state recovering", SnapshotBuilder.like(last).state("recovering").build());
    spoiled.forEach(
        (what, now) -> {
          DeletionPage guarded = page(deletion(first, Optional.of(kept)));
          guarded.read(
              guarded.toRead(NOW),
              Stream.concat(first.stream(), Stream.of(kept.getFirst(), now)).toList(),
              NOW);

          assertThat(guarded.next()).isEmpty();
          assertThat(guarded.end(NOW, DEADLINE, 0).result().outcomes())
              .containsExactly(
                  Outcome.of(
                      deletion(first),
                      Outcome.Result.REFUSED,
                      id(kept, 1) + " of the newest good set " + what));
        });

    DeletionPage sound = page(deletion(first, Optional.of(kept)));
    sound.read(
        sound.toRead(NOW),
        Stream.concat(
                first.stream(),
                Stream.of(kept.getFirst(), verified(last, "sound 2026-03-09T03:00:12Z")))
            .toList(),
        NOW);
    assertThat(sound.next()).contains(id(first, 0));
  }

  private static Snapshot verified(Snapshot snapshot, String verdict) {
    return SnapshotBuilder.like(snapshot)
        .tags(with(snapshot.tags(), SetTags.VERIFIED, verdict))
        .build();
  }

  @Test
  void atTheEndOfItsTime_whatIsLeftIsHandedBack_asItIs() {
    page.read(ids(both()), both(), NOW);
    page.deleted(page.next().orElseThrow(), true);

    assertThat(page.hasNext(UNTIL.minusNanos(1))).isTrue();
    assertThat(page.hasNext(UNTIL)).isFalse();
    assertThat(page.end(UNTIL, DEADLINE, 0).later())
        .containsExactly(deletion(first).withLeft(List.of(id(first, 1)), true), deletion(second));
    DeletionPage late = page(deletion(first));
    assertThat(late.hasNext(UNTIL)).isFalse();
    assertThat(late.end(UNTIL, DEADLINE, 0).later()).containsExactly(deletion(first));
    assertThat(late.end(OUTDATED.minusNanos(1), DEADLINE, 0).decideAgain()).isFalse();
    assertThat(late.end(OUTDATED, DEADLINE, 0).decideAgain()).isTrue();
    assertThat(late.end(DEADLINE, DEADLINE, 0).decideAgain()).isFalse();
    assertThat(page().end(OUTDATED, DEADLINE, 0).decideAgain()).isFalse();
  }

  @Test
  void aSetWhoseDeletionIsThrottled_isNotBegun() {
    DeletionPage one = page(deletion(second));
    assertThat(next(one, both())).contains(id(second, 0));
    one.failed(throttled());

    assertThat(one.end(NOW, DEADLINE, 0).later()).containsExactly(deletion(second));
  }

  @Test
  void aSetThatIsGone_isNotRefused_ifTheOneThatStaysIsGoneAsWell() {
    DeletionPage guarded = page(deletion(first, Optional.of(second)));

    assertThat(guarded.toRead(NOW)).isEqualTo(ids(both()));
    assertThat(next(guarded, List.of())).isEmpty();
    assertThat(results(guarded.end(NOW, DEADLINE, 0))).containsExactly(Outcome.Result.ALREADY_GONE);
  }

  /** Otherwise a page of small sets would need twice as many calls. */
  @Test
  void theSetsThatStay_doNotMakeAReadingShorter() {
    List<Snapshot> all = nights(101);
    List<Snapshot> kept = snapshots("kept", NIGHT.plusSeconds(999), "completed");
    DeletionPage large =
        page(
            all.stream()
                .map(snapshot -> deletion(List.of(snapshot), Optional.of(kept)))
                .toArray(Deletion[]::new));

    assertThat(large.toRead(NOW)).hasSize(101).endsWith(id(kept, 0));
  }

  @Test
  void theLastCallOfAPage_endsItWithoutARest() {
    List<Snapshot> all = nights(100);
    DeletionPage full = pageOfEach(all);
    for (int i = 0; i < 100; i++) {
      full.deleted(next(full, all).orElseThrow(), true);
    }

    assertThat(full.hasNext(NOW)).isFalse();
    assertThat(full.end(NOW, DEADLINE, 0).later()).isEmpty();
  }

  @Test
  void atTheDeadline_whatIsLeftIsRefused() {
    page.failed(throttled());

    assertThat(page.end(DEADLINE.minusNanos(1), DEADLINE, 0).later()).hasSize(2);
    DeletionPage.End end = page.end(DEADLINE, DEADLINE, 0);
    assertThat(end.later()).isEmpty();
    assertThat(end.result().outcomes())
        .extracting(Outcome::reason)
        .containsExactly(
            "EC2 did not accept the deletion before the deadline",
            "EC2 did not accept the deletion before the deadline");
    assertThat(results(end)).containsOnly(Outcome.Result.REFUSED);
  }

  @Test
  void anEmptyPage_isDone() {
    DeletionPage empty = page();

    assertThat(empty.hasNext(NOW)).isFalse();
    assertThat(empty.end(NOW, DEADLINE, 0).result())
        .isEqualTo(new DeletionResult(0, 0, 0, List.of(), Optional.empty()));
  }

  /** The next snapshot, after a reading if one is due. */
  private static Optional<String> next(DeletionPage page, List<Snapshot> existing) {
    List<String> ids = page.toRead(NOW);
    if (!ids.isEmpty()) {
      page.read(ids, existing.stream().filter(s -> ids.contains(s.snapshotId())).toList(), NOW);
    }
    return page.next();
  }

  /** That many sets of one snapshot each. */
  private static List<Snapshot> nights(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> snapshots("r" + i, NIGHT.plusSeconds(i), "completed").getFirst())
        .toList();
  }

  private static Stream<Deletion> each(List<Snapshot> all) {
    return all.stream().map(snapshot -> deletion(List.of(snapshot)));
  }

  private static DeletionPage pageOfEach(List<Snapshot> all) {
    return page(each(all).toArray(Deletion[]::new));
  }

  private List<Snapshot> both() {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static DeletionPage page(Deletion... deletions) {
    return new DeletionPage("daily", List.of(deletions), new DeletionTime(NOW, UNTIL, OUTDATED));
  }

  private static Deletion deletion(List<Snapshot> snapshots) {
    return deletion(snapshots, Optional.empty());
  }

  /** The deletion of a set while another one stays. */
  private static Deletion deletion(List<Snapshot> snapshots, Optional<List<Snapshot>> kept) {
    return Deletion.of(
        new Decision(set(snapshots), Verdict.DELETE, List.of("no rule keeps it")),
        kept.map(DeletionPageTest::set));
  }

  private static SnapshotSet set(List<Snapshot> snapshots) {
    return SnapshotSets.of(snapshots).sets().getFirst();
  }

  private static List<String> ids(List<Snapshot> snapshots) {
    return snapshots.stream().map(Snapshot::snapshotId).toList();
  }

  private static String id(List<Snapshot> snapshots, int index) {
    return snapshots.get(index).snapshotId();
  }

  private static List<Outcome.Result> results(DeletionPage.End end) {
    return new ArrayList<>(end.result().outcomes().stream().map(Outcome::result).toList());
  }

  private static Map<String, String> with(Map<String, String> tags, String key, String value) {
    Map<String, String> all = new LinkedHashMap<>(tags);
    all.put(key, value);
    return all;
  }

  private static ThrottledException throttled() {
    return new ThrottledException("DeleteSnapshot", "Throttling", "", "", new Exception());
  }

  private static AccessDeniedException denied(String action) {
    return new AccessDeniedException(action, "Unauthorized", "", "", new Exception());
  }

  private static OutcomeUnknownException lost() {
    return new OutcomeUnknownException("DeleteSnapshot", "timeout", "", "", new Exception());
  }
}
