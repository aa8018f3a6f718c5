package ebsbackup.share;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.json.Json;
import ebsbackup.share.SharePage.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharePageTest {
  private static final String VAULT = "111122223333";
  private static final String OLD = "444455556666";
  private static final Instant DEADLINE = NIGHT.plusSeconds(3_600);

  private static RefusedException refused() {
    return new RefusedException("ModifySnapshotAttribute", "OperationNotPermitted", "", "no", null);
  }

  private static SetSharing shared(String source, String... snapshots) {
    return SetSharing.of(
        new SetRef(source, "r", NIGHT), List.of(snapshots), List.of(VAULT), List.of());
  }

  private static SetSharing withdrawn(String source, String... snapshots) {
    return SetSharing.of(
        new SetRef(source, "r", NIGHT), List.of(snapshots), List.of(), List.of(OLD));
  }

  private static SharePage page(SetSharing... sets) {
    return new SharePage(List.of(sets), NIGHT);
  }

  private static SharePage.End end(SharePage page) {
    return page.end(NIGHT.plusSeconds(1), DEADLINE);
  }

  /** Makes calls until the page ends; each has its effect at once. */
  private static List<Call> runToTheEnd(SharePage page) {
    List<Call> calls = new ArrayList<>();
    while (page.hasNext()) {
      Call call = page.next();
      calls.add(call);
      switch (call) {
        case Call.Share share -> page.changed();
        case Call.Withdraw withdraw -> page.changed();
        case Call.ReadBack read -> page.found(Set.of(VAULT), false);
      }
    }
    return calls;
  }

  private static Call share(String id) {
    return new Call.Share(id, List.of(VAULT));
  }

  private static Call withdraw(String id, String... accounts) {
    return new Call.Withdraw(id, List.of(accounts));
  }

  private static Call read(String id) {
    return new Call.ReadBack(id);
  }

  @Test
  void everySnapshotIsShared_andThenEachIsReadBack() {
    SharePage page = page(shared("i-1", "snap-1", "snap-2"));

    assertThat(runToTheEnd(page))
        .containsExactly(share("snap-1"), share("snap-2"), read("snap-1"), read("snap-2"));
    assertThat(end(page).shared()).isEqualTo(1);
    assertThat(end(page).withdrawn()).isZero();
    assertThat(end(page).problems()).isEmpty();
    assertThat(end(page).later()).isEmpty();
  }

  @Test
  void aSetThatIsOnlyWithdrawn_isNotCountedAsShared() {
    SharePage page = page(withdrawn("i-1", "snap-1"));

    assertThat(runToTheEnd(page)).containsExactly(withdraw("snap-1", OLD), read("snap-1"));
    assertThat(end(page).withdrawn()).isEqualTo(1);
    assertThat(end(page).shared()).isZero();
  }

  @Test
  void accountsAreRemoved_beforeOthersAreAdded_inCallsOfTheirOwn() {
    SharePage page =
        page(
            SetSharing.of(
                new SetRef("i-1", "r", NIGHT),
                List.of("snap-1", "snap-2"),
                List.of(VAULT),
                List.of(OLD)));

    assertThat(runToTheEnd(page))
        .containsExactly(
            withdraw("snap-1", OLD),
            withdraw("snap-2", OLD),
            share("snap-1"),
            share("snap-2"),
            read("snap-1"),
            read("snap-2"));
    assertThat(end(page).shared()).isEqualTo(1);
    assertThat(end(page).withdrawn()).isEqualTo(1);
  }

  @Test
  void aRefusal_withdrawsTheWholeSet_andIsItsProblem() {
    SharePage page = page(shared("i-1", "snap-1", "snap-2", "snap-3"));
    page.changed();
    page.failed(refused());

    List<Call> calls = new ArrayList<>();
    while (page.hasNext()) {
      calls.add(page.next());
      if (page.next() instanceof Call.ReadBack) {
        page.found(Set.of(), false);
      } else {
        page.changed();
      }
    }

    assertThat(calls)
        .containsExactly(
            withdraw("snap-1", VAULT),
            withdraw("snap-2", VAULT),
            withdraw("snap-3", VAULT),
            read("snap-1"),
            read("snap-2"),
            read("snap-3"));
    SharePage.End end = end(page);
    assertThat(end.notShared()).isEqualTo(1);
    assertThat(end.notUndone()).isZero();
    assertThat(end.shared() + end.withdrawn() + end.notWithdrawn()).isZero();
    assertThat(end.problems())
        .containsExactly(
            new SetProblem(
                "i-1",
                "the set of 2026-03-01T03:00:00Z is not shared:"
                    + " ModifySnapshotAttribute: OperationNotPermitted - no",
                List.of()));
  }

  @Test
  void aRefusal_withdrawsTheSetFromTheAccountsOfThePlanToo_andKeepsEarlierReasons() {
    SetRef ref = new SetRef("i-1", "r", NIGHT);
    SetSharing before =
        new SetSharing(
            ref,
            List.of("snap-1", "snap-2"),
            List.of(VAULT, "333333333333"),
            List.of(OLD, "666666666666"),
            SetSharing.Phase.SHARE,
            1,
            false,
            2,
            Optional.of("first"),
            Optional.of("left"));

    assertThat(before.noted("second"))
        .isEqualTo(
            new SetSharing(
                ref,
                List.of("snap-1", "snap-2"),
                List.of(VAULT, "333333333333"),
                List.of(OLD, "666666666666"),
                SetSharing.Phase.SHARE,
                1,
                false,
                2,
                Optional.of("first; second"),
                Optional.of("left")));
    assertThat(before.refused("second"))
        .isEqualTo(
            new SetSharing(
                ref,
                List.of("snap-1", "snap-2"),
                List.of(VAULT, "333333333333"),
                List.of(OLD, "666666666666", VAULT, "333333333333"),
                SetSharing.Phase.WITHDRAW,
                0,
                true,
                0,
                Optional.of("first; second"),
                Optional.empty()));
  }

  private static final String NOT_UNDONE =
      "the set of 2026-03-01T03:00:00Z cannot be shared, and a part of it may still be shared with"
          + " 111122223333: ";
  private static final String WHY = "ModifySnapshotAttribute: OperationNotPermitted - no";

  @Test
  void aSetThatCannotBeWithdrawnAgain_isNotCalledUnshared_andNamesTheSnapshotAndTheAccount() {
    SharePage page = page(shared("i-1", "snap-1", "snap-2"));
    page.changed();
    page.failed(refused());
    page.failed(refused());
    page.changed();
    page.found(Set.of(), false);
    page.found(Set.of(), false);

    assertThat(end(page).problems())
        .containsExactly(
            new SetProblem(
                "i-1", NOT_UNDONE + "snap-1 was not withdrawn: " + WHY + "; " + WHY, List.of()));
    assertThat(end(page).notShared()).isEqualTo(1);
    assertThat(end(page).notUndone()).isEqualTo(1);
  }

  @Test
  void aSetThatCannotBeReadBack_isNotCalledUnshared() {
    SharePage page = page(shared("i-1", "snap-1"));
    page.failed(refused());
    page.changed();
    page.failed(
        new RefusedException("DescribeSnapshotAttribute", "UnsupportedOperation", "", "?", null));

    assertThat(end(page).problems())
        .extracting(SetProblem::reason)
        .containsExactly(
            NOT_UNDONE + "DescribeSnapshotAttribute: UnsupportedOperation - ?; " + WHY);
    assertThat(end(page).notUndone()).isEqualTo(1);
  }

  @Test
  void aPublicSnapshot_isNotCalledUnshared() {
    SharePage page = page(shared("i-1", "snap-1"));
    page.failed(refused());
    page.changed();
    page.found(Set.of(), true);

    assertThat(end(page).problems().getFirst().reason())
        .startsWith(NOT_UNDONE + "snap-1 is public: aws ec2 modify-snapshot-attribute");
    assertThat(end(page).notUndone()).isEqualTo(1);
  }

  @Test
  void aWithdrawalThatIsRefusedOnce_andThenAccepted_isDone() {
    SharePage first = page(withdrawn("i-1", "snap-1"));
    first.failed(refused());
    first.found(Set.of(OLD), false);
    SharePage second = new SharePage(end(first).later(), NIGHT);
    second.changed();
    second.found(Set.of(), false);

    assertThat(end(second).withdrawn()).isEqualTo(1);
    assertThat(end(second).problems()).isEmpty();
  }

  /** Otherwise a set of 128 volumes could exceed what Step Functions passes on. */
  @Test
  void manyReasons_areCut_afterAWholeOne() {
    SetSharing set = shared("i-1", "snap-1").noted("x".repeat(200)).noted("y".repeat(100));

    assertThat(set.noted("z").failure()).contains("x".repeat(200) + "; " + "y".repeat(100) + "; …");
    assertThat(set.noted("z").noted("z")).isEqualTo(set.noted("z"));
    assertThat(shared("i-1", "snap-1").noted("x".repeat(301)).failure())
        .contains("x".repeat(300) + "…");
  }

  @Test
  void whatCannotBeWithdrawn_isAProblem() {
    SharePage page = page(withdrawn("i-1", "snap-1"));
    page.failed(refused());
    page.found(Set.of(), false);

    SharePage.End end = end(page);

    assertThat(end.notWithdrawn()).isEqualTo(1);
    assertThat(end.withdrawn()).isZero();
    assertThat(end.problems().getFirst().reason())
        .contains("may still be shared with " + OLD, "snap-1 was not withdrawn");
  }

  @Test
  void aDifference_isTriedAgainTwice_andThenUndone() {
    List<SetSharing> work = List.of(shared("i-1", "snap-1"));
    for (int attempt = 1; attempt <= 2; attempt++) {
      SharePage page = new SharePage(work, NIGHT);
      page.changed();
      page.found(Set.of(), false);
      assertThat(page.hasNext()).isFalse();
      assertThat(end(page).waitSeconds()).isEqualTo(10);
      assertThat(end(page).problems()).isEmpty();
      work = end(page).later();
      assertThat(work).hasSize(1);
      assertThat(new SharePage(work, NIGHT).next()).isEqualTo(share("snap-1"));
    }
    SharePage page = new SharePage(work, NIGHT);
    page.changed();
    page.found(Set.of(), false);
    assertThat(page.next()).isEqualTo(withdraw("snap-1", VAULT));
    page.changed();
    page.found(Set.of(), false);

    assertThat(end(page).problems().getFirst().reason())
        .contains("is not shared: EC2 accepted the change but does not show snap-1 as shared");
  }

  @Test
  void aWithdrawalThatEc2DoesNotShow_isAProblem_afterThreeAttempts() {
    List<SetSharing> work = List.of(withdrawn("i-1", "snap-1"));
    SharePage page = new SharePage(work, NIGHT);
    for (int attempt = 1; attempt <= 3; attempt++) {
      page = new SharePage(work, NIGHT);
      assertThat(page.next()).isEqualTo(withdraw("snap-1", OLD));
      page.changed();
      page.found(Set.of(OLD), false);
      work = end(page).later();
    }

    assertThat(work).isEmpty();
    assertThat(end(page).notWithdrawn()).isEqualTo(1);
    assertThat(end(page).problems().getFirst().reason()).contains("still shows snap-1 as shared");
  }

  @Test
  void aSetThatIsWithdrawnAgain_andStillShown_isAProblem_afterThreeAttempts() {
    SetSharing set =
        SetSharing.of(
            new SetRef("i-1", "r", NIGHT), List.of("snap-1"), List.of(VAULT), List.of(OLD));
    SharePage page = page(set);
    page.failed(refused());
    page.failed(refused());
    List<SetSharing> work = List.of(set);
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(page.next()).isEqualTo(withdraw("snap-1", OLD, VAULT));
      page.changed();
      page.found(Set.of(VAULT), false);
      work = end(page).later();
      if (attempt < 3) {
        page = new SharePage(work, NIGHT);
      }
    }

    assertThat(work).isEmpty();
    assertThat(end(page).problems().getFirst().reason())
        .isEqualTo(
            "the set of 2026-03-01T03:00:00Z cannot be shared, and a part of it may still be shared"
                + " with 444455556666, 111122223333: EC2 still shows snap-1 as shared; "
                + WHY);
    assertThat(end(page).notUndone()).isEqualTo(1);
  }

  /** A part of the sets has to fit between two states. */
  @Test
  void theSizeOfASet_isNotLessThanThatOfItsJson() {
    List<String> ids = IntStream.range(0, 100).mapToObj("snap-0%016x"::formatted).toList();
    List<String> accounts = IntStream.range(0, 50).mapToObj("%012d"::formatted).toList();
    SetSharing set =
        SetSharing.of(
                new SetRef("i-0123456789abcdef0", "r".repeat(150), NIGHT), ids, accounts, accounts)
            .noted("x".repeat(300));

    assertThat(set.jsonBytes())
        .isBetween(new Json().write(set).length(), new Json().write(set).length() * 11 / 10);
  }

  @Test
  void aPublicSnapshot_isAProblem() {
    SharePage page = page(shared("i-1", "snap-1"));
    page.changed();
    page.found(Set.of(VAULT), true);

    assertThat(end(page).notShared()).isEqualTo(1);
    assertThat(end(page).problems().getFirst().reason())
        .endsWith(
            "is not shared as the plan says: snap-1 is public: aws ec2 modify-snapshot-attribute"
                + " --snapshot-id snap-1 --attribute createVolumePermission --operation-type remove"
                + " --group-names all");
  }

  @Test
  void throttling_handsBackTheRest_asFarAsItHasCome_theOtherSetsFirst() {
    SharePage page = page(shared("i-1", "snap-1", "snap-2"), shared("i-2", "snap-3"));
    page.changed();
    page.failed(new ThrottledException("ModifySnapshotAttribute", "Throttling", "", "", null));

    assertThat(page.hasNext()).isFalse();
    SharePage.End end = end(page);
    assertThat(end.waitSeconds()).isEqualTo(10);
    SharePage next = new SharePage(end.later(), NIGHT);
    assertThat(next.next()).isEqualTo(share("snap-3"));
    next.failed(new ThrottledException("ModifySnapshotAttribute", "Throttling", "", "", null));
    next = new SharePage(end(next).later(), NIGHT);
    assertThat(next.next()).isEqualTo(share("snap-2"));
    runToTheEnd(next);
    assertThat(end(next).shared()).isEqualTo(2);
  }

  @Test
  void anUnknownOutcome_isRepeated() {
    SharePage page = page(shared("i-1", "snap-1"));
    page.failed(new OutcomeUnknownException("ModifySnapshotAttribute", "x", "", "", null));

    assertThat(new SharePage(end(page).later(), NIGHT).next()).isEqualTo(share("snap-1"));
  }

  @Test
  void afterABucketOfChanges_theRestIsHandedBack() {
    SharePage page =
        new SharePage(
            IntStream.range(0, 150).mapToObj(i -> shared("i-" + i, "snap-" + i)).toList(), NIGHT);

    runToTheEnd(page);

    SharePage.End end = end(page);
    assertThat(end.shared()).isEqualTo(99);
    assertThat(end.withdrawn()).isZero();
    // The last one was changed and is not read back yet.
    assertThat(end.later()).hasSize(51);
    assertThat(new SharePage(end.later(), NIGHT).next()).isEqualTo(read("snap-99"));
    assertThat(end.waitSeconds()).isEqualTo(19);
  }

  @Test
  void callsThatFailedTakeFromEC2sBucketAsWell() {
    SharePage page =
        new SharePage(
            IntStream.range(0, 150).mapToObj(i -> withdrawn("i-" + i, "snap-" + i)).toList(),
            NIGHT);
    int failed = 0;
    while (page.hasNext()) {
      if (page.next() instanceof Call.ReadBack) {
        page.found(Set.of(), false);
      } else {
        page.failed(refused());
        failed++;
      }
    }

    assertThat(failed).isEqualTo(100);
    assertThat(end(page).waitSeconds()).isEqualTo(19);
  }

  @Test
  void aSetLargerThanABucket_isFinishedInTheEnd() {
    List<SetSharing> work =
        List.of(
            shared(
                "i-1", IntStream.range(0, 128).mapToObj(i -> "snap-" + i).toArray(String[]::new)));
    int shared = 0;
    for (int attempt = 1; attempt <= 2; attempt++) {
      SharePage page = new SharePage(work, NIGHT);
      runToTheEnd(page);
      work = end(page).later();
      shared += end(page).shared();
    }

    assertThat(shared).isEqualTo(1);
    assertThat(work).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDenialOrTwo_areProblemsOfTheirSets(int denials) {
    SharePage page = page(shared("i-1", "snap-1"), shared("i-2", "snap-2"), shared("i-3", "s"));
    for (int i = 0; i < denials; i++) {
      page.failed(denied());
      page.changed();
      page.found(Set.of(), false);
    }

    runToTheEnd(page);

    assertThat(end(page).failure()).isEmpty();
    assertThat(end(page).cursorAfter(Optional.of("set 3"))).contains("set 3");
    assertThat(end(page).notShared()).isEqualTo(denials);
    assertThat(end(page).shared()).isEqualTo(3 - denials);
  }

  @Test
  void denialsAfterAChange_areProblemsOfTheirSets() {
    SharePage page =
        page(
            withdrawn("i-0", "snap-0"),
            withdrawn("i-1", "snap-1"),
            withdrawn("i-2", "snap-2"),
            withdrawn("i-3", "snap-3"));
    page.changed();
    page.found(Set.of(), false);
    for (int set = 1; set <= 3; set++) {
      page.failed(denied());
      page.found(Set.of(), false);
    }

    assertThat(end(page).failure()).isEmpty();
    assertThat(end(page).notWithdrawn()).isEqualTo(3);
  }

  @Test
  void denialsWithNothingChanged_endTheSharing() {
    SharePage page = page(shared("i-1", "snap-1"), shared("i-2", "snap-2"), shared("i-3", "s"));
    for (int set = 1; set <= 2; set++) {
      page.failed(denied());
      page.failed(denied());
      page.found(Set.of(), false);
    }
    assertThat(page.hasNext()).isTrue();
    page.failed(denied());

    SharePage.End end = end(page);

    assertThat(page.hasNext()).isFalse();
    assertThat(end.failure()).isPresent();
    assertThat(end.cursorAfter(Optional.of("set 3"))).isEmpty();
    assertThat(end.later()).isEmpty();
    assertThat(end.notShared()).isEqualTo(3);
    assertThat(end.problems()).extracting(SetProblem::source).containsExactly("i-1", "i-2", "i-3");
  }

  private static AccessDeniedException denied() {
    return new AccessDeniedException("ModifySnapshotAttribute", "AuthFailure", "", "no", null);
  }

  @Test
  void afterTheDeadline_whatIsLeftIsAProblem_whichSaysThatItMayBeShared() {
    SharePage page = page(shared("i-1", "snap-1", "snap-2"), withdrawn("i-2", "snap-3"));
    page.changed();
    page.leave();

    SharePage.End end = page.end(DEADLINE, DEADLINE);

    assertThat(end.later()).isEmpty();
    assertThat(end.notShared()).isEqualTo(1);
    assertThat(end.notWithdrawn()).isEqualTo(1);
    assertThat(end.problems())
        .extracting(SetProblem::reason)
        .containsExactly(
            "the set of 2026-03-01T03:00:00Z may be partially shared: EC2 did not accept the change"
                + " before the deadline",
            "the set of 2026-03-01T03:00:00Z may still be shared with 444455556666: EC2 did not"
                + " accept the change before the deadline");
  }

  @Test
  void anUndoThatTheDeadlineEnds_isNotCalledDone() {
    SharePage page = page(shared("i-1", "snap-1", "snap-2"));
    page.changed();
    page.failed(refused());
    page.leave();

    SharePage.End end = page.end(DEADLINE, DEADLINE);

    assertThat(end.notUndone()).isEqualTo(1);
    assertThat(end.problems())
        .extracting(SetProblem::reason)
        .containsExactly(NOT_UNDONE + WHY + "; EC2 did not accept the change before the deadline");
  }

  @Test
  void aPageWithoutTime_isHandedBackAsItIs() {
    SetSharing set = shared("i-1", "snap-1");
    SharePage page = page(set);
    page.leave();

    assertThat(end(page).later()).containsExactly(set);
    assertThat(end(page).waitSeconds()).isZero();
  }
}
