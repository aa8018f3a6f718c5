package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreAssertions.assertSucceeded;
import static ebsbackup.workflow.restore.RestoreWorld.DATA;
import static ebsbackup.workflow.restore.RestoreWorld.LOGS;
import static ebsbackup.workflow.restore.RestoreWorld.ROOT;
import static ebsbackup.workflow.restore.RestoreWorld.report;
import static ebsbackup.workflow.restore.RestoreWorld.summary;
import static ebsbackup.workflow.restore.RestoreWorld.tags;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.lambda.Fault;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;

/** What a restore guarantees beyond the places of its volumes. */
final class SwapSafetyTest {
  private static final String MARK = "ebs-backup:restoring";

  private final RestoreWorld world = new RestoreWorld();
  private final Map<String, String> before = world.mapping();

  /** IAM lets a restore move only what carries its mark. */
  @ParameterizedTest(name = "before {0}")
  @CsvSource({
    "StopInstances, true",
    "DetachVolume, true",
    "AttachVolume, true",
    "CreateReplaceRootVolumeTask, false",
    "DetachVolume, false",
  })
  void everyVolumeToBeReplaced_andEverySnapshot_isMarked(String action, boolean stop) {
    List<Integer> marked = new ArrayList<>();
    world
        .ec2
        .faults()
        .on(action)
        .interfere(
            () -> {
              assertThat(before.values())
                  .allSatisfy(
                      id -> assertThat(tags(world.volume(id)).get(MARK)).startsWith("restore-1"));
              assertThat(restoredSnapshots())
                  .hasSize(3)
                  .allSatisfy(s -> assertThat(mark(s)).isPresent());
              marked.add(before.size());
            });

    assertSucceeded(world.restore("swap", "\"stop\": " + stop));

    assertThat(marked).as(action + " was called").containsExactly(3);
  }

  @Test
  void aSwapThatCannotMark_movesNothing() {
    world.ec2.faults().on("CreateTags").always().refuse("InvalidParameterValue");

    Execution execution = world.restore("swap", "\"stop\": true");

    assertThat(execution.error()).contains("FAILED");
    assertThat(world.mapping()).isEqualTo(before);
    assertThat(world.ec2.calls().byAction())
        .doesNotContainKeys("StopInstances", "DetachVolume", "AttachVolume");
  }

  @Test
  void aReplacedVolumeThatAPersonDeletes_leavesNoMarkOnTheOthers_andNoneUnnamed() {
    world
        .ec2
        .faults()
        .on("CreateTags")
        .call(2)
        .interfere(() -> world.ec2.deleteVolume(r -> r.volumeId(before.get(DATA))));

    assertSucceeded(world.restore("swap", "\"stop\": true"));

    assertThat(world.volumes()).noneMatch(v -> v.volumeId().equals(before.get(DATA)));
    assertThat(List.of(world.volume(before.get(ROOT)), world.volume(before.get(LOGS))))
        .allSatisfy(old -> assertThat(tags(old)).containsKey("ebs-backup:replaced"));
    assertThat(world.volumes()).noneMatch(v -> tags(v).containsKey(MARK));
    assertThat(world.ec2.contents().snapshots()).noneMatch(s -> mark(s).isPresent());
  }

  private List<Snapshot> restoredSnapshots() {
    return world.ec2.contents().snapshots().stream()
        .filter(s -> s.tags().stream().noneMatch(t -> t.key().equals("ebs-backup:safety")))
        .toList();
  }

  private static Optional<String> mark(Snapshot snapshot) {
    return snapshot.tags().stream().filter(t -> t.key().equals(MARK)).map(Tag::value).findFirst();
  }

  @Test
  void swap_bringsBackWhatDiffersFromEveryDefault() {
    Map<String, Boolean> flags = world.flags();
    Volume oldRoot = world.volume(before.get(ROOT));
    assertThat(List.of(oldRoot.iops(), oldRoot.throughput())).containsExactly(3_400, 170);

    assertSucceeded(world.restore("swap", "\"stop\": true"));

    for (String device : List.of(ROOT, DATA, LOGS)) {
      Volume was = world.volume(before.get(device));
      Volume now = world.volume(world.volumeAt(device));
      assertThat(now.volumeId()).isNotEqualTo(was.volumeId());
      assertThat(settings(now)).as(device).isEqualTo(settings(was));
      assertThat(tags(now)).as(device).containsEntry("Name", tags(was).get("Name"));
    }
    assertThat(world.flags()).isEqualTo(flags);
  }

  @Test
  void create_bringsBackTheSettingsOfVolumesThatAreGone() {
    List<List<Object>> settings = world.volumes().stream().map(SwapSafetyTest::settings).toList();
    for (String id : List.of(before.get(DATA), before.get(LOGS))) {
      world.ec2.detachVolume(r -> r.volumeId(id));
      world.clock.advance(Duration.ofMinutes(1));
      world.ec2.deleteVolume(r -> r.volumeId(id));
    }

    assertSucceeded(world.restore("create"));

    List<Volume> made = world.volumes().stream().filter(v -> !v.snapshotId().isEmpty()).toList();
    assertThat(made).extracting(SwapSafetyTest::settings).hasSameElementsAs(settings).hasSize(3);
    assertThat(made)
        .extracting(v -> tags(v).get("Name"))
        .containsExactlyInAnyOrder("root", "data", "logs");
  }

  private static List<Object> settings(Volume volume) {
    return List.of(
        volume.volumeTypeAsString(),
        volume.size(),
        Optional.ofNullable(volume.iops()),
        Optional.ofNullable(volume.throughput()),
        volume.availabilityZone(),
        volume.encrypted(),
        Optional.ofNullable(volume.kmsKeyId()));
  }

  @Test
  void aHealthCheckThatDoesNotEnd_isUndone_afterItsOwnTimeOut() {
    commandRuns(Duration.ofMinutes(50));
    Execution execution =
        world.restore(
            "swap",
            "\"stop\": true",
            "\"healthCheck\": {\"shell\": [\"check-db\"], \"timeout\": \"PT23M\"}");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(summary(execution)).contains("InProgress after PT23M");
    assertThat(world.mapping()).isEqualTo(before);
    assertThat(since(execution)).isBetween(Duration.ofMinutes(23), Duration.ofMinutes(45));
  }

  @Test
  void aHealthCheckThatTakesLongerThanTheDefault_succeedsWithinItsOwnTimeOut() {
    commandRuns(Duration.ofMinutes(16));
    assertSucceeded(
        world.restore(
            "swap",
            "\"stop\": true",
            "\"healthCheck\": {\"shell\": [\"check-db\"], \"timeout\": \"PT30M\"}"));
  }

  private void commandRuns(Duration time) {
    world
        .cloud
        .ssm()
        .script(
            command -> new EmbeddedSsm.Result(time, CommandInvocationStatus.SUCCESS, 0, "fine"));
  }

  private static Duration since(Execution execution) {
    return Duration.between(execution.startDate(), execution.stopDate().orElseThrow());
  }

  @Test
  void aDryRunBlocksNoRealRun_andMarksNothing() {
    String swap = "\"stop\": true";
    Execution dry =
        world.cloud.start(
            "restore", Optional.of("dry"), world.request("swap", swap, "\"dryRun\": true"));
    world.clock.advance(Duration.ofMillis(10));
    Execution real = world.cloud.start("restore", Optional.of("real"), world.request("swap", swap));
    world.cloud.finish(real);
    world.cloud.finish(dry);

    assertSucceeded(dry);
    assertSucceeded(real);
    assertThat(report(dry).get("status")).isEqualTo("PLANNED");
    assertThat(world.letters()).isEqualTo("dlr");
  }

  @Test
  void aDryRun_leavesTheAccountAsItIs() {
    List<Volume> volumes = world.volumes();
    List<Snapshot> snapshots = world.ec2.contents().snapshots();

    assertSucceeded(world.restore("swap", "\"stop\": true", "\"dryRun\": true"));

    assertThat(world.volumes()).isEqualTo(volumes);
    assertThat(world.ec2.contents().snapshots()).isEqualTo(snapshots);
  }

  @Test
  void aRedriveAfterTheNewVolumesWereDeleted_makesThemAnew() {
    Execution execution =
        world.cloud.start("restore", Optional.of("restore-1"), world.request("create"));
    world
        .cloud
        .functions()
        .fail(
            world.cloud.template().functions().stream()
                .filter(f -> f.logicalId().equals("CreateVolumesFunction"))
                .findFirst()
                .orElseThrow()
                .name(),
            1,
            new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));
    world.clock.advance(Duration.ofSeconds(20));
    List<String> made = made();
    assertThat(made).hasSize(3);
    world.cloud.stateMachines().stopExecution(execution.arn(), Optional.empty(), Optional.empty());
    world.clock.advance(Duration.ofMinutes(1));
    made.forEach(id -> world.ec2.deleteVolume(r -> r.volumeId(id)));
    world.clock.advance(Duration.ofMinutes(5));

    world.cloud.stateMachines().redriveExecution(execution.arn());
    world.cloud.finish(execution);

    assertThat(execution.status())
        .as(execution.cause().orElse(""))
        .isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(made()).hasSize(3).doesNotContainAnyElementsOf(made);
  }

  private List<String> made() {
    return world.volumes().stream()
        .filter(v -> tags(v).containsKey("ebs-backup:restore"))
        .map(Volume::volumeId)
        .toList();
  }
}
