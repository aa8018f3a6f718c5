package ebsbackup.prune;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.snapshots;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeletionPageTest {
  private static final Instant NOW = NIGHT.plus(Duration.ofDays(9));
  private static final Instant DEADLINE = NOW.plus(Duration.ofHours(1));

  private final List<Snapshot> first = snapshots("r1", NIGHT, "completed", "completed");
  private final List<Snapshot> second = snapshots("r2", NIGHT.plusSeconds(60), "completed");
  private final DeletionPage page = page(deletion(first), deletion(second));

  @Test
  void setsAreDeletedSnapshotBySnapshot_theWholeSetReadAgainEachTime() {
    assertThat(page.left()).isEqualTo(ids(first));
    assertThat(page.next(first, NOW)).contains(id(first, 0));
    page.deleted(id(first, 0), true);
    assertThat(page.left()).containsExactly(id(first, 1));
    delete(first.subList(1, 2));
    assertThat(page.left()).isEqualTo(ids(second));
    delete(second);

    assertThat(page.goesOn()).isFalse();
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
    assertThat(page.next(List.of(), NOW)).isEmpty();
    assertThat(page.left()).isEqualTo(ids(second));
    assertThat(page.next(second, NOW)).isPresent();
    page.deleted(id(second, 0), false);

    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(end.result().alreadyGone()).isEqualTo(3);
    assertThat(end.result().snapshots()).isZero();
    assertThat(results(end))
        .containsExactly(Outcome.Result.ALREADY_GONE, Outcome.Result.ALREADY_GONE);
  }

  @Test
  void aSetThatWasBegun_isDeleted_evenIfTheRestIsGone() {
    DeletionPage begun = page(deletion(first).withLeft(List.of(id(first, 1))));

    assertThat(begun.next(List.of(), NOW)).isEmpty();

    assertThat(results(begun.end(NOW, DEADLINE, 0))).containsExactly(Outcome.Result.DELETED);
  }

  @Test
  void aSetThatIsHeldByNow_staysAsItIs() {
    Snapshot held =
        ebsbackup.ebs.Samples.snapshot(
            first.getFirst().volumeId(),
            NIGHT,
            "completed",
            with(first.getFirst().tags(), SetTags.HOLD, "Ann"));

    assertThat(page.next(List.of(first.getLast(), held), NOW)).isEmpty();

    assertThat(page.left()).isEqualTo(ids(second));
    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(results(end)).containsExactly(Outcome.Result.REFUSED);
    assertThat(end.result().outcomes().getFirst().reason()).contains("held: on hold");
    assertThat(end.result().snapshots()).isZero();
    assertThat(end.waitSeconds()).isZero();
  }

  @Test
  void aThrottledOrLostCall_handsBackWhatIsLeft() {
    for (AwsCallException failure : List.of(throttled(), lost())) {
      DeletionPage broken = page(deletion(first), deletion(second));
      broken.deleted(broken.next(first, NOW).orElseThrow(), true);
      broken.failed(failure);

      assertThat(broken.goesOn()).isFalse();
      DeletionPage.End end = broken.end(NOW, DEADLINE, 0);
      assertThat(end.later())
          .containsExactly(deletion(first).withLeft(List.of(id(first, 1))), deletion(second));
      assertThat(end.waitSeconds()).isEqualTo(10);
      assertThat(end.result().outcomes()).isEmpty();
      assertThat(end.result().failure()).isEmpty();
    }
  }

  @Test
  void aRefusal_concernsItsSetOnly() {
    assertThat(page.next(first, NOW)).isPresent();
    page.failed(new RefusedException("DeleteSnapshot", "SnapshotLocked", "", "", new Exception()));

    assertThat(page.goesOn()).isTrue();
    assertThat(page.left()).isEqualTo(ids(second));
    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(end.result().outcomes())
        .containsExactly(
            Outcome.of(deletion(first), Outcome.Result.REFUSED, "DeleteSnapshot: SnapshotLocked"));
  }

  @Test
  void aDenial_endsTheDeletions() {
    page.failed(
        new AccessDeniedException("DeleteSnapshot", "Unauthorized", "", "", new Exception()));

    assertThat(page.goesOn()).isFalse();
    DeletionPage.End end = page.end(NOW, DEADLINE, 0);
    assertThat(end.result().failure()).contains("DeleteSnapshot: Unauthorized");
    assertThat(end.later()).hasSize(2);
    assertThat(end.waitSeconds()).isZero();
  }

  @Test
  void aPageIsABucketOfCalls() {
    List<Deletion> sets =
        IntStream.range(0, 102)
            .mapToObj(i -> deletion(snapshots("r" + i, NIGHT.plusSeconds(i), "completed")))
            .toList();
    DeletionPage full = page(sets.toArray(Deletion[]::new));
    for (int i = 0; i < 100; i++) {
      assertThat(full.goesOn()).isTrue();
      full.deleted(
          full.next(snapshots("r" + i, NIGHT.plusSeconds(i), "completed"), NOW).orElseThrow(),
          true);
    }

    assertThat(full.goesOn()).isFalse();
    DeletionPage.End end = full.end(NOW, DEADLINE, 0);
    assertThat(end.later()).hasSize(2);
    assertThat(end.waitSeconds()).isEqualTo(20);
    assertThat(full.end(NOW.plusSeconds(5), DEADLINE, 0).waitSeconds()).isEqualTo(15);
  }

  @Test
  void theLastCallOfAPage_endsItWithoutARest() {
    List<Deletion> sets =
        IntStream.range(0, 100)
            .mapToObj(i -> deletion(snapshots("r" + i, NIGHT.plusSeconds(i), "completed")))
            .toList();
    DeletionPage full = page(sets.toArray(Deletion[]::new));
    for (int i = 0; i < 100; i++) {
      full.deleted(
          full.next(snapshots("r" + i, NIGHT.plusSeconds(i), "completed"), NOW).orElseThrow(),
          true);
    }

    assertThat(full.goesOn()).isFalse();
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
            "EC2 would not take the deletion before the deadline",
            "EC2 would not take the deletion before the deadline");
    assertThat(results(end)).containsOnly(Outcome.Result.REFUSED);
  }

  @Test
  void anEmptyPage_isDone() {
    DeletionPage empty = page();

    assertThat(empty.goesOn()).isFalse();
    assertThat(empty.left()).isEmpty();
    assertThat(empty.end(NOW, DEADLINE, 0).result())
        .isEqualTo(new DeletionResult(0, 0, 0, List.of(), Optional.empty()));
  }

  private void delete(List<Snapshot> left) {
    for (Snapshot snapshot : left) {
      assertThat(page.goesOn()).isTrue();
      assertThat(page.next(left, NOW)).contains(snapshot.snapshotId());
      page.deleted(snapshot.snapshotId(), true);
    }
  }

  private List<Snapshot> both() {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static DeletionPage page(Deletion... deletions) {
    return new DeletionPage("daily", List.of(deletions), NOW);
  }

  private static Deletion deletion(List<Snapshot> snapshots) {
    SnapshotSet set = SnapshotSets.of(snapshots).sets().getFirst();
    return Deletion.of(new Decision(set, Verdict.DELETE, List.of("no rule keeps it")));
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
    Map<String, String> all = new java.util.LinkedHashMap<>(tags);
    all.put(key, value);
    return all;
  }

  private static ThrottledException throttled() {
    return new ThrottledException("DeleteSnapshot", "Throttling", "", "", new Exception());
  }

  private static OutcomeUnknownException lost() {
    return new OutcomeUnknownException("DeleteSnapshot", "timeout", "", "", new Exception());
  }
}
