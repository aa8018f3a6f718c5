package ebsbackup.swap;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.swap.SwapSamples.DATA;
import static ebsbackup.swap.SwapSamples.ROOT;
import static ebsbackup.swap.SwapSamples.at;
import static ebsbackup.swap.SwapSamples.goal;
import static ebsbackup.swap.SwapSamples.observed;
import static ebsbackup.swap.SwapSamples.undo;
import static ebsbackup.swap.SwapSamples.volume;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal.Place;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps from an observed state to the desired one. */
class NextStepTest {
  private static Observed before(String instanceState) {
    return observed(
        instanceState,
        volume("old-root", "in-use", at(ROOT, true, "attached")),
        volume("old-data", "in-use", at(DATA, true, "attached")),
        volume("new-root", "available"),
        volume("new-data", "available"));
  }

  @Test
  void stopsFirstWhenAskedTo() {
    assertThat(NextStep.next(goal(true, false, true), before("running")))
        .isEqualTo(new NextStep.Do(List.of(new Move.Stop())));
    assertThat(NextStep.next(goal(true, false, true), before("stopping")))
        .isEqualTo(new NextStep.Wait(INSTANCE_ID + " is stopping"));
  }

  @Test
  void detachesEverythingBeforeItAttachesAnything() {
    assertThat(NextStep.next(goal(true, false, true), before("stopped")))
        .isEqualTo(
            new NextStep.Do(
                List.of(new Move.Detach("old-root", ROOT), new Move.Detach("old-data", DATA))));
  }

  @Test
  void leavesTheRootOfARunningInstanceToEc2AndDoesItLast() {
    NextStep first = NextStep.next(goal(false, true, true), before("running"));

    assertThat(first).isEqualTo(new NextStep.Do(List.of(new Move.Detach("old-data", DATA))));
    Observed dataDone =
        before("running")
            .after(new Move.Detach("old-data", DATA))
            .after(new Move.Attach("new-data", DATA));
    assertThat(NextStep.next(goal(false, true, true), dataDone))
        .isEqualTo(new NextStep.Do(List.of(new Move.ReplaceRoot("new-root"))));
  }

  @Test
  void isStuckWhenAVolumeIsGoneOrElsewhereOrItsPlaceIsTaken() {
    Observed without =
        observed("stopped", volume("old-root", "in-use", at(ROOT, true, "attached")));
    assertThat(NextStep.next(goal(true, false, true), without))
        .isEqualTo(new NextStep.Stuck("new-root no longer exists; new-data no longer exists"));
    Observed elsewhere =
        observed(
            "stopped",
            volume("new-root", "in-use", Attachment.at("i-other", "/dev/sdz", false, "attached")),
            volume("new-data", "available"));
    assertThat(NextStep.next(goal(true, false, true), elsewhere))
        .isEqualTo(new NextStep.Stuck("new-root is attached to i-other"));
    Observed shared =
        observed(
            "stopped",
            volume(
                "new-root",
                "in-use",
                at("/dev/sdz", false, "attached"),
                Attachment.at("i-other", "/dev/sdz", false, "attached")),
            volume("new-data", "available"));
    assertThat(NextStep.next(goal(true, false, true), shared))
        .isEqualTo(new NextStep.Stuck("new-root is attached to i-other"));
    Observed taken =
        observed(
            "stopped",
            volume("stranger", "in-use", at(DATA, true, "attached")),
            volume("new-root", "available"),
            volume("new-data", "available"));
    assertThat(NextStep.next(goal(true, false, true), taken))
        .isEqualTo(new NextStep.Stuck("/dev/sdf is taken by stranger"));
    assertThat(NextStep.next(goal(true, false, true), before("terminated")))
        .isEqualTo(new NextStep.Stuck(INSTANCE_ID + " is terminated"));
  }

  /** The plan refuses this too, but another instance can attach the volume after the plan. */
  @Test
  void aRestore_detachesNoVolumeThatAnotherInstanceUses_butAnUndoDetachesItFromThisOne() {
    Observed shared = shared("attached");

    assertThat(NextStep.next(goal(true, false, true), shared))
        .isEqualTo(new NextStep.Stuck("old-data is also attached to i-other"));
    assertThat(NextStep.next(undo(true, false, true), shared))
        .isEqualTo(
            new NextStep.Do(
                List.of(new Move.Detach("old-root", ROOT), new Move.Detach("old-data", DATA))));
    assertThat(
            NextStep.next(goal(true, false, true), shared.after(new Move.Detach("old-data", DATA))))
        .as("a volume that only the other instance has does not block the swap")
        .isEqualTo(new NextStep.Do(List.of(new Move.Detach("old-root", ROOT))));
    assertThat(NextStep.next(goal(true, false, true), shared("detaching")))
        .as("a detachment in progress does not block the swap")
        .isEqualTo(new NextStep.Do(List.of(new Move.Detach("old-root", ROOT))));
  }

  /** Before a swap; another instance has the data volume, too. */
  private static Observed shared(String stateHere) {
    return observed(
        "stopped",
        volume("old-root", "in-use", at(ROOT, true, "attached")),
        volume(
            "old-data",
            "in-use",
            Attachment.at("i-other", "/dev/sdz", false, "attached"),
            at(DATA, true, stateHere)),
        volume("new-root", "available"),
        volume("new-data", "available"));
  }

  /** A restore whose volume is lost is undone as a whole, so it moves nothing else before. */
  @Test
  void aRestore_movesNothingWhileAPlaceIsOutOfReach_butAnUndoReachesTheOthersFirst() {
    Observed lost =
        observed(
            "stopped",
            volume("old-root", "in-use", at(ROOT, true, "attached")),
            volume("old-data", "in-use", at(DATA, true, "attached")),
            volume("new-data", "available"));
    NextStep stuck = new NextStep.Stuck("new-root no longer exists");

    assertThat(NextStep.next(goal(true, false, true), lost)).isEqualTo(stuck);
    assertThat(NextStep.next(undo(true, false, true), lost))
        .isEqualTo(new NextStep.Do(List.of(new Move.Detach("old-data", DATA))));
    Observed detached = lost.after(new Move.Detach("old-data", DATA));
    assertThat(NextStep.next(undo(true, false, true), detached))
        .isEqualTo(new NextStep.Do(List.of(new Move.Attach("new-data", DATA))));
    assertThat(
            NextStep.next(
                undo(true, false, true), detached.after(new Move.Attach("new-data", DATA))))
        .as("the only volume for the root stays, and the instance is not started")
        .isEqualTo(stuck);
  }

  @Test
  void anUndo_waitsForAnotherPlace_andNamesEverythingThatIsOutOfReach() {
    Observed lost =
        observed(
            "running",
            volume("new-root", "available"),
            volume("old-root", "in-use", at(ROOT, true, "attached")));
    Observed failed =
        new Observed(INSTANCE_ID, "running", lost.volumes(), false, Optional.of("the task failed"));

    assertThat(NextStep.next(undo(false, true, true), failed))
        .isEqualTo(new NextStep.Stuck("new-data no longer exists; the task failed"));
    assertThat(
            NextStep.next(
                undo(true, false, true),
                new Observed(INSTANCE_ID, "stopping", lost.volumes(), false, Optional.empty())))
        .isEqualTo(new NextStep.Wait(INSTANCE_ID + " is stopping"));
  }

  @Test
  void aReasonNamesTenObstacles_andCountsTheOthers() {
    List<Place> places =
        IntStream.range(10, 22).mapToObj(n -> new Place("vol-" + n, "/dev/" + n, true)).toList();
    Goal goal =
        new Goal(INSTANCE_ID, Optional.of(ROOT), places, List.of(), true, false, true, false);

    String ten =
        IntStream.range(10, 20)
            .mapToObj(n -> "vol-%d no longer exists".formatted(n))
            .collect(Collectors.joining("; "));
    assertThat(NextStep.next(goal, observed("stopped")))
        .isEqualTo(new NextStep.Stuck(ten + "; and 2 more"));
    Goal ofTen = goal.without(places.subList(10, 12), observed("stopped"));
    assertThat(NextStep.next(ofTen, observed("stopped"))).isEqualTo(new NextStep.Stuck(ten));
  }

  @Test
  void whatCannotBeReached_isNeitherPlacedNorFreed_andTheInstanceDoesNotStart() {
    Place root = new Place("old-root", ROOT, true);
    Place data = new Place("old-data", DATA, false);
    Goal goal =
        new Goal(
            INSTANCE_ID,
            Optional.of(ROOT),
            List.of(root, data),
            List.of("new-root", "new-data"),
            true,
            false,
            true,
            true);

    assertThat(
            goal.without(
                List.of(data),
                observed("stopped", volume("new-data", "in-use", at(DATA, false, "attached")))))
        .isEqualTo(
            new Goal(
                INSTANCE_ID,
                Optional.of(ROOT),
                List.of(root),
                List.of("new-root"),
                true,
                false,
                false,
                true));
  }

  @Test
  void aMove_isNamedWithItsVolumeAndDevice() {
    assertThat(
            Stream.of(
                    new Move.Detach("old-data", DATA),
                    new Move.Attach("new-data", DATA),
                    new Move.SetDeleteOnTermination(DATA, true),
                    new Move.ReplaceRoot("new-root"))
                .map(Move::text))
        .containsExactly(
            "DetachVolume old-data from /dev/sdf",
            "AttachVolume new-data at /dev/sdf",
            "ModifyInstanceAttribute /dev/sdf DeleteOnTermination=true",
            "CreateReplaceRootVolumeTask with new-root");
  }

  @Test
  void waitsWhileEc2ReplacesTheRoot() {
    Observed before = before("running");
    Observed replacing =
        new Observed(INSTANCE_ID, "running", before.volumes(), true, Optional.empty());

    assertThat(NextStep.next(goal(false, true, true), replacing))
        .isEqualTo(new NextStep.Wait("EC2 is replacing the root of " + INSTANCE_ID));
  }

  @Test
  void aFailedReplacementOfTheRootIsNotTriedAgain() {
    Observed failed =
        new Observed(
            INSTANCE_ID,
            "running",
            done("running")
                .after(new Move.Detach("new-root", ROOT))
                .after(new Move.Attach("old-root", ROOT))
                .volumes(),
            false,
            Optional.of("the replacement failed"));

    assertThat(NextStep.next(goal(false, true, true), failed))
        .isEqualTo(new NextStep.Stuck("the replacement failed"));
    assertThat(NextStep.next(goal(false, false, true), failed))
        .isEqualTo(new NextStep.Do(List.of(new Move.Stop())));
  }

  @Test
  void aRunningInstanceWithoutARootIsStopped_sinceEc2CannotReplaceNothing() {
    Observed rootless =
        observed(
            "running",
            volume("new-root", "available"),
            volume("new-data", "in-use", at(DATA, false, "attached")));

    assertThat(NextStep.next(goal(false, true, true), rootless))
        .isEqualTo(new NextStep.Do(List.of(new Move.Stop())));
  }

  @Test
  void attachesDataToARunningInstanceBeforeItsRootIsReplaced() {
    Observed detached = before("running").after(new Move.Detach("old-data", DATA));

    assertThat(NextStep.next(goal(false, true, true), detached))
        .isEqualTo(new NextStep.Do(List.of(new Move.Attach("new-data", DATA))));
  }

  @Test
  void aRootThatOnlyHasToGo_needsAStop() {
    Goal rootless =
        new Goal(
            INSTANCE_ID,
            Optional.of(ROOT),
            List.of(),
            List.of("old-root"),
            false,
            true,
            false,
            true);

    assertThat(NextStep.next(rootless, before("running")))
        .isEqualTo(new NextStep.Do(List.of(new Move.Stop())));
  }

  @Test
  void aVolumeThatHasLeftItsDeviceMayBeAttachedAgain() {
    Observed now =
        observed(
            "stopped",
            volume("new-root", "available", at(ROOT, true, "detached")),
            volume("new-data", "available", at(DATA, true, "detached")));

    assertThat(NextStep.next(goal(true, false, true), now))
        .isEqualTo(
            new NextStep.Do(
                List.of(new Move.Attach("new-root", ROOT), new Move.Attach("new-data", DATA))));
  }

  @Test
  void attachesOneVolumeWhileAnotherIsOnItsWay() {
    Observed now =
        observed(
            "stopped",
            volume("new-root", "in-use", at(ROOT, true, "attaching")),
            volume("new-data", "available"));

    assertThat(NextStep.next(goal(true, false, true), now))
        .isEqualTo(new NextStep.Do(List.of(new Move.Attach("new-data", DATA))));
    assertThat(NextStep.next(goal(true, false, true), now.after(new Move.Attach("new-data", DATA))))
        .isEqualTo(new NextStep.Wait("new-root is attaching"));
    Observed other =
        observed(
            "stopped",
            volume("new-root", "available"),
            volume("new-data", "in-use", at(DATA, true, "attaching")));
    assertThat(NextStep.next(goal(true, false, true), other))
        .isEqualTo(new NextStep.Do(List.of(new Move.Attach("new-root", ROOT))));
  }

  @Test
  void theVolumesOfAGoal_areThoseThatLeave_andThoseThatCome() {
    assertThat(goal(true, false, true).volumeIds())
        .containsExactly("old-root", "old-data", "new-root", "new-data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"detaching", "attaching", "busy"})
  void attachesNothing_andDetachesNothingAgain_untilEveryVolumeHasLeft(String attachment) {
    Observed now =
        observed(
            "stopped",
            volume("old-root", "in-use", at(ROOT, true, attachment)),
            volume("new-root", "available"),
            volume("new-data", "available"));

    assertThat(NextStep.next(goal(true, false, true), now))
        .isEqualTo(new NextStep.Wait("old-root is " + attachment));
  }

  @Test
  void attachesNothing_whileAVolumeIsDetachingFromItsOwnPlace() {
    Observed now =
        observed(
            "stopped",
            volume("new-root", "in-use", at(ROOT, true, "detaching")),
            volume("new-data", "available"));

    assertThat(NextStep.next(goal(true, false, true), now))
        .isEqualTo(new NextStep.Wait("new-root is detaching"));
  }

  /** EC2 knows more states of an attachment than the usual ones. */
  @ParameterizedTest
  @ValueSource(strings = {"attaching", "busy"})
  void isNotDoneBeforeAVolumeIsFirmlyAttachedAtItsPlace(String attachment) {
    Map<String, Volume> volumes = new LinkedHashMap<>(done("running").volumes());
    volumes.put("new-data", volume("new-data", "in-use", at(DATA, false, attachment)));
    Observed now = new Observed(INSTANCE_ID, "running", volumes, false, Optional.empty());

    assertThat(NextStep.next(goal(false, true, true), now))
        .isEqualTo(new NextStep.Wait("new-data is " + attachment));
  }

  @Test
  void volumesThatHaveChangedPlacesAreBothDetached() {
    Observed crossed =
        observed(
            "stopped",
            volume("new-root", "in-use", at(DATA, true, "attached")),
            volume("new-data", "in-use", at(ROOT, true, "attached")));

    assertThat(NextStep.next(goal(true, false, true), crossed))
        .isEqualTo(
            new NextStep.Do(
                List.of(new Move.Detach("new-root", DATA), new Move.Detach("new-data", ROOT))));
  }

  @Test
  void aVolumeToRemoveIsDetached_evenWhenEveryPlaceIsRight() {
    Map<String, Volume> volumes = new LinkedHashMap<>(done("stopped").volumes());
    volumes.put("old-data", volume("old-data", "in-use", at("/dev/sdz", true, "attached")));
    Observed now = new Observed(INSTANCE_ID, "stopped", volumes, false, Optional.empty());

    assertThat(NextStep.next(goal(true, false, true), now))
        .isEqualTo(new NextStep.Do(List.of(new Move.Detach("old-data", "/dev/sdz"))));
  }

  @Test
  void aVolumeInItsPlaceMayBeAttachedToAnotherInstanceToo() {
    Map<String, Volume> volumes = new LinkedHashMap<>(done("running").volumes());
    volumes.put(
        "new-data",
        volume(
            "new-data",
            "in-use",
            Attachment.at("i-other", "/dev/sdz", false, "attached"),
            at(DATA, false, "attached")));
    Observed now = new Observed(INSTANCE_ID, "running", volumes, false, Optional.empty());

    assertThat(NextStep.next(goal(true, false, true), now)).isEqualTo(new NextStep.Done());
  }

  @Test
  void anEndedAttachmentToAnotherInstanceIsNoObstacle() {
    Observed now =
        observed(
            "stopped",
            volume(
                "new-root", "available", Attachment.at("i-other", "/dev/sdz", false, "detached")),
            volume("new-data", "available"));

    assertThat(NextStep.next(goal(true, false, true), now))
        .isEqualTo(
            new NextStep.Do(
                List.of(new Move.Attach("new-root", ROOT), new Move.Attach("new-data", DATA))));
  }

  @Test
  void isStuckWhenAVolumeHasFailed() {
    Observed now =
        observed("stopped", volume("new-root", "error"), volume("new-data", "available"));

    assertThat(NextStep.next(goal(true, false, true), now))
        .isEqualTo(new NextStep.Stuck("new-root is error"));
  }

  @Test
  void setsTheFlags_thenStarts_thenWaits_andIsDone() {
    Observed flags = done("stopped").after(new Move.SetDeleteOnTermination(DATA, true));

    assertThat(NextStep.next(goal(true, false, true), flags))
        .isEqualTo(new NextStep.Do(List.of(new Move.SetDeleteOnTermination(DATA, false))));
    assertThat(NextStep.next(goal(true, false, true), done("stopped")))
        .isEqualTo(new NextStep.Do(List.of(new Move.Start())));
    assertThat(NextStep.next(goal(true, false, true), done("pending")))
        .isEqualTo(new NextStep.Wait(INSTANCE_ID + " is pending"));
    assertThat(NextStep.next(goal(true, false, true), done("running")))
        .isEqualTo(new NextStep.Done());
  }

  @Test
  void anInstanceThatNeedNotRunIsLeftAsItIs() {
    assertThat(NextStep.next(goal(true, false, false), done("stopped")))
        .isEqualTo(new NextStep.Done());
  }

  /** The desired state, with the instance in some state. */
  private static Observed done(String instanceState) {
    return observed(
        instanceState,
        volume("old-root", "available"),
        volume("old-data", "available"),
        volume("new-root", "in-use", at(ROOT, true, "attached")),
        volume("new-data", "in-use", at(DATA, false, "attached")));
  }

  @Test
  void within_isStuckOnceTheTimeIsOver_unlessTheGoalIsReached() {
    Duration limit = Duration.ofMinutes(20);
    NextStep wait = new NextStep.Wait("vol-1 is detaching");
    NextStep stop = new NextStep.Do(List.of(new Move.Stop()));

    assertThat(wait.within(limit, Duration.ofMinutes(19))).isEqualTo(wait);
    assertThat(wait.within(limit, limit))
        .isEqualTo(new NextStep.Stuck("vol-1 is detaching after PT20M"));
    assertThat(stop.within(limit, limit))
        .isEqualTo(new NextStep.Stuck("StopInstances is still to be done after PT20M"));
    assertThat(new NextStep.Done().within(limit, limit)).isEqualTo(new NextStep.Done());
    assertThat(new NextStep.Stuck("gone").within(limit, limit))
        .isEqualTo(new NextStep.Stuck("gone"));
  }
}
