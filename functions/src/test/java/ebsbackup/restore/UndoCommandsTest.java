package ebsbackup.restore;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal;
import ebsbackup.swap.Observed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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

  @Test
  void of_namesAnObstacleThatNoCommandRemoves() {
    volumes.remove("vol-old2");

    assertThat(commands(SamplePlans.swap()).obstacle()).contains("vol-old2 no longer exists");
  }
}
