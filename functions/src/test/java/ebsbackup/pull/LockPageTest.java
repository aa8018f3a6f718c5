package ebsbackup.pull;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetClock;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.request.CopyLock;
import ebsbackup.request.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockPageTest {
  private static final CopyLock LOCK =
      new CopyLock(CopyLock.Mode.GOVERNANCE, Span.parse("for", "P30D"), Optional.empty());
  private static final Instant NOW = NIGHT.plus(Duration.ofDays(1));

  private static LockPage page(List<Snapshot> listed, String... locked) {
    return new LockPage(LOCK, listed, Set.of(locked), Copies.at(NOW));
  }

  @Test
  void copiesAreLocked_pendingOnesToo_untilATimeThatCountsFromTheSet() {
    Snapshot copy = Copies.copy(Copies.set(0), 0, 1, "pending");
    LockPage page = page(List.of(copy));

    assertThat(page.hasNext()).isTrue();
    assertThat(page.next())
        .isEqualTo(new LockPage.Lock(copy.snapshotId(), NIGHT.plus(Duration.ofDays(30))));
    page.locked();
    assertThat(page.hasNext()).isFalse();
    assertThat(page.end()).isEqualTo(new LockPage.End(1, 0, Optional.empty()));
  }

  /** What is oldest is locked for the shortest time, and may have to wait for the next run. */
  @Test
  void theNewestSetsAreLockedFirst() {
    Snapshot older = Copies.copy(Copies.set(0), 0, 1, "completed");
    Snapshot newer = Copies.copy(Copies.set(1), 0, 1, "completed");
    LockPage page = page(List.of(older, newer));

    assertThat(page.next().snapshotId()).isEqualTo(newer.snapshotId());
    page.locked();
    assertThat(page.next().snapshotId()).isEqualTo(older.snapshotId());
  }

  @Test
  void nothingElseIsLocked() {
    Snapshot copy = Copies.copy(Copies.set(0), 0, 1, "completed");

    assertThat(page(List.of(copy), copy.snapshotId()).hasNext()).isFalse();
    assertThat(page(Copies.set(0).snapshots()).hasNext()).isFalse();
    assertThat(page(List.of(Copies.copy(Copies.set(0), 0, 1, "error"))).hasNext()).isFalse();
    Snapshot underAnotherKey = SnapshotBuilder.like(copy).encrypted(true, "arn:other").build();
    assertThat(page(List.of(underAnotherKey)).hasNext()).isFalse();
    assertThat(
            new LockPage(LOCK, List.of(copy), Set.of(), Copies.at(NIGHT.plus(Duration.ofDays(29))))
                .hasNext())
        .isFalse();
  }

  @Test
  void afterItsTime_thePageEnds_beforeTheFunctionTimesOut() {
    SetClock clock = new SetClock(NOW);
    LockPage page = new LockPage(LOCK, Copies.copies(Copies.set(0)), Set.of(), clock);

    clock.pass(LockPage.PATIENCE.minusMillis(1));
    assertThat(page.hasNext()).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(page.hasNext()).isFalse();
    assertThat(page.end().unlocked()).isEqualTo(2);
  }

  @Test
  void whatCannotBeLocked_isCounted_andTheOthersAre() {
    LockPage page = page(Copies.copies(Copies.set(0)));

    page.failed(new RefusedException("LockSnapshot", "IncorrectState", "1", "no", null));
    page.locked();

    assertThat(page.end().locked()).isEqualTo(1);
    assertThat(page.end().unlocked()).isEqualTo(1);
    assertThat(page.end().problem().orElse("")).contains("IncorrectState");
  }

  static Stream<AwsCallException> notRefused() {
    return Stream.of(
        new AccessDeniedException("LockSnapshot", "x", "1", "no", null),
        new ThrottledException("LockSnapshot", "x", "1", "no", null),
        new OutcomeUnknownException("LockSnapshot", "x", "1", "no", null));
  }

  @ParameterizedTest
  @MethodSource("notRefused")
  void aFailureThatIsNoRefusal_leavesAllForTheNextRun(AwsCallException failure) {
    LockPage page = page(Copies.copies(Copies.set(0)));

    page.failed(failure);

    assertThat(page.hasNext()).isFalse();
    assertThat(page.end().unlocked()).isEqualTo(2);
  }
}
