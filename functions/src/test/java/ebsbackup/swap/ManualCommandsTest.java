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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal.Place;
import ebsbackup.swap.ManualCommands.Manual;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A person who types the commands gets what the workflow would have made. */
class ManualCommandsTest {
  private static final Goal GOAL = goal(false, true, true);

  /** The commands without what all of them have in common. */
  private static List<String> commands(Manual manual) {
    return manual.commands().stream()
        .map(
            command -> {
              assertThat(command).startsWith("aws ec2 ").endsWith(" --region eu-central-1");
              return command
                  .replace("aws ec2 ", "")
                  .replace(" --region eu-central-1", "")
                  .replace(INSTANCE_ID, "i-1");
            })
        .toList();
  }

  /** These, and then those that attach the root and start the instance. */
  private static List<String> andTheRoot(String... first) {
    return Stream.concat(
            Stream.of(first),
            Stream.of(
                "attach-volume --volume-id new-root --instance-id i-1 --device /dev/xvda",
                "wait volume-in-use --volume-ids new-root",
                "modify-instance-attribute --instance-id i-1 --block-device-mappings"
                    + " DeviceName=/dev/xvda,Ebs={DeleteOnTermination=true}",
                "start-instances --instance-ids i-1",
                "wait instance-running --instance-ids i-1"))
        .toList();
  }

  @Test
  void aWholeSwap_stopsTheInstance_andWaitsForEachKindOfChange() {
    Manual manual =
        ManualCommands.towards(
            GOAL,
            observed(
                "running",
                volume("old-root", "in-use", at(ROOT, true, "attached")),
                volume("old-data", "in-use", at(DATA, true, "attached")),
                volume("new-root", "available"),
                volume("new-data", "available")),
            "eu-central-1");

    assertThat(manual.obstacle()).isEmpty();
    assertThat(commands(manual))
        .containsExactlyElementsOf(
            andTheRoot(
                "detach-volume --volume-id old-data --instance-id i-1",
                "wait volume-available --volume-ids old-data",
                "attach-volume --volume-id new-data --instance-id i-1 --device /dev/sdf",
                "wait volume-in-use --volume-ids new-data",
                "stop-instances --instance-ids i-1",
                "wait instance-stopped --instance-ids i-1",
                "detach-volume --volume-id old-root --instance-id i-1",
                "wait volume-available --volume-ids old-root"));
  }

  @Test
  void waitsForEverythingThatIsUnderWay() {
    Manual manual =
        ManualCommands.towards(
            GOAL,
            observed(
                "stopping",
                volume("old-root", "in-use", at(ROOT, true, "detaching")),
                volume("new-root", "creating"),
                volume("new-data", "in-use", at(DATA, false, "attaching"))),
            "eu-central-1");

    assertThat(commands(manual))
        .containsExactlyElementsOf(
            andTheRoot(
                "wait instance-stopped --instance-ids i-1",
                "wait volume-available --volume-ids old-root",
                "wait volume-available --volume-ids new-root",
                "wait volume-in-use --volume-ids new-data"));
  }

  @Test
  void aPersonStopsTheInstanceForItsRoot_alsoWhereTheWorkflowHadStoppedItFirst() {
    assertThat(goal(true, true, false).manual()).isEqualTo(goal(true, false, false));
    assertThat(undo(false, true, true).manual()).isEqualTo(undo(false, false, true));
  }

  /** A person waits for what a task of EC2 does at once, so no command starts one. */
  @Test
  void noCommandReplacesTheRootByATask() {
    Observed now =
        observed(
            "running",
            volume("old-root", "in-use", at(ROOT, true, "attached")),
            volume("old-data", "in-use", at(DATA, true, "attached")),
            volume("new-root", "available"),
            volume("new-data", "available"));

    assertThat(commands(ManualCommands.towards(goal(true, true, false), now, "eu-central-1")))
        .isEqualTo(commands(ManualCommands.towards(goal(true, false, false), now, "eu-central-1")))
        .contains("stop-instances --instance-ids i-1");
  }

  @Test
  void waitsForEachOfTheVolumesThatAreDetachedTogether() {
    Manual manual =
        ManualCommands.towards(
            GOAL,
            observed(
                "stopped",
                volume("old-root", "in-use", at(ROOT, true, "attached")),
                volume("old-data", "in-use", at(DATA, true, "attached")),
                volume("new-root", "available"),
                volume("new-data", "available")),
            "eu-central-1");

    assertThat(commands(manual))
        .startsWith(
            "detach-volume --volume-id old-root --instance-id i-1",
            "detach-volume --volume-id old-data --instance-id i-1",
            "wait volume-available --volume-ids old-root",
            "wait volume-available --volume-ids old-data");
  }

  @Test
  void waitsAsOftenAsNeeded() {
    Manual manual =
        ManualCommands.towards(
            GOAL,
            observed(
                "pending",
                volume("old-root", "in-use", at(ROOT, true, "attached")),
                volume("new-root", "available"),
                volume("new-data", "in-use", at(DATA, false, "attached"))),
            "eu-central-1");

    assertThat(commands(manual))
        .containsExactlyElementsOf(
            andTheRoot(
                "wait instance-running --instance-ids i-1",
                "stop-instances --instance-ids i-1",
                "wait instance-stopped --instance-ids i-1",
                "detach-volume --volume-id old-root --instance-id i-1",
                "wait volume-available --volume-ids old-root"));
  }

  @Test
  void waitsForAnInstanceThatStarts() {
    Manual manual =
        ManualCommands.towards(
            GOAL,
            observed(
                "pending",
                volume("new-root", "in-use", at(ROOT, true, "attached")),
                volume("new-data", "in-use", at(DATA, false, "attached"))),
            "eu-central-1");

    assertThat(commands(manual)).containsExactly("wait instance-running --instance-ids i-1");
  }

  @Test
  void namesWhatNoCommandCanChange() {
    Manual manual =
        ManualCommands.towards(
            GOAL,
            observed(
                "stopped",
                volume("old-data", "in-use", at(DATA, true, "attached")),
                volume("new-data", "available")),
            "eu-central-1");

    assertThat(manual.commands()).isEmpty();
    assertThat(manual.obstacle()).contains("new-root no longer exists");
  }

  /** The instance is not started: it may not work, or write to volumes of different times. */
  @Test
  void reachesEveryOtherPlaceOfAnUndo_evenIfOneIsOutOfReach() {
    Manual manual =
        ManualCommands.towards(
            undo(false, false, true),
            observed(
                "running",
                volume("old-root", "in-use", at(ROOT, true, "attached")),
                volume("old-data", "in-use", at(DATA, false, "attached")),
                volume("new-root", "available")),
            "eu-central-1");

    assertThat(manual.obstacle()).contains("new-data no longer exists");
    assertThat(commands(manual))
        .containsExactly(
            "stop-instances --instance-ids i-1",
            "wait instance-stopped --instance-ids i-1",
            "detach-volume --volume-id old-root --instance-id i-1",
            "wait volume-available --volume-ids old-root",
            "attach-volume --volume-id new-root --instance-id i-1 --device /dev/xvda",
            "wait volume-in-use --volume-ids new-root",
            "modify-instance-attribute --instance-id i-1 --block-device-mappings"
                + " DeviceName=/dev/xvda,Ebs={DeleteOnTermination=true}");
  }

  /** Another instance may use a volume with Multi-Attach that an undo detaches from this one. */
  @Test
  void waitsForNoVolumeThatAnotherInstanceKeeps() {
    Attachment elsewhere = Attachment.at("i-2", DATA, false, "attached");
    for (String state : List.of("attached", "detaching")) {
      Manual manual =
          ManualCommands.towards(
              undo(true, false, false),
              observed(
                  "stopped",
                  volume("old-data", "in-use", elsewhere, at(DATA, false, state)),
                  volume("new-root", "in-use", at(ROOT, true, "attached")),
                  volume("new-data", "available")),
              "eu-central-1");

      assertThat(manual.obstacle()).isEmpty();
      assertThat(commands(manual))
          .filteredOn(command -> command.contains("old-data"))
          .isEqualTo(
              state.equals("attached")
                  ? List.of("detach-volume --volume-id old-data --instance-id i-1")
                  : List.of());
    }
  }

  @Test
  void settled_keepsTheAttachmentsToOtherInstances() {
    Attachment elsewhere = Attachment.at("i-2", DATA, true, "attached");
    Observed now =
        observed(
            "running",
            volume("coming", "in-use", elsewhere, at(DATA, false, "attaching")),
            volume("going", "in-use", at("/dev/sdg", false, "detaching"), elsewhere),
            volume(
                "gone",
                "in-use",
                Attachment.at("i-2", DATA, true, "detached"),
                at("/dev/sdh", false, "detaching")));

    assertThat(now.settled().volumes().values())
        .containsExactly(
            volume("coming", "in-use", elsewhere, at(DATA, false, "attached")),
            volume("going", "in-use", elsewhere),
            volume("gone", "available"));
  }

  @Test
  void twoPlacesForOneVolume_areRefused_insteadOfCommandsWithoutEnd() {
    Goal impossible =
        new Goal(
            INSTANCE_ID,
            Optional.of(ROOT),
            List.of(new Place("new-data", DATA, false), new Place("new-data", "/dev/sdg", false)),
            List.of(),
            true,
            false,
            true,
            true);

    assertThatThrownBy(
            () ->
                ManualCommands.towards(
                    impossible,
                    observed("stopped", volume("new-data", "available")),
                    "eu-central-1"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void settled_endsWhatIsUnderWay_andTouchesNothingElse() {
    Volume elsewhere = volume("elsewhere", "in-use", Attachment.at("i-2", DATA, true, "attached"));
    Volume failed = volume("failed", "error");
    Volume attached = volume("attached", "in-use", at(ROOT, true, "attached"));
    Observed now =
        observed(
            "running",
            elsewhere,
            failed,
            attached,
            volume("coming", "in-use", at(DATA, false, "attaching")),
            volume("going", "in-use", at("/dev/sdg", false, "detaching")),
            volume("new", "creating"));

    assertThat(now.settled().volumes().values())
        .containsExactly(
            elsewhere,
            failed,
            attached,
            volume("coming", "in-use", at(DATA, false, "attached")),
            volume("going", "available"),
            volume("new", "available"));
  }

  @Test
  void aGoalNamesEachVolumeOnce() {
    Goal goal =
        new Goal(
            INSTANCE_ID,
            Optional.of(ROOT),
            List.of(new Place("a", ROOT, true), new Place("b", DATA, true)),
            List.of("b", "c"),
            true,
            false,
            true,
            true);

    assertThat(goal.volumeIds()).containsExactly("b", "c", "a");
  }
}
