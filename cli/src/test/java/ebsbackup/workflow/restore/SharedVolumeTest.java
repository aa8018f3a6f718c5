package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreAssertions.assertRefused;
import static ebsbackup.workflow.restore.RestoreAssertions.assertSucceeded;
import static ebsbackup.workflow.restore.RestoreWorld.ROOT;
import static ebsbackup.workflow.restore.RestoreWorld.report;
import static ebsbackup.workflow.restore.RestoreWorld.summary;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** A volume with Multi-Attach that two instances use, backed up in the sets of both. */
class SharedVolumeTest {
  private static final String HERE = "/dev/sdh";
  private static final String THERE = "/dev/sdm";
  private static final String ONLY_SHARED = "\"devices\": [\"%s\"]".formatted(HERE);
  private static final String NO_STOP = "\"stop\": false";

  private final RestoreWorld world = new RestoreWorld();
  private int restores;
  private final String other =
      world
          .ec2
          .launch(new Launch("eu-central-1b", List.of(new Disk(ROOT, 8)), Map.of()))
          .instanceId();
  private final String shared = world.createMultiAttachVolume();

  @BeforeEach
  void backUpBothInstances() {
    pass();
    attach(shared, world.instanceId, HERE);
    attach(shared, other, THERE);
    write('s');
    assertSucceeded(
        world.cloud.run(
            "backup",
            Optional.of("shared"),
            "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\", \"%s\"]}}"
                .formatted(world.instanceId, other)));
    world.clock.advance(Duration.ofHours(1));
    write('S');
  }

  private void pass() {
    world.clock.advance(Duration.ofMinutes(1));
  }

  private void attach(String volume, String instance, String device) {
    world.ec2.attachVolume(r -> r.volumeId(volume).instanceId(instance).device(device));
    pass();
  }

  private void detachFromTheOther() {
    world.ec2.detachVolume(r -> r.volumeId(shared).instanceId(other));
    pass();
  }

  private void write(char letter) {
    world.ec2.disk(shared).write(0, new byte[] {(byte) letter});
  }

  private Stream<String> places(String volume) {
    return world.volume(volume).attachments().stream()
        .filter(at -> at.stateAsString().equals("attached"))
        .map(at -> at.instanceId() + " " + at.device());
  }

  private Execution restore(String request) {
    restores++;
    return world.cloud.run("restore", Optional.of("restore-" + restores), request);
  }

  private List<Volume> made() {
    return world.volumes().stream()
        .filter(Volume::multiAttachEnabled)
        .filter(volume -> !volume.volumeId().equals(shared))
        .toList();
  }

  @Test
  void theSetOfEachInstance_containsIt_atItsOwnDevice() {
    List<Map<String, String>> snapshots =
        world.ec2.contents().snapshots().stream()
            .filter(snapshot -> snapshot.volumeId().equals(shared))
            .map(SharedVolumeTest::tags)
            .toList();

    assertThat(snapshots)
        .extracting(tags -> tags.get("ebs-backup:source"))
        .containsExactlyInAnyOrder(world.instanceId, other);
    assertSucceeded(restore(world.request("create", ONLY_SHARED)));
    assertSucceeded(
        restore(
            world
                .request("create", "\"devices\": [\"%s\"]".formatted(THERE))
                .replace(world.instanceId, other)));
    assertThat(made())
        .hasSize(2)
        .allSatisfy(volume -> assertThat(world.letter(volume.volumeId())).isEqualTo("s"));
  }

  private static Map<String, String> tags(Snapshot snapshot) {
    return snapshot.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value));
  }

  @Test
  void aSwap_isRefusedWhileTheOtherInstanceUsesIt_andReplacesItOnBothInTurn() {
    assertRefused(
        world,
        "%s at %s is attached to 2 instances".formatted(shared, HERE),
        fields -> restore(world.request("swap", fields)),
        ONLY_SHARED,
        NO_STOP);

    detachFromTheOther();
    assertSucceeded(restore(world.request("swap", ONLY_SHARED, NO_STOP)));
    String made = world.volumeAt(HERE);
    attach(made, other, THERE);

    assertThat(world.letter(made)).isEqualTo("s");
    assertThat(places(made)).containsExactly(world.instanceId + " " + HERE, other + " " + THERE);
    assertThat(places(shared)).isEmpty();
  }

  @Test
  void aSwap_isUndone_ifTheOtherInstanceTakesTheVolumeMeanwhile() {
    detachFromTheOther();
    world.ec2.faults().on("CreateVolume").interfere(() -> attach(shared, other, THERE));
    world.ec2.calls().clear();

    Execution execution = world.restore("swap", ONLY_SHARED, NO_STOP);

    assertThat(execution.error()).contains("UNDONE");
    assertThat(world.ec2.calls().count("DetachVolume")).isZero();
    assertThat(summary(execution)).contains("%s is also attached to %s".formatted(shared, other));
    assertThat(places(shared))
        .containsExactlyInAnyOrder(world.instanceId + " " + HERE, other + " " + THERE);
    assertThat(made()).isEmpty();
  }

  @Test
  void anUndo_detachesANewVolumeFromItsOwnInstanceOnly() {
    detachFromTheOther();
    world.ec2.faults().impair(world.instanceId);
    world
        .ec2
        .faults()
        .on("DescribeInstanceStatus")
        .interfere(() -> attach(world.volumeAt(HERE), other, THERE));

    Execution execution = world.restore("swap", ONLY_SHARED, NO_STOP);

    assertThat(execution.error()).contains("UNDONE");
    assertThat(world.volumeAt(HERE)).isEqualTo(shared);
    assertThat(made())
        .singleElement()
        .satisfies(
            made -> {
              assertThat(made.attachments())
                  .extracting(VolumeAttachment::instanceId)
                  .containsExactly(other);
              assertThat(report(execution).get("kept").toString()).contains(made.volumeId());
            });
  }

  @Test
  void manualAction_putsItBackAtItsOwnInstance() {
    detachFromTheOther();
    world.ec2.faults().on("AttachVolume").always().refuse("AttachmentLimitExceeded");

    Execution execution = world.restore("swap", ONLY_SHARED, NO_STOP);

    assertCommandsPutItBack(execution);
  }

  @Test
  void manualCommands_detachANewVolumeWithMultiAttach() {
    detachFromTheOther();
    world.ec2.faults().impair(world.instanceId);
    world.ec2.faults().on("DetachVolume").call(2).always().refuse("IncorrectState");

    Execution execution = world.restore("swap", ONLY_SHARED, NO_STOP);

    assertCommandsPutItBack(execution);
  }

  private void assertCommandsPutItBack(Execution execution) {
    assertThat(execution.error()).contains("MANUAL_ACTION");
    world.ec2.faults().clear();
    ManualCommandsRun.run(world, execution);
    assertThat(world.volumeAt(HERE)).isEqualTo(shared);
    assertThat(made()).isEmpty();
  }
}
