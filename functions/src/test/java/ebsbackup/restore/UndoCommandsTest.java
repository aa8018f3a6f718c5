package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal;
import ebsbackup.swap.Observed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UndoCommandsTest {
  private final Map<String, Volume> volumes = new LinkedHashMap<>();

  UndoCommandsTest() {
    add(SamplePlans.attached("vol-old1", "/dev/xvda", Map.of()));
    add(SamplePlans.attached("vol-old2", "/dev/sdf", Map.of()));
    add(SamplePlans.seen(1, "available"));
    add(SamplePlans.seen(2, "available"));
  }

  private void add(Volume volume) {
    volumes.put(volume.volumeId(), volume);
  }

  private UndoCommands commands(RestorePlan plan, String... marked) {
    Goal goal = plan.back(SamplePlans.made()).manual();
    Observed now = new Observed(INSTANCE_ID, "stopped", volumes, false, Optional.empty());
    return UndoCommands.of(plan, goal, now, List.of(marked));
  }

  @Test
  void of_movesTheVolumes_deletesTheNewOnes_andTakesTheMarksOff() {
    assertThat(commands(SamplePlans.swap(), "snap-1", "vol-old1").commands())
        .contains(
            "aws ec2 start-instances --instance-ids %s --region eu-central-1"
                .formatted(INSTANCE_ID))
        .endsWith(
            "aws ec2 delete-volume --volume-id vol-new1 --region eu-central-1",
            "aws ec2 delete-volume --volume-id vol-new2 --region eu-central-1",
            "aws ec2 delete-tags --resources snap-1 vol-old1 --tags Key=ebs-backup:restoring"
                + " --region eu-central-1");
  }

  @Test
  void of_quotesTheTagThatGoesBackForAShell() {
    RestorePlan plan = SamplePlans.swapWithTagSetAside("owner", "it's \"us\", all", false);

    assertThat(commands(plan).commands())
        .noneMatch(command -> command.startsWith("aws ec2 delete-tags"))
        .last()
        .isEqualTo(
            "aws ec2 create-tags --resources vol-old2 --tags"
                + " '[{\"Key\":\"owner\",\"Value\":\"it'\\''s \\\"us\\\", all\"}]'"
                + " --region eu-central-1");
  }

  @Test
  void ofTags_putsTheTagOfEachVolumeBack() {
    RestorePlan plan =
        SamplePlans.plan(
            """
            "mode": "swap",
            "placing": {"rootDevice": "/dev/xvda", "assignments": [
              {"snapshotId": "snap-1", "device": "/dev/sdf",
               "replaces": {"volumeId": "vol-old1",
                 "aside": {"key": "owner", "value": "ann", "full": false}}},
              {"snapshotId": "snap-2", "device": "/dev/sdg",
               "replaces": {"volumeId": "vol-old2",
                 "aside": {"key": "team", "value": "web", "full": false}}}]}
            """);

    assertThat(UndoCommands.ofTags(plan, List.of()))
        .containsExactly(
            "aws ec2 create-tags --resources vol-old1 --tags"
                + " '[{\"Key\":\"owner\",\"Value\":\"ann\"}]' --region eu-central-1",
            "aws ec2 create-tags --resources vol-old2 --tags"
                + " '[{\"Key\":\"team\",\"Value\":\"web\"}]' --region eu-central-1");
  }

  @Test
  void of_keepsTheNewVolumes_ifTheRequestSaysSo() {
    assertThat(commands(SamplePlans.swapThatKeepsVolumes(), "snap-1").commands())
        .noneMatch(command -> command.contains("delete-volume"));
  }

  @Test
  void toLook_showsTheInstance_theOldVolumesIfThereAreAny_andTheNewOnes() {
    String newVolumes =
        "aws ec2 describe-volumes --filters"
            + " Name=tag:ebs-backup:restore,Values=r@2026-03-03T09:00:00Z --region eu-central-1";

    assertThat(UndoCommands.toLook(SamplePlans.swap()))
        .containsExactly(
            "aws ec2 describe-instances --instance-ids %s --region eu-central-1"
                .formatted(INSTANCE_ID),
            "aws ec2 describe-volumes --volume-ids vol-old1 vol-old2 --region eu-central-1",
            newVolumes);
    assertThat(UndoCommands.toLook(SamplePlans.create())).hasSize(2).last().isEqualTo(newVolumes);
  }

  /** The new volume may hold the last copy of the data, and no command names the old one. */
  @Test
  void of_deletesNoNewVolume_ifAnOldOneCannotBePutBack() {
    volumes.remove("vol-old2");
    volumes.put("vol-new2", SamplePlans.attached("vol-new2", "/dev/sdf", Map.of()));

    UndoCommands commands =
        commands(
            SamplePlans.swapWithTagSetAside("owner", "ann", false),
            "snap-1",
            "vol-old1",
            "vol-old2");

    List<String> expected =
        List.of(
            "aws ec2 modify-instance-attribute --instance-id %s --block-device-mappings DeviceName=/dev/xvda,Ebs={DeleteOnTermination=true} --region eu-central-1"
                .formatted(INSTANCE_ID),
            "aws ec2 delete-tags --resources snap-1 vol-old1 --tags Key=ebs-backup:restoring"
                + " --region eu-central-1");
    assertThat(commands)
        .isEqualTo(
            new UndoCommands(
                expected,
                2,
                Optional.of(
                    "vol-old2 no longer exists; the new volumes are kept, because they may hold"
                        + " the last copy of the data: decide which volume belongs at each"
                        + " device, start %s if it is stopped, and delete what you no longer need"
                            .formatted(INSTANCE_ID)
                        + " (aws ec2 describe-volumes --filters"
                        + " Name=tag:ebs-backup:restore,Values=r@2026-03-03T09:00:00Z --region"
                        + " eu-central-1 lists the new volumes)")));
  }

  @Test
  void of_deletesOnlyNewVolumesThatExist_andThatNoOtherInstanceHas() {
    volumes.remove("vol-new1");
    volumes.put(
        "vol-new2",
        SamplePlans.attached("vol-new2", Attachment.at("i-2", "/dev/sdx", false, "attached")));

    assertThat(commands(SamplePlans.swap(), "snap-1").commands())
        .hasSize(4)
        .noneMatch(command -> command.contains("delete-volume"))
        .endsWith(
            "aws ec2 delete-tags --resources snap-1 --tags Key=ebs-backup:restoring"
                + " --region eu-central-1");
    add(SamplePlans.seen(1, "deleting"));
    add(SamplePlans.seen(2, "error"));
    assertThat(deletions()).containsExactly(deletion("vol-new2"));
    add(SamplePlans.seen(1, "deleted"));
    add(
        SamplePlans.attached(
            "vol-new2", Attachment.at(INSTANCE_ID, "/dev/sdx", false, "attached")));
    assertThat(deletions()).containsExactly(deletion("vol-new2"));
    add(SamplePlans.attached("vol-new2", Attachment.at("i-2", "/dev/sdx", false, "detached")));
    assertThat(deletions()).containsExactly(deletion("vol-new2"));
    add(
        SamplePlans.attached(
            "vol-new2",
            Attachment.at(INSTANCE_ID, "/dev/sdx", false, "attached"),
            Attachment.at("i-2", "/dev/sdx", false, "attached")));
    assertThat(deletions()).isEmpty();
  }

  private List<String> deletions() {
    return commands(SamplePlans.swap()).commands().stream()
        .filter(command -> command.contains("delete-volume"))
        .toList();
  }

  private static String deletion(String volumeId) {
    return "aws ec2 delete-volume --volume-id %s --region eu-central-1".formatted(volumeId);
  }

  /** Someone may have stopped the instance meanwhile, even if the restore did not. */
  @ParameterizedTest
  @CsvSource({"true, /dev/sdf", "true, /dev/xvda", "false, /dev/sdf", "false, /dev/xvda"})
  void of_speaksOfAStart_ifTheInstanceWasRunningBefore(boolean running, String device) {
    volumes.remove("vol-old2");
    RestorePlan plan =
        SamplePlans.plan(
            """
            "mode": "swap",
            "placing": {"rootDevice": "/dev/xvda", "running": %s, "assignments": [
              {"snapshotId": "snap-2", "device": "%s",
               "replaces": {"volumeId": "vol-old2", "deleteOnTermination": false}}]}
            """
                .formatted(running, device));

    assertThat(commands(plan).obstacle().orElseThrow())
        .contains(
            "decide which volume belongs at each device%s, and delete what you no longer need"
                .formatted(running ? ", start " + INSTANCE_ID + " if it is stopped" : ""));
  }
}
