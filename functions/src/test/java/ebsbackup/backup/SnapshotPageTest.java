package ebsbackup.backup;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.json.Json;
import ebsbackup.targets.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotPageTest {
  private static final Run RUN = new Run("r", "daily", NIGHT, NIGHT.plusSeconds(3600));
  private static final BackupProgress NOTHING_YET = new Json().read("{}", BackupProgress.class);
  private static final Target TARGET = new Target(INSTANCE_ID, Optional.of("/dev/xvda"));

  private static final PlannedSet SET = planned(TARGET);

  private final SnapshotPage page = new SnapshotPage(RUN, NOTHING_YET, NIGHT);

  @Test
  void aSetIsCreated_withWhatThePlanLeavesOutAndDoesNotCopy() {
    page.done(TARGET, set(List.of("vol-out"), List.of("Owner", "Team")), planned());

    SnapshotPage.End end = page.end(NIGHT);

    assertThat(end.result())
        .isEqualTo(
            new PageResult(
                1,
                0,
                0,
                List.of(),
                List.of("vol-out"),
                List.of(INSTANCE_ID + ": Owner, Team"),
                Optional.of(NIGHT),
                List.of(),
                Optional.empty()));
    assertThat(end.later()).isEmpty();
  }

  @Test
  void aLoneVolumesSnapshotIsASet() {
    String id = volumeId(1);
    SetPlan plan = new SetPlan.OfVolume(id, tags(), Map.of(), "", List.of());
    page.done(Target.ofVolume(id), plan, List.of(id));
    page.done(Target.ofVolume(id), plan, List.of("vol-other"));

    PageResult result = page.end(NIGHT).result();

    assertThat(result.created()).isEqualTo(2);
    assertThat(result.problems())
        .containsExactly(new SetProblem(id, "EC2 created no snapshot of " + id, List.of(id)));
  }

  @Test
  void aShortAnswerIsAProblem() {
    page.done(TARGET, set(List.of(), List.of()), List.of(volumeId(0)));

    assertThat(page.end(NIGHT).result().problems())
        .containsExactly(
            new SetProblem(
                INSTANCE_ID, "EC2 created no snapshot of " + volumeId(1), List.of(volumeId(1))));
  }

  @Test
  void whatNeedsNoSet_andWhatCanHaveNone_costNoCall() {
    page.done(TARGET, new SetPlan.Nothing(List.of("vol-out")), List.of());
    page.done(TARGET, new SetPlan.Impossible(problem("too large")), List.of());
    page.adopt(TARGET, new SetPlan.Nothing(List.of("vol-other")));

    SnapshotPage.End end = page.end(NIGHT);

    assertThat(end.result())
        .isEqualTo(
            new PageResult(
                0,
                1,
                1,
                List.of(problem("too large")),
                List.of("vol-out", "vol-other"),
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty()));
    assertThat(end.waitSeconds()).isZero();
  }

  @Test
  void theWaitLetsEC2sBucketRefill() {
    IntStream.range(0, 50).forEach(i -> page.done(TARGET, set(List.of(), List.of()), planned()));

    assertThat(page.end(NIGHT).waitSeconds()).isEqualTo(10);
    assertThat(page.end(NIGHT.plusSeconds(4)).waitSeconds()).isEqualTo(6);
    assertThat(page.end(RUN.deadline().minusSeconds(3)).waitSeconds()).isZero();
  }

  @Test
  void failedSnapshotsThatBlockAVolume_areAProblem_andNotWaitedFor() {
    Snapshot failed =
        Samples.snapshot("snap-1", "vol-1", NIGHT, Optional.empty(), "error", Map.of());
    Snapshot other = SnapshotBuilder.like(failed).id("snap-2").volume("vol-2").build();

    assertThat(page.blocked(TARGET, List.of(failed))).isTrue();
    assertThat(page.blocked(TARGET, List.of(failed, other, other))).isTrue();

    assertThat(page.end(NIGHT).result().deferred()).isEmpty();
    assertThat(page.end(NIGHT).result().problems())
        .containsExactly(
            new SetProblem(
                INSTANCE_ID,
                "EC2 counts failed snapshots of vol-1 as in progress and accepts no more: delete"
                    + " snap-1",
                List.of("vol-1")),
            new SetProblem(
                INSTANCE_ID,
                "EC2 counts failed snapshots of vol-1 as in progress and accepts no more: delete"
                    + " snap-1 and 2 more in the state error",
                List.of("vol-1", "vol-2")));
  }

  @Test
  void onlyTheLimitOfAVolume_canBeDueToFailedSnapshots() {
    assertThat(SnapshotPage.mayBeBlocked(refused("ConcurrentSnapshotLimitExceeded"))).isTrue();
    assertThat(SnapshotPage.mayBeBlocked(refused("PendingSnapshotLimitExceeded"))).isFalse();
    assertThat(SnapshotPage.mayBeBlocked(throttled())).isFalse();
  }

  @Test
  void aThrottledCallEndsThePage_andWaitsLongerWithoutProgress() {
    assertThat(page.failed(SET, throttled())).isFalse();
    page.leave(List.of(TARGET));

    assertThat(page.end(NIGHT).later()).containsExactly(TARGET);
    assertThat(page.end(NIGHT).waitSeconds()).isEqualTo(60);

    SnapshotPage another = new SnapshotPage(RUN, NOTHING_YET, NIGHT);
    another.done(TARGET, set(List.of(), List.of()), planned());
    assertThat(another.failed(SET, throttled())).isFalse();
    assertThat(another.end(NIGHT).waitSeconds()).isEqualTo(10);
  }

  @Test
  void aLostReplyDefersItsTarget_untilItsSetMustBeVisible() {
    page.done(TARGET, set(List.of(), List.of()), planned());

    assertThat(page.failed(SET, lost())).isTrue();
    assertThat(page.end(NIGHT).waitSeconds()).isEqualTo(60);
    assertThat(page.end(NIGHT).result().deferred()).containsExactly(TARGET);
  }

  @Test
  void aThrottledCallAfterALostReply_doesNotShortenTheWait() {
    page.done(TARGET, set(List.of(), List.of()), planned());

    assertThat(page.failed(SET, lost())).isTrue();
    assertThat(page.failed(SET, throttled())).isFalse();
    assertThat(page.end(NIGHT).waitSeconds()).isEqualTo(60);
  }

  @Test
  void threeLostRepliesEndThePage() {
    Target other = new Target("i-2", Optional.empty());

    assertThat(page.failed(SET, lost())).isTrue();
    assertThat(page.failed(planned(other), lost())).isTrue();
    assertThat(page.failed(planned(new Target("i-3", Optional.empty())), lost())).isFalse();
    assertThat(page.end(NIGHT).result().deferred()).containsExactly(TARGET, other);
  }

  /** The report must not judge the run before the set that may exist is visible. */
  @Test
  void aLostReplyMayHaveCreatedASet() {
    assertThat(page.failed(SET, lost())).isTrue();

    assertThat(page.end(NIGHT.plusSeconds(7)).result())
        .isEqualTo(
            new PageResult(
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                Optional.of(NIGHT.plusSeconds(7)),
                List.of(TARGET),
                Optional.of("CreateSnapshots: ApiCallTimeoutException")));
  }

  @Test
  void fromTheDeadlineOn_noSetIsCreated_andWhatNeedsNoneIsStillCounted() {
    BackupProgress throttled =
        new Json().read("{\"lastError\": \"CreateSnapshots: Throttling\"}", BackupProgress.class);
    SnapshotPage late = new SnapshotPage(RUN, throttled, RUN.deadline());
    PlannedSet set = new PlannedSet(TARGET, set(List.of(), List.of()));
    PlannedSet nothing = new PlannedSet(TARGET, new SetPlan.Nothing(List.of("vol-out")));

    SnapshotPage inTime = new SnapshotPage(RUN, throttled, RUN.deadline().minusMillis(1));

    assertThat(inTime.tooLate(set)).isFalse();
    assertThat(late.tooLate(nothing)).isFalse();
    assertThat(late.tooLate(set)).isTrue();

    assertThat(late.end(RUN.deadline()).result().problems())
        .containsExactly(
            problem(
                "no set was created before the deadline; last error: CreateSnapshots: Throttling"));
  }

  @Test
  void aRunThatEC2NeverRefused_hasNoLastError() {
    SnapshotPage late = new SnapshotPage(RUN, NOTHING_YET, RUN.deadline());

    assertThat(late.tooLate(SET)).isTrue();
    assertThat(late.end(RUN.deadline()).result().problems())
        .containsExactly(problem("no set was created before the deadline"));
  }

  @Test
  void theWaitEndsAtTheDeadline() {
    assertThat(page.failed(SET, throttled())).isFalse();

    assertThat(page.end(RUN.deadline().minusSeconds(20)).waitSeconds()).isEqualTo(20);
  }

  @Test
  void aRefusalThatPassesDefersTheTarget_andAnyOtherIsAProblem() {
    assertThat(page.failed(SET, refused("ConcurrentSnapshotLimitExceeded"))).isTrue();
    assertThat(page.failed(SET, refused("TagLimitExceeded"))).isTrue();

    PageResult result = page.end(NIGHT).result();

    assertThat(result.deferred()).containsExactly(TARGET);
    assertThat(result.problems()).containsExactly(problem("CreateSnapshots: TagLimitExceeded"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ConcurrentTagAccess", "IncorrectModificationState", "IncorrectState"})
  void aStateThatMayChangeSoon_isLookedAtOnceMore(String code) {
    assertThat(page.failed(SET, refused(code))).isTrue();

    assertThat(page.end(NIGHT).result().deferred()).containsExactly(TARGET);
    assertThat(page.end(NIGHT).result().problems()).isEmpty();
    assertThat(page.end(NIGHT).result().lastError()).contains("CreateSnapshots: " + code);
  }

  /** One that was detached may be the reason. */
  @Test
  void aRefusedSetThatLeavesOutDataVolumes_isLookedAtOnceMore() {
    PlannedSet leavesOut =
        new PlannedSet(
            TARGET,
            new SetPlan.OfInstance(
                INSTANCE_ID,
                false,
                List.of("vol-out"),
                tags(),
                Map.of(),
                "",
                List.of(),
                List.of()));

    assertThat(page.failed(leavesOut, refused("InvalidParameterValue"))).isTrue();

    assertThat(page.end(NIGHT).result().deferred()).containsExactly(TARGET);
    assertThat(page.end(NIGHT).result().problems()).isEmpty();
  }

  @Test
  void aRefusedSetOfOneVolumeLeavesOutNone_soItIsAProblem() {
    PlannedSet ofVolume =
        new PlannedSet(TARGET, new SetPlan.OfVolume("vol-1", tags(), Map.of(), "", List.of()));

    assertThat(page.failed(ofVolume, refused("InvalidParameterValue"))).isTrue();

    assertThat(page.end(NIGHT).result().deferred()).isEmpty();
    assertThat(page.end(NIGHT).result().problems())
        .containsExactly(problem("CreateSnapshots: InvalidParameterValue"));
  }

  @Test
  void aRefusalAtTheSecondLookIsAProblem() {
    assertThat(page.failed(SET, refused("IncorrectState"))).isTrue();
    BackupProgress deferred = NOTHING_YET.plusCreated(List.of(TARGET), page.end(NIGHT).result());
    SnapshotPage second = new SnapshotPage(RUN, deferred, NIGHT.plusSeconds(20));

    assertThat(second.failed(SET, refused("IncorrectState"))).isTrue();

    assertThat(second.end(NIGHT.plusSeconds(20)).result().deferred()).isEmpty();
    assertThat(second.end(NIGHT.plusSeconds(20)).result().problems())
        .containsExactly(problem("CreateSnapshots: IncorrectState"));
  }

  @Test
  void aFullAccountEndsTheRun() {
    RefusedException full = refused("SnapshotLimitExceeded");

    assertThatThrownBy(() -> page.failed(SET, full)).isSameAs(full);
  }

  @Test
  void threeDenialsInARunWithoutASetEndIt() {
    assertThat(page.failed(SET, denied())).isTrue();
    assertThat(page.failed(SET, denied())).isTrue();
    assertThatThrownBy(() -> page.failed(SET, denied())).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void denialsBesideASetAreProblems() {
    page.done(TARGET, set(List.of(), List.of()), planned());

    assertFiveDenialsAreProblems(page);
  }

  /**
   * A page may be the last one, or continue after a wait, with nothing left but denied instances.
   */
  @Test
  void denialsAfterASetOfAnEarlierAttemptAreProblems() {
    BackupProgress oneSet = new Json().read("{\"sets\": 1}", BackupProgress.class);

    assertFiveDenialsAreProblems(new SnapshotPage(RUN, oneSet, NIGHT));
  }

  @Test
  void denialsBesideASetThatExistedAreProblems() {
    page.adopt(TARGET, set(List.of(), List.of()));

    assertFiveDenialsAreProblems(page);
  }

  private static void assertFiveDenialsAreProblems(SnapshotPage page) {
    IntStream.range(0, 5).forEach(i -> assertThat(page.failed(SET, denied())).isTrue());

    assertThat(page.end(NIGHT).result().problems())
        .hasSize(5)
        .containsOnly(problem("CreateSnapshots: UnauthorizedOperation"));
  }

  @Test
  void atTheDeadline_whatEC2DidNotTakeIsAProblem() {
    Target other = new Target("i-2", Optional.empty());
    for (Target busy : List.of(TARGET, new Target("i-3", Optional.empty()))) {
      assertThat(page.failed(planned(busy), refused("ConcurrentSnapshotLimitExceeded"))).isTrue();
    }
    assertThat(page.failed(planned(other), throttled())).isFalse();
    page.leave(List.of(other, new Target("i-4", Optional.empty())));

    SnapshotPage.End end = page.end(RUN.deadline());

    String why = "no set was created before the deadline; last error: CreateSnapshots: Throttling";
    assertThat(end.later()).isEmpty();
    assertThat(end.result().deferred()).isEmpty();
    assertThat(end.result().problems())
        .containsExactly(
            new SetProblem("i-2", why, List.of()),
            new SetProblem("i-4", why, List.of()),
            problem(why),
            new SetProblem("i-3", why, List.of()));
  }

  @Test
  void callsThatFailedTakeFromEC2sBucketAsWell() {
    Snapshot failed =
        Samples.snapshot("snap-1", "vol-1", NIGHT, Optional.empty(), "error", Map.of());
    for (int i = 0; i < 25; i++) {
      assertThat(page.failed(SET, refused("TagLimitExceeded"))).isTrue();
      assertThat(page.blocked(TARGET, List.of(failed))).isTrue();
    }

    assertThat(page.end(NIGHT).waitSeconds()).isEqualTo(10);
  }

  @Test
  void theTagsThatALoneVolumesSnapshotDoesNotCarry_areNamed() {
    String id = volumeId(1);
    SetPlan plan = new SetPlan.OfVolume(id, tags(), Map.of(), "", List.of("Owner"));

    page.done(Target.ofVolume(id), plan, List.of(id));

    assertThat(page.end(NIGHT).result().notCopied()).containsExactly(id + ": Owner");
  }

  private static SetProblem problem(String reason) {
    return new SetProblem(INSTANCE_ID, reason, List.of());
  }

  private static PlannedSet planned(Target target) {
    return new PlannedSet(target, set(List.of(), List.of()));
  }

  private static List<String> planned() {
    return List.of(volumeId(0), volumeId(1));
  }

  private static SetPlan set(List<String> leftOut, List<String> notCopied) {
    return new SetPlan.OfInstance(
        INSTANCE_ID, false, List.of(), tags(), Map.of(), "", leftOut, notCopied);
  }

  private static SetTags tags() {
    return new SetTags(
        "daily",
        "r",
        INSTANCE_ID,
        planned().stream()
            .map(id -> new Member(id, Optional.of("/dev/sdf"), gp3(8), true, Map.of()))
            .toList());
  }

  private static OutcomeUnknownException lost() {
    return new OutcomeUnknownException(
        "CreateSnapshots", "ApiCallTimeoutException", "", "", new Exception());
  }

  private static ThrottledException throttled() {
    return new ThrottledException("CreateSnapshots", "Throttling", "", "", new Exception());
  }

  private static RefusedException refused(String code) {
    return new RefusedException("CreateSnapshots", code, "", "", new Exception());
  }

  private static AccessDeniedException denied() {
    return new AccessDeniedException(
        "CreateSnapshots", "UnauthorizedOperation", "", "", new Exception());
  }
}
