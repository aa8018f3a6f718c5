package ebsbackup.pull;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckedCopiesTest {
  private static final SnapshotSet SET = Copies.set(0);
  private static final SetToPull ITEM = SetToPull.of(SET);

  private static final String FIRST = ITEM.snapshotIds().getFirst();
  private static final String SECOND = ITEM.snapshotIds().getLast();

  private static SetToPull failed(Map<String, Integer> failures) {
    return new SetToPull(ITEM.set(), ITEM.snapshotIds(), failures);
  }

  private static CheckedCopies check(SetToPull set, Snapshot... here) {
    return CheckedCopies.of(List.of(set), CopiesHere.of(List.of(here)));
  }

  @Test
  void aSetOfWhichEveryCopyIsCompleted_isPulled() {
    CheckedCopies checked =
        check(ITEM, Copies.copy(SET, 0, 1, "completed"), Copies.copy(SET, 1, 1, "completed"));

    assertThat(checked)
        .isEqualTo(new CheckedCopies(List.of(), 1, List.of(), 0, List.of(), Optional.empty()));
  }

  @Test
  void aSetWithAPendingOrMissingCopy_isNotFinished() {
    for (CheckedCopies checked :
        List.of(
            check(ITEM),
            check(ITEM, Copies.copy(SET, 0, 1, "completed")),
            check(ITEM, Copies.copy(SET, 0, 1, "completed"), Copies.copy(SET, 1, 1, "pending")))) {
      assertThat(checked)
          .isEqualTo(
              new CheckedCopies(List.of(ITEM), 0, List.of(), 0, List.of(), Optional.empty()));
    }
  }

  @Test
  void aCopyThatFailed_isRemoved_andItsSetTriedAgain() {
    Snapshot failed = Copies.copy(SET, 0, 1, "error");

    CheckedCopies checked = check(ITEM, failed, Copies.copy(SET, 1, 1, "completed"));

    assertThat(checked.later()).containsExactly(failed(Map.of(FIRST, 1)));
    assertThat(checked.later().getFirst().attempt(FIRST)).isEqualTo(2);
    assertThat(checked.later().getFirst().attempt(SECOND)).isEqualTo(1);
    assertThat(checked.newlyFailed()).isEqualTo(1);
    assertThat(checked.failed()).containsExactly(failed.snapshotId());
    assertThat(checked.failure())
        .contains(failed.snapshotId() + " is error (Client.InternalError)");
    assertThat(checked.problems()).isEmpty();
  }

  @Test
  void ofTwoCopiesThatFailed_bothAreRemoved_andBothAreCounted() {
    Snapshot one = Copies.copy(SET, 0, 1, "error");
    Snapshot other = Copies.copy(SET, 1, 1, "error");

    CheckedCopies checked = check(ITEM, one, other);

    assertThat(checked.failed()).containsExactly(one.snapshotId(), other.snapshotId());
    assertThat(checked.newlyFailed()).isEqualTo(2);
    assertThat(checked.later()).containsExactly(failed(Map.of(FIRST, 1, SECOND, 1)));
  }

  /** The copies of a large set may all fail once for a passing reason. */
  @Test
  void aSetIsGivenUp_forTheFailuresOfOneSnapshot_notForTheSumOfAll() {
    CheckedCopies checked =
        check(
            failed(Map.of(FIRST, 2, SECOND, 1)),
            Copies.copy(SET, 0, 2, "pending"),
            Copies.copy(SET, 1, 2, "error"));

    assertThat(checked.later()).containsExactly(failed(Map.of(FIRST, 2, SECOND, 2)));
    assertThat(checked.problems()).isEmpty();
  }

  /** EC2 may list a snapshot for a while after its deletion. */
  @Test
  void aFailedCopyThatIsStillListed_countsOnce_andIsRemovedAgain() {
    Snapshot failed = Copies.copy(SET, 0, 1, "error");

    CheckedCopies again = check(failed(Map.of(FIRST, 1)), failed);

    assertThat(again.later()).containsExactly(failed(Map.of(FIRST, 1)));
    assertThat(again.failed()).containsExactly(failed.snapshotId());
    assertThat(again.newlyFailed()).isZero();
  }

  /** An earlier run has given up the set, and could not remove the copy. */
  @Test
  void aFailedCopyOfAnEarlierRun_isRemoved_andDoesNotCount() {
    Snapshot failed = Copies.copy(SET, 0, 3, "error");

    CheckedCopies checked = check(ITEM, failed);

    assertThat(checked.later()).containsExactly(ITEM);
    assertThat(checked.failed()).containsExactly(failed.snapshotId());
    assertThat(checked.newlyFailed()).isZero();
  }

  @Test
  void aSnapshotThatIsCopiedAfterAll_isNoReasonToGiveUpItsSet() {
    SetToPull set = failed(Map.of(FIRST, 2));

    CheckedCopies checked =
        check(
            set,
            Copies.copy(SET, 0, 3, "error"),
            Copies.copy(SET, 0, 2, "completed"),
            Copies.copy(SET, 1, 1, "pending"));

    assertThat(checked.later()).containsExactly(failed(Map.of(FIRST, 3)));
    assertThat(checked.problems()).isEmpty();
    assertThat(check(failed(Map.of(FIRST, 3))).later()).containsExactly(failed(Map.of(FIRST, 3)));
    assertThat(check(failed(Map.of(FIRST, 3)), Copies.copy(SET, 0, 4, "pending")).later())
        .containsExactly(failed(Map.of(FIRST, 3)));
  }

  @Test
  void afterThreeFailures_theSetIsGivenUp_withWhatEc2Says() {
    Snapshot failed = Copies.copy(SET, 0, 3, "error");

    CheckedCopies checked = check(failed(Map.of(FIRST, 2)), failed);

    assertThat(checked.later()).isEmpty();
    assertThat(checked.failed()).containsExactly(failed.snapshotId());
    assertThat(checked.problems())
        .containsExactly(
            new SetProblem(
                INSTANCE_ID,
                "the set of 2026-03-01T03:00:00Z: 3 copies of %s failed; the last one: %s is error"
                        .formatted(FIRST, failed.snapshotId())
                    + " (Client.InternalError)",
                List.of()));
  }

  @Test
  void copiesThatFailed_areInTheOrderOfTheirIds() {
    CheckedCopies checked =
        check(ITEM, Copies.copy(SET, 0, 2, "error"), Copies.copy(SET, 0, 1, "error"));

    assertThat(checked.failed())
        .containsExactly(
            Copies.copy(SET, 0, 1, "error").snapshotId(),
            Copies.copy(SET, 0, 2, "error").snapshotId());
  }

  @Test
  void aFailedCopyBesideACompletedOne_isRemoved_andTheSetIsPulled() {
    CheckedCopies checked =
        check(
            failed(Map.of(FIRST, 2)),
            Copies.copy(SET, 0, 1, "error"),
            Copies.copy(SET, 0, 2, "completed"),
            Copies.copy(SET, 1, 1, "completed"));

    assertThat(checked.pulled()).isEqualTo(1);
    assertThat(checked.failed()).hasSize(1);
    assertThat(checked.problems()).isEmpty();
  }

  @Test
  void aCopyThatIsNotAsItWasAskedFor_isNeverGood_andNeverRemoved() {
    for (int member = 0; member < 2; member++) {
      Snapshot wrong =
          SnapshotBuilder.like(Copies.copy(SET, member, 1, "completed"))
              .encrypted(true, "arn:other")
              .build();

      CheckedCopies checked = check(ITEM, wrong, Copies.copy(SET, 1 - member, 1, "completed"));

      assertThat(checked.pulled()).isZero();
      assertThat(checked.later()).isEmpty();
      assertThat(checked.failed()).isEmpty();
      assertThat(checked.problems())
          .extracting(SetProblem::reason)
          .singleElement()
          .asString()
          .contains(wrong.snapshotId() + ": it is encrypted under arn:other");
    }
  }

  @Test
  void afterTheDeadline_noSetIsWaitedFor_andNothingFoundIsLost() {
    CheckedCopies checked = check(ITEM, Copies.copy(SET, 0, 1, "error"));

    assertThat(checked.ended())
        .isEqualTo(
            new CheckedCopies(
                List.of(), 0, checked.failed(), 1, checked.problems(), checked.failure()));
  }

  @Test
  void theWaitsGrow_unlessAPlaceIsWanted_orCopiesWereBegun() {
    CheckedCopies unfinished = check(ITEM);

    assertThat(unfinished.waitSeconds(0, 0, false)).isEqualTo(60);
    assertThat(unfinished.waitSeconds(60, 0, false)).isEqualTo(90);
    assertThat(unfinished.waitSeconds(300, 0, false)).isEqualTo(300);
    assertThat(unfinished.waitSeconds(300, 0, true)).isEqualTo(60);
    assertThat(unfinished.waitSeconds(300, 15, false)).isEqualTo(60);
    assertThat(unfinished.waitSeconds(300, 90, true)).isEqualTo(90);
  }

  @Test
  void whenNothingIsWaitedFor_onlyCopiesThatWereBegunNeedTime() {
    assertThat(check(ITEM).ended().waitSeconds(60, 0, true)).isZero();
    assertThat(check(ITEM).ended().waitSeconds(60, 15, false)).isEqualTo(15);
  }

  @Test
  void onlyACopyOfThePlanThatFailed_mayBeRemoved() {
    Snapshot failed = Copies.copy(SET, 0, 1, "error");

    assertThat(FailedCopy.isFailedCopyOf(failed, "copies")).isTrue();
    assertThat(FailedCopy.isFailedCopyOf(failed, "others")).isFalse();
    assertThat(FailedCopy.isFailedCopyOf(Copies.copy(SET, 0, 1, "completed"), "copies")).isFalse();
    assertThat(FailedCopy.isFailedCopyOf(Copies.copy(SET, 0, 1, "pending"), "copies")).isFalse();
    assertThat(FailedCopy.isFailedCopyOf(Copies.with(failed, "ebs-backup:copy", "x"), "copies"))
        .isFalse();
  }
}
