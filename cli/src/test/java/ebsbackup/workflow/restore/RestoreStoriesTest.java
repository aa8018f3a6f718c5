package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreWorld.DATA;
import static ebsbackup.workflow.restore.RestoreWorld.LOGS;
import static ebsbackup.workflow.restore.RestoreWorld.ROOT;
import static ebsbackup.workflow.restore.RestoreWorld.report;
import static ebsbackup.workflow.restore.RestoreWorld.summary;
import static ebsbackup.workflow.restore.RestoreWorld.tags;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.ec2.Launch;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** Stories of restores: given this instance, request that, expect this. */
class RestoreStoriesTest {
  private static final String ONLY_DATA = "\"devices\": [\"/dev/sdf\"]";

  private final RestoreWorld world = new RestoreWorld();
  private final Map<String, String> before = world.mapping();
  private final Map<String, String> contentsBefore = world.contents();

  @Test
  void commandsOfAHealthCheck_areNotMailed() {
    world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, ""));

    world.restore("swap", "\"healthCheck\": {\"shell\": [\"check --password s3cret\"]}");

    assertThat(world.cloud.messages().getLast().text())
        .contains("start-execution", world.instanceId)
        .contains("the message leaves out healthCheck, so add it to the input")
        .doesNotContain("s3cret");
  }

  @Test
  void create_makesVolumesBesideTheInstanceAndTouchesNothingOfIt() {
    Execution execution = world.restore("create");

    assertSucceeded(execution);
    assertThat(world.mapping()).isEqualTo(before);
    assertThat(newVolumes()).hasSize(3).allMatch(v -> v.state() == VolumeState.AVAILABLE);
  }

  @Test
  void create_ofSomeDevicesMakesOnlyThose() {
    assertSucceeded(world.restore("create", "\"devices\": [\"/dev/sdf\", \"/dev/sdg\"]"));

    assertThat(newVolumes()).extracting(Volume::size).containsExactlyInAnyOrder(10, 12);
  }

  @Test
  void attach_takesTheFirstFreeNamesOfTheInstancesOwnStyle() {
    Execution execution = world.restore("attach", ONLY_DATA);

    assertSucceeded(execution);
    assertThat(world.mapping()).containsAllEntriesOf(before).containsKey("/dev/sdh").hasSize(4);
    assertThat(world.letter(world.volumeAt("/dev/sdh"))).isEqualTo("d");
    assertThat(world.flags()).containsEntry("/dev/sdh", false);
  }

  @Test
  void attach_takesTheNameThatIsAskedFor() {
    assertSucceeded(
        world.restore("attach", ONLY_DATA, "\"attachAs\": {\"/dev/sdf\": \"/dev/sdp\"}"));

    assertThat(world.letter(world.volumeAt("/dev/sdp"))).isEqualTo("d");
  }

  @Test
  void attach_refusesANameThatIsTaken() {
    assertRefused(
        "attachAs: /dev/sdg of " + world.instanceId + " is taken by " + before.get(LOGS),
        "attach",
        ONLY_DATA,
        "\"attachAs\": {\"/dev/sdf\": \"/dev/sdg\"}");
  }

  @Test
  void attach_whoseHealthCheckFailsIsTakenAway() {
    world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, "no file system"));

    Execution execution =
        world.restore("attach", ONLY_DATA, "\"healthCheck\": {\"shell\": [\"mount /dev/sdh\"]}");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(world.mapping()).isEqualTo(before);
    assertThat(newVolumes()).isEmpty();
  }

  @Test
  void swap_ofADataVolumeOfARunningInstanceThatTheCallerSaysIsSafe() {
    Execution execution = world.restore("swap", ONLY_DATA, "\"stop\": false");

    assertSucceeded(execution);
    assertThat(world.letters()).isEqualTo("dLR");
    assertThat(world.power()).isEqualTo("running");
    assertThat(world.ec2.calls().count("StopInstances")).isZero();
    assertReplacedIsKept(DATA);
    assertNothingIsMarked();
  }

  @Test
  void swap_givesTheNewVolumeAllThatTheOldOneHad() {
    String old = before.get(DATA);
    world.ec2.createTags(
        r -> r.resources(old).tags(Tag.builder().key("owner").value("shop").build()));

    assertSucceeded(world.restore("swap", ONLY_DATA, "\"stop\": true"));

    Volume now = world.volume(world.volumeAt(DATA));
    Volume was = world.volume(old);
    assertThat(now.volumeId()).isNotEqualTo(old);
    assertThat(now.volumeType()).isEqualTo(was.volumeType());
    assertThat(now.iops()).isEqualTo(was.iops());
    assertThat(now.throughput()).isEqualTo(was.throughput());
    assertThat(tags(now)).containsEntry("owner", "shop").containsEntry("Name", "data");
    assertThat(world.flags()).containsEntry(DATA, true).containsEntry(LOGS, false);
    assertThat(world.power()).isEqualTo("running");
  }

  @Test
  void swap_ofEverythingStopsAndStartsTheInstance() {
    Execution execution = world.restore("swap", "\"stop\": true");

    assertSucceeded(execution);
    assertThat(world.letters()).isEqualTo("dlr");
    assertThat(world.flags()).isEqualTo(Map.of(ROOT, true, DATA, true, LOGS, false));
    assertThat(world.power()).isEqualTo("running");
    assertThat(world.ec2.calls().count("StopInstances", "OK")).isEqualTo(1);
    assertThat(world.ec2.calls().count("StartInstances", "OK")).isEqualTo(1);
  }

  @Test
  void swap_leavesAStoppedInstanceStopped() {
    stop();

    assertSucceeded(world.restore("swap"));

    assertThat(world.letters()).isEqualTo("dlr");
    assertThat(world.power()).isEqualTo("stopped");
    assertThat(world.ec2.calls().count("StartInstances")).isZero();
  }

  @Test
  void swap_ofTheRootOfAnInstanceThatMustNotBeStoppedIsEc2sTask() {
    assertSucceeded(world.restore("swap", "\"stop\": false"));

    assertThat(world.letters()).isEqualTo("dlr");
    assertThat(world.flags()).containsEntry(ROOT, true);
    assertThat(world.ec2.calls().count("CreateReplaceRootVolumeTask")).isEqualTo(1);
    assertThat(world.ec2.calls().count("StopInstances")).isZero();
    assertReplacedIsKept(ROOT);
  }

  /** One begins every minute, so a restore that waited for them would fail. */
  @Test
  void swap_doesNotWaitForReplacementsOfAnotherInstancesRoot() {
    String other =
        world
            .ec2
            .launch(new Launch("eu-central-1a", List.of(new Disk("/dev/xvda", 8)), Map.of()))
            .instanceId();
    world.clock.advance(Duration.ofMinutes(5));
    Ec2Contents contents = world.ec2.contents();
    String root =
        contents.instances().stream()
            .filter(instance -> instance.instanceId().equals(other))
            .map(instance -> instance.blockDeviceMappings().getFirst().ebs().volumeId())
            .findFirst()
            .orElseThrow();
    String second =
        world
            .ec2
            .createVolume(r -> r.availabilityZone("eu-central-1a").size(8).volumeType("gp3"))
            .volumeId();
    for (int minutes = 1; minutes <= 60; minutes++) {
      String next = minutes % 2 == 1 ? second : root;
      world.clock.schedule(
          world.clock.instant().plus(Duration.ofMinutes(minutes)),
          () -> world.ec2.createReplaceRootVolumeTask(r -> r.instanceId(other).volumeId(next)));
    }

    assertSucceeded(world.restore("swap", "\"stop\": false"));

    assertThat(world.letters()).isEqualTo("dlr");
  }

  @Test
  void swap_takesASafetySnapshotOfExactlyWhatItReplaces() {
    Execution execution = world.restore("swap", ONLY_DATA, "\"stop\": false");

    List<Snapshot> safety = safetySnapshots();
    assertThat(safety)
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.volumeId()).isEqualTo(before.get(DATA));
              assertThat(s.state()).isEqualTo(SnapshotState.COMPLETED);
            });
    assertThat(report(execution).get("safetySnapshots").toString())
        .contains(safety.getFirst().snapshotId());
  }

  @Test
  void swap_afterASwapDoesNotTakeTheSafetySnapshotForTheLatestBackup() {
    assertSucceeded(world.restore("swap", ONLY_DATA, "\"stop\": false"));

    Execution again =
        world.cloud.run(
            "restore",
            Optional.of("restore-2"),
            world.request("swap", ONLY_DATA, "\"stop\": false"));

    assertSucceeded(again);
    assertThat(world.letter(world.volumeAt(DATA))).isEqualTo("d");
  }

  @Test
  void swap_withoutSafetySnapshotTakesNone() {
    assertSucceeded(
        world.restore("swap", ONLY_DATA, "\"stop\": false", "\"safetySnapshot\": false"));

    assertThat(safetySnapshots()).isEmpty();
  }

  @Test
  void swap_ofASafetySnapshotBringsTheChangedStateBack() {
    assertSucceeded(world.restore("swap", ONLY_DATA, "\"stop\": false"));
    String safety = safetySnapshots().getFirst().snapshotId();

    Execution back =
        world.cloud.run(
            "restore",
            Optional.of("restore-2"),
            world.request("attach", "\"from\": {\"snapshotIds\": [\"%s\"]}".formatted(safety)));

    assertSucceeded(back);
    assertThat(world.letter(world.volumeAt("/dev/sdh"))).isEqualTo("D");
    assertThat(world.volume(world.volumeAt("/dev/sdh")).volumeTypeAsString()).isEqualTo("gp3");
  }

  @Test
  void aSnapshotOfAnotherToolIsRestoredLikeItsLiveVolume() {
    String manual = world.ec2.createSnapshot(r -> r.volumeId(before.get(DATA))).snapshotId();
    world.clock.advance(Duration.ofHours(1));

    assertSucceeded(
        world.restore(
            "swap", "\"from\": {\"snapshotIds\": [\"%s\"]}".formatted(manual), "\"stop\": false"));

    assertThat(world.letter(world.volumeAt(DATA))).isEqualTo("D");
    assertThat(world.volumeAt(DATA)).isNotEqualTo(before.get(DATA));
    assertThat(snapshot(manual).tags()).as("read only").isEmpty();
  }

  @Test
  void aSnapshotOfAnotherToolWhoseVolumeIsGoneNeedsItsTypeInTheRequest() {
    String volume =
        world
            .ec2
            .createVolume(r -> r.availabilityZone("eu-central-1b").size(5).volumeType("gp3"))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    String manual = world.ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    world.clock.advance(Duration.ofHours(1));
    world.ec2.deleteVolume(r -> r.volumeId(volume));

    assertRefused(
        volume + " no longer exists: specify volume.type",
        "create",
        "\"from\": {\"snapshotIds\": [\"%s\"]}".formatted(manual));
  }

  @Test
  void undo_whenTheHealthCheckFails() {
    world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(3, "database is corrupt"));

    Execution execution =
        world.restore("swap", "\"stop\": true", "\"healthCheck\": {\"shell\": [\"check-db\"]}");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(summary(execution))
        .contains("exit code 3: database is corrupt", "as they were before");
    assertThat(world.cloud.ssm().sent().getLast().parameters())
        .containsEntry("commands", List.of("check-db"));
    assertAsBefore();
    assertThat(newVolumes()).isEmpty();
    assertNothingIsMarked();
  }

  @Test
  void undo_keepsTheNewVolumesForInspectionIfAsked() {
    world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(3, ""));

    world.restore(
        "swap",
        ONLY_DATA,
        "\"stop\": false",
        "\"onFailure\": \"keep\"",
        "\"healthCheck\": {\"shell\": [\"check-db\"]}");

    assertAsBefore();
    assertThat(newVolumes()).singleElement().matches(v -> v.state() == VolumeState.AVAILABLE);
  }

  @Test
  void undo_whenTheStatusChecksFail() {
    world.ec2.faults().impair(world.instanceId);

    Execution execution = world.restore("swap", "\"stop\": true");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(summary(execution)).contains("status checks", "impaired");
    assertAsBefore();
  }

  /** A root volume that is still loading boots slowly. */
  @Test
  void swap_ofAnInstanceWhoseStatusChecksFailForAWhile_succeeds() {
    world.ec2.faults().impair(world.instanceId);
    world
        .ec2
        .faults()
        .on("DescribeInstanceStatus")
        .call(5)
        .interfere(() -> world.ec2.faults().clear());

    Execution execution = world.restore("swap", "\"stop\": true");

    assertSucceeded(execution);
    assertThat(world.letters()).isEqualTo("dlr");
  }

  @Test
  void undo_whenTheStatusChecksFail_evenIfTheCommandWouldSucceed() {
    world.ec2.faults().impair(world.instanceId);

    Execution execution =
        world.restore("swap", "\"stop\": true", "\"healthCheck\": {\"shell\": [\"true\"]}");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(summary(execution)).contains("status checks", "impaired");
    assertAsBefore();
  }

  @Test
  void undo_whenADetachHangs() {
    world.ec2.faults().keepDetaching(before.get(DATA), Duration.ofMinutes(30));

    Execution execution = world.restore("swap", ONLY_DATA, "\"stop\": false");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(summary(execution)).contains(before.get(DATA) + " is detaching after PT20M");
    assertAsBefore();
  }

  @Test
  void undo_whenAnAttachHangs() {
    world
        .ec2
        .faults()
        .on("AttachVolume")
        .times(4)
        .refuse("AttachmentLimitExceeded", "too many volumes");

    Execution execution = world.restore("swap", ONLY_DATA, "\"stop\": false");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(summary(execution)).contains("AttachmentLimitExceeded");
    assertAsBefore();
  }

  @Test
  void undo_whenTheReplacementOfTheRootFails() {
    world.ec2.faults().failNextReplaceRoot(ReplaceRootVolumeTaskState.FAILED);

    Execution execution = world.restore("swap", "\"stop\": false");

    assertThat(execution.error()).contains("UNDONE");
    assertThat(summary(execution)).contains("the task that replaces the root volume");
    assertAsBefore();
    // EC2 still lists the failed task, which is not one of this restore.
    assertSucceeded(
        world.cloud.run(
            "restore", Optional.of("restore-2"), world.request("swap", "\"stop\": false")));
  }

  @Test
  void undo_whenTheReplacementOfTheRootLeavesNone() {
    world.ec2.faults().failNextReplaceRoot(ReplaceRootVolumeTaskState.FAILED_DETACHED);

    Execution execution = world.restore("swap", "\"stop\": false");

    assertThat(execution.error()).contains("UNDONE");
    assertAsBefore();
  }

  @Test
  void undo_ofAReplacedRootIsEc2sTaskAgain() {
    world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, ""));

    Execution execution =
        world.restore("swap", "\"stop\": false", "\"healthCheck\": {\"shell\": [\"false\"]}");

    assertThat(execution.error()).contains("UNDONE");
    assertAsBefore();
    assertThat(world.ec2.calls().count("StopInstances")).isZero();
    assertThat(world.ec2.calls().count("CreateReplaceRootVolumeTask")).isEqualTo(2);
  }

  @Test
  void manualAction_whenTheOldVolumeCannotBeAttachedAgain() {
    world.ec2.faults().on("AttachVolume").always().refuse("AttachmentLimitExceeded");

    Execution execution = world.restore("swap", ONLY_DATA, "\"stop\": false");

    assertThat(execution.error()).contains("MANUAL_ACTION");
    world.ec2.faults().clear();
    ManualCommandsRun.run(world, execution);
    assertAsBefore();
    assertThat(newVolumes()).isEmpty();
    assertNothingIsMarked();
  }

  /** Whoever follows the commands must not delete the last volume with the data. */
  @Test
  void manualAction_ifAnOldVolumeIsDeleted_putsTheOthersBack_andKeepsEveryNewVolume() {
    world
        .ec2
        .faults()
        .on("AttachVolume")
        .interfere(() -> world.ec2.deleteVolume(r -> r.volumeId(before.get(DATA))));
    world.ec2.faults().on("AttachVolume").times(12).refuse("AttachmentLimitExceeded");

    Execution execution = world.restore("swap", "\"stop\": true");

    assertThat(execution.error()).contains("MANUAL_ACTION");
    assertThat(summary(execution))
        .contains(before.get(DATA) + " no longer exists; the new volumes are kept");
    assertThat(world.mapping()).isEqualTo(Map.of(ROOT, before.get(ROOT), LOGS, before.get(LOGS)));
    assertThat(world.flags()).isEqualTo(Map.of(ROOT, true, LOGS, false));
    assertThat(world.power()).isEqualTo("stopped");
    assertThat(ManualCommandsRun.run(world, execution)).hasSize(1);
    assertThat(newVolumes()).hasSize(3);
    assertNothingIsMarked();
  }

  @Test
  void manualAction_ifAnotherVolumeHasTheDevice_putsTheOthersBack() {
    world.ec2.faults().on("AttachVolume").interfere(() -> attachAnother(LOGS));

    Execution execution = world.restore("swap", "\"stop\": true");

    assertThat(execution.error()).contains("MANUAL_ACTION");
    String another = world.volumeAt(LOGS);
    assertThat(summary(execution)).contains("%s is taken by %s".formatted(LOGS, another));
    assertThat(world.mapping())
        .isEqualTo(Map.of(ROOT, before.get(ROOT), DATA, before.get(DATA), LOGS, another));
    ManualCommandsRun.run(world, execution);
    assertThat(newVolumes()).hasSize(3);
    assertThat(world.volume(before.get(LOGS)).state()).isEqualTo(VolumeState.AVAILABLE);
  }

  private void attachAnother(String device) {
    String zone = world.instance().placement().availabilityZone();
    String another =
        world.ec2.createVolume(r -> r.availabilityZone(zone).size(5).volumeType("gp3")).volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    world.ec2.attachVolume(r -> r.volumeId(another).instanceId(world.instanceId).device(device));
  }

  @Test
  void manualAction_ifTheOldVolumeOfARunningInstanceIsDeleted_leavesTheNewOneAttached() {
    world.ec2.faults().impair(world.instanceId);
    world
        .ec2
        .faults()
        .on("DescribeInstanceStatus")
        .interfere(() -> world.ec2.deleteVolume(r -> r.volumeId(before.get(DATA))));

    Execution execution = world.restore("swap", ONLY_DATA, "\"stop\": true");

    assertThat(execution.error()).contains("MANUAL_ACTION");
    ManualCommandsRun.run(world, execution);
    assertThat(newVolumes()).extracting(Volume::volumeId).containsExactly(world.volumeAt(DATA));
    assertThat(world.power()).isEqualTo("running");
    assertNothingIsMarked();
  }

  @Test
  void aVolumeThatFailsLeavesTheOldMappingUntouched() {
    world.ec2.faults().failNextVolumes(1);

    Execution execution = world.restore("swap", "\"stop\": true");

    assertThat(execution.error()).contains("FAILED");
    assertThat(world.ec2.calls().count("DetachVolume")).isZero();
    assertThat(world.ec2.calls().count("StopInstances")).isZero();
    assertAsBefore();
    assertThat(newVolumes()).isEmpty();
  }

  @Test
  void aSafetySnapshotThatFailsLeavesTheOldMappingUntouched() {
    world.ec2.faults().failNextSnapshotOf(before.get(DATA), "Internal error");

    Execution execution = world.restore("swap", ONLY_DATA, "\"stop\": false");

    assertThat(execution.error()).contains("FAILED");
    assertThat(summary(execution)).contains("safety snapshot", "error");
    assertThat(world.ec2.calls().count("DetachVolume")).isZero();
    assertThat(newVolumes()).isEmpty();
  }

  @Test
  void aSafetySnapshotThatComesTooSoonIsTakenALittleLater() {
    world
        .ec2
        .faults()
        .on("CreateSnapshots")
        .times(2)
        .refuse("SnapshotCreationPerVolumeRateExceeded");

    assertSucceeded(world.restore("swap", ONLY_DATA, "\"stop\": false"));

    assertThat(safetySnapshots()).hasSize(1);
  }

  @Test
  void aVolumeOfAManagedTaskIsRestoredAsItIs() {
    Volume task =
        world.volume(before.get(LOGS)).toBuilder()
            .volumeId("vol-00000000000000f00")
            .attachments(
                VolumeAttachment.builder()
                    .associatedResource("arn:aws:ecs:eu-central-1:111122223333:task/prod/0123")
                    .instanceOwningService("fargate")
                    .state(VolumeAttachmentState.ATTACHED)
                    .volumeId("vol-00000000000000f00")
                    .build())
            .tags(Tag.builder().key("Name").value("task data").build())
            .build();
    world.ec2.add(new Ec2Contents(List.of(), List.of(task), List.of(), List.of()));
    String manual = world.ec2.createSnapshot(r -> r.volumeId(task.volumeId())).snapshotId();
    world.clock.advance(Duration.ofHours(1));

    assertSucceeded(
        world.restore("create", "\"from\": {\"snapshotIds\": [\"%s\"]}".formatted(manual)));

    assertThat(newVolumes())
        .singleElement()
        .satisfies(
            made -> {
              assertThat(made.volumeType()).isEqualTo(task.volumeType());
              assertThat(tags(made)).containsEntry("Name", "task data");
            });
  }

  @Test
  void aRunningInstanceIsSwappedOnlyWithAWordAboutStopping() {
    assertRefused("specify \"stop\": true", "swap", ONLY_DATA);
  }

  @Test
  void aSecondRestoreOfTheInstanceIsRefusedByName() {
    Execution first =
        world.cloud.start("restore", Optional.of("first"), world.request("swap", "\"stop\": true"));
    Execution second = world.cloud.start("restore", Optional.of("second"), world.request("create"));
    world.cloud.finish(first);
    world.cloud.finish(second);

    assertSucceeded(first);
    assertThat(second.error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(second.cause().orElseThrow()).contains("is being restored by the execution first");
  }

  @Test
  void aDryRunGivesThePlanAndWritesNothing() {
    world.ec2.calls().clear();

    Execution execution = world.restore("swap", "\"stop\": true", "\"dryRun\": true");

    assertSucceeded(execution);
    assertThat(report(execution).get("status")).isEqualTo("PLANNED");
    assertThat(report(execution).get("plan").toString()).contains(before.get(ROOT), DATA, LOGS);
    assertThat(world.ec2.calls().byAction().keySet())
        .allMatch(call -> call.matches("(Describe|Get).*|CreateVolume"));
    assertThat(world.ec2.calls().count("CreateVolume", "OK")).isZero();
    assertThat(world.mapping()).isEqualTo(before);
  }

  @Test
  void aDryRunPlansWhatARealRunFollows() {
    Object planned = places(world.restore("swap", "\"stop\": true", "\"dryRun\": true"), "plan");
    Execution real =
        world.cloud.run("restore", Optional.of("real"), world.request("swap", "\"stop\": true"));

    assertThat(report(real).get("places")).isEqualTo(planned);
  }

  @Test
  void initialized_isReportedOnlyWhenEverythingHasLoaded() {
    Execution execution =
        world.restore(
            "create",
            ONLY_DATA,
            "\"initialization\": {\"rate\": 100}",
            "\"waitFor\": \"initialized\"");

    assertSucceeded(execution);
    Volume made = newVolumes().getFirst();
    assertThat(made.volumeInitializationRate()).isEqualTo(100);
    assertThat(world.ec2.disk(made.volumeId()).loading()).isFalse();
    Map<?, ?> times = (Map<?, ?>) report(execution).get("times");
    assertThat(Duration.parse(times.get("initializedAfter").toString()))
        .isGreaterThanOrEqualTo(Duration.parse(times.get("availableAfter").toString()));
  }

  @Test
  void fastSnapshotRestoreIsUsedOnlyWhereItIsEnabledAlready() {
    assertRefused(
        "fast snapshot restore is not enabled", "create", ONLY_DATA, "\"initialization\": \"fsr\"");
    String snapshot =
        world.ec2.contents().snapshots().stream()
            .filter(s -> s.volumeId().equals(before.get(DATA)))
            .findFirst()
            .orElseThrow()
            .snapshotId();
    world.ec2.enableFastSnapshotRestore(snapshot, "eu-central-1b");

    Execution execution =
        world.cloud.run(
            "restore",
            Optional.of("restore-2"),
            world.request("create", ONLY_DATA, "\"initialization\": \"fsr\""));

    assertSucceeded(execution);
    assertThat(world.ec2.disk(newVolumes().getFirst().volumeId()).loading()).isFalse();
  }

  @Test
  void whileItRunsItsSnapshotsCarryAMarkWithATime() {
    Execution execution =
        world.cloud.start(
            "restore", Optional.of("marked"), world.request("swap", ONLY_DATA, "\"stop\": false"));
    world.clock.runWhile(() -> world.ec2.calls().count("DetachVolume") == 0);

    String mark =
        world.ec2.contents().snapshots().stream()
            .flatMap(s -> s.tags().stream())
            .filter(tag -> tag.key().equals("ebs-backup:restoring"))
            .map(Tag::value)
            .findFirst()
            .orElseThrow();
    assertThat(mark).startsWith("marked@");
    assertThat(Instant.parse(mark.substring(mark.indexOf(" until ") + " until ".length())))
        .isAfter(world.clock.instant());
    world.cloud.finish(execution);
    assertNothingIsMarked();
  }

  private static Object places(Execution execution, String field) {
    Map<?, ?> plan = (Map<?, ?>) report(execution).get(field);
    return ((Map<?, ?>) plan.get("placing")).get("assignments");
  }

  private void stop() {
    world.ec2.stopInstances(r -> r.instanceIds(world.instanceId));
    world.clock.advance(Duration.ofMinutes(5));
  }

  private static void assertSucceeded(Execution execution) {
    assertThat(execution.status())
        .as(execution.cause().orElse(""))
        .isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  private void assertRefused(String reason, String mode, String... fields) {
    long snapshots = world.ec2.contents().snapshots().size();
    world.ec2.calls().clear();
    Execution execution = world.restore(mode, fields);
    assertThat(execution.error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(execution.cause().orElseThrow().replace("\\\"", "\"")).contains(reason);
    assertThat(world.ec2.calls().byAction().keySet())
        .allMatch(call -> call.matches("(Describe|Get).*"));
    assertThat(world.ec2.contents().snapshots()).hasSize((int) snapshots);
  }

  private void assertAsBefore() {
    assertThat(world.mapping()).isEqualTo(before);
    assertThat(world.contents()).isEqualTo(contentsBefore);
    assertThat(world.flags()).isEqualTo(Map.of(ROOT, true, DATA, true, LOGS, false));
    assertThat(world.power()).isEqualTo("running");
    assertThat(world.volumes()).noneMatch(v -> tags(v).containsKey("ebs-backup:replaced"));
  }

  private void assertReplacedIsKept(String device) {
    Volume old = world.volume(before.get(device));
    assertThat(old.state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(tags(old).get("ebs-backup:replaced")).matches("restore-1@\\S+ at 2026-03-01T.*");
    assertThat(world.letter(old.volumeId()) + " " + world.sha256(old.volumeId()))
        .isEqualTo(contentsBefore.get(device));
  }

  private void assertNothingIsMarked() {
    assertThat(world.volumes()).noneMatch(v -> tags(v).containsKey("ebs-backup:restoring"));
    assertThat(world.ec2.contents().snapshots())
        .noneMatch(s -> s.tags().stream().anyMatch(t -> t.key().equals("ebs-backup:restoring")));
  }

  private List<Volume> newVolumes() {
    return world.volumes().stream().filter(v -> tags(v).containsKey("ebs-backup:restore")).toList();
  }

  private List<Snapshot> safetySnapshots() {
    return world.ec2.contents().snapshots().stream()
        .filter(s -> s.tags().stream().anyMatch(t -> t.key().equals("ebs-backup:safety")))
        .toList();
  }

  private Snapshot snapshot(String id) {
    return world.ec2.contents().snapshots().stream()
        .filter(s -> s.snapshotId().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
