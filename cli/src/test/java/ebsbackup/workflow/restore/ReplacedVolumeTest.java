package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreAssertions.assertSucceeded;
import static ebsbackup.workflow.restore.RestoreWorld.DATA;
import static ebsbackup.workflow.restore.RestoreWorld.LOGS;
import static ebsbackup.workflow.restore.RestoreWorld.ROOT;
import static ebsbackup.workflow.restore.RestoreWorld.report;
import static ebsbackup.workflow.restore.RestoreWorld.tags;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Launch;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A swap replaces the volume that was backed up, recognized by its id, or the one that the request
 * names. What only has its device name is never replaced.
 */
class ReplacedVolumeTest {
  private static final String ONLY_DATA = "\"devices\": [\"/dev/sdf\"]";
  private static final String RUNNING = "\"stop\": false";

  private final RestoreWorld world = new RestoreWorld();
  private final String data = world.volumeAt(DATA);
  private final String logs = world.volumeAt(LOGS);
  private int restores;

  @Test
  void volumesThatChangedPlaces_areRefused() {
    changePlaces();

    assertRefused(
        "%s of %s has %s (logs), and %s (data), which was backed up, is at %s of %s"
            .formatted(DATA, world.instanceId, logs, data, LOGS, world.instanceId),
        ONLY_DATA);
    assertRefused("%s of %s has %s (data), and".formatted(LOGS, world.instanceId, data));
  }

  @Test
  void anotherVolumeAtTheDevice_isRefused() {
    detach(data);
    String other = newVolume();
    attach(other, DATA);

    assertRefused(
        "%s of %s has %s, and %s (data), which was backed up, is not attached (available)"
            .formatted(DATA, world.instanceId, other, data),
        ONLY_DATA);
    delete(data);
    assertRefused(data + " (data), which was backed up, is gone", ONLY_DATA);
  }

  @Test
  void aFreeDevice_isRefusedWhileTheVolumeIsElsewhere() {
    String other =
        world
            .ec2
            .launch(new Launch("eu-central-1b", List.of(new Disk(ROOT, 8)), Map.of()))
            .instanceId();
    detach(data);
    String expected =
        "%s of %s is free, and %s (data), which was backed up, is "
            .formatted(DATA, world.instanceId, data);

    assertRefused(expected + "not attached (available)", ONLY_DATA);
    attach(data, "/dev/sdh");
    assertRefused(expected + "at /dev/sdh of " + world.instanceId, ONLY_DATA);
    detach(data);
    world.ec2.attachVolume(r -> r.volumeId(data).instanceId(other).device("/dev/sdk"));
    pass();
    assertRefused(expected + "at /dev/sdk of " + other, ONLY_DATA);
  }

  @Test
  void aFreeDevice_getsTheVolumeIfTheRequestReplacesNothing() {
    detach(data);

    Execution execution = swap(ONLY_DATA, "\"replace\": {\"/dev/sdf\": \"none\"}");

    assertSucceeded(execution);
    assertThat(world.letters()).isEqualTo("dLR");
    assertThat(warnings(execution))
        .singleElement()
        .asString()
        .contains("goes to /dev/sdf", "nothing is replaced, as requested");
  }

  @Test
  void aFreeDevice_getsTheVolumeIfTheOldOneIsGone_withAWarning() {
    detach(data);
    delete(data);

    Execution planned = swap(ONLY_DATA, "\"dryRun\": true");
    Execution execution = swap(ONLY_DATA);

    assertSucceeded(execution);
    assertThat(world.letters()).isEqualTo("dLR");
    assertThat(warnings(execution))
        .singleElement()
        .asString()
        .startsWith(data + " no longer exists: ");
    Map<?, ?> plan = (Map<?, ?>) report(planned).get("plan");
    assertThat(plan.get("warnings")).isEqualTo(warnings(execution));
  }

  @Test
  void theNamedVolume_isReplacedAtItsOwnDevice() {
    changePlaces();

    assertSucceeded(swap(ONLY_DATA, "\"replace\": {\"/dev/sdf\": \"%s\"}".formatted(data)));

    assertThat(world.mapping()).containsEntry(DATA, logs).doesNotContainValue(data);
    assertThat(world.letter(world.volumeAt(LOGS))).isEqualTo("d");
    assertThat(tags(world.volume(world.volumeAt(LOGS)))).containsEntry("Name", "data");
  }

  @Test
  void anotherNamedVolume_isReplaced_underTheNameOfWhatWasBackedUp() {
    Execution execution = swap(ONLY_DATA, "\"replace\": {\"/dev/sdf\": \"%s\"}".formatted(logs));

    assertSucceeded(execution);
    String made = world.volumeAt(LOGS);
    assertThat(world.mapping()).containsEntry(DATA, data).doesNotContainValue(logs);
    assertThat(tags(world.volume(made)))
        .containsEntry("Name", "data")
        .containsEntry("ebs-backup:lineage", data);
    assertThat(world.flags()).as("the flag of the place").containsEntry(LOGS, false);
    assertThat(warnings(execution)).singleElement().asString().contains(logs, data);
  }

  @Test
  void replace_isRefusedWhereItDoesNotFit() {
    String strange = newVolume();

    assertRefused(
        "replace names /dev/sdq, but only [/dev/sdf] are restored",
        ONLY_DATA,
        "\"replace\": {\"/dev/sdq\": \"%s\"}".formatted(data));
    assertRefused(
        "replace./dev/sdf: %s is not attached (available), but must be attached to %s"
            .formatted(strange, world.instanceId),
        ONLY_DATA,
        "\"replace\": {\"/dev/sdf\": \"%s\"}".formatted(strange));
    assertRefused(
        "replace./dev/sdf: vol-00000000000000bad does not exist",
        ONLY_DATA,
        "\"replace\": {\"/dev/sdf\": \"vol-00000000000000bad\"}");
    assertRefused(
        "would go to /dev/sdg of " + world.instanceId,
        "\"replace\": {\"/dev/sdf\": \"%s\"}".formatted(logs));
    assertRefused(
        "replace./dev/sdf is \"none\", but /dev/sdf of %s has %s (data)"
            .formatted(world.instanceId, data),
        ONLY_DATA,
        "\"replace\": {\"/dev/sdf\": \"none\"}");
  }

  @Test
  void afterASwap_setsFromBeforeAndAfterItAreRestored() {
    String before = runOfLatestBackup();
    assertSucceeded(swap(ONLY_DATA));
    String second = world.volumeAt(DATA);
    String after = backup("after");

    assertSucceeded(swap(ONLY_DATA, from(before)));
    detachedAndDeleted(second);
    detachedAndDeleted(data);
    assertSucceeded(swap(ONLY_DATA, from(after)));
    assertSucceeded(swap(ONLY_DATA, from(before)));

    assertThat(world.letters()).isEqualTo("dLR");
    assertThat(tags(world.volume(world.volumeAt(DATA))).get("ebs-backup:lineage"))
        .startsWith(data + " ")
        .contains(second);
  }

  @Test
  void afterASwap_theNewVolumeIsNotRecognizedAtAnotherPlace() {
    assertSucceeded(swap(ONLY_DATA));
    String second = world.volumeAt(DATA);
    detach(second);
    attach(second, "/dev/sdh");

    assertRefused("%s of %s is free, and %s".formatted(DATA, world.instanceId, data), ONLY_DATA);
  }

  @Test
  void afterAnUndoneSwap_theOldVolumeIsRecognized() {
    world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, ""));
    Execution undone = swap(ONLY_DATA, "\"healthCheck\": {\"shell\": [\"false\"]}");
    assertThat(undone.error()).contains("UNDONE");

    assertSucceeded(swap(ONLY_DATA));

    assertThat(world.letters()).isEqualTo("dLR");
  }

  @Test
  void aSetFromBeforeTheUndoOfASwap_isRestoredInThePlaceOfTheOldVolume() {
    assertSucceeded(swap(ONLY_DATA));
    String undone = world.volumeAt(DATA);
    String during = backup("during");
    putBack(data, undone);

    Execution execution = swap(ONLY_DATA, from(during));

    assertSucceeded(execution);
    assertThat(warnings(execution)).isEmpty();
    assertThat(world.letters()).isEqualTo("dLR");
    String second = world.volumeAt(DATA);
    assertThat(tags(world.volume(second))).containsEntry("ebs-backup:lineage", undone + " " + data);
    String again = backup("again");
    putBack(data, second);
    assertSucceeded(swap(ONLY_DATA, from(again), "\"dryRun\": true"));
    assertSucceeded(
        swap(ONLY_DATA, from(again), "\"replace\": {\"/dev/sdf\": \"%s\"}".formatted(data)));
    assertSucceeded(swap(ONLY_DATA, from(during)));
  }

  @Test
  void aSetFromBeforeTheUndoOfASwap_isRefusedWhileItsVolumeIsKept() {
    assertSucceeded(swap(ONLY_DATA));
    String kept = world.volumeAt(DATA);
    String during = backup("during");
    detach(kept);
    attach(data, DATA);

    assertRefused(
        "%s of %s has %s (data), and %s (data), which was backed up, is not attached"
            .formatted(DATA, world.instanceId, data, kept),
        ONLY_DATA,
        from(during));
  }

  /** As the undo of a swap does. */
  private void putBack(String old, String made) {
    detach(made);
    delete(made);
    attach(old, DATA);
  }

  @Test
  void aCopyAttachedBeside_standsForNothing() {
    assertSucceeded(restore("attach", ONLY_DATA));
    String copy = world.volumeAt("/dev/sdh");
    detach(data);
    detach(copy);
    attach(copy, DATA);

    assertThat(tags(world.volume(copy))).doesNotContainKey("ebs-backup:lineage");
    assertRefused("%s of %s has %s".formatted(DATA, world.instanceId, copy), ONLY_DATA);
  }

  @Test
  void aRootThatEc2ReplacedMeanwhile_isNamed() {
    String root = world.volumeAt(ROOT);
    String other = newVolume();
    world.ec2.createReplaceRootVolumeTask(r -> r.instanceId(world.instanceId).volumeId(other));
    world.clock.advance(Duration.ofMinutes(30));
    assertThat(world.mapping()).containsEntry(ROOT, other).doesNotContainValue(root);
    String onlyRoot = "\"devices\": [\"/dev/xvda\"]";

    assertRefused("%s of %s has %s".formatted(ROOT, world.instanceId, other), onlyRoot);
    assertSucceeded(swap(onlyRoot, "\"replace\": {\"/dev/xvda\": \"%s\"}".formatted(other)));
    assertThat(world.letters()).isEqualTo("DLr");
  }

  @Test
  void aSnapshotOfAnotherTool_isOfTheVolumeThatEc2Names() {
    String manual = world.ec2.createSnapshot(r -> r.volumeId(data)).snapshotId();
    world.clock.advance(Duration.ofHours(1));
    String from = "\"from\": {\"snapshotIds\": [\"%s\"]}".formatted(manual);
    assertSucceeded(swap(from));
    assertSucceeded(swap(from));

    detach(world.volumeAt(DATA));
    assertRefused("no device of %s is known for %s".formatted(world.instanceId, manual), from);
    assertSucceeded(swap(from, "\"replace\": {\"%s\": \"%s\"}".formatted(manual, logs)));
    assertThat(world.letter(world.volumeAt(LOGS))).isEqualTo("D");
  }

  private void changePlaces() {
    detach(data);
    detach(logs);
    attach(data, LOGS);
    attach(logs, DATA);
  }

  private void detach(String volume) {
    world.ec2.detachVolume(r -> r.volumeId(volume));
    pass();
  }

  private void attach(String volume, String device) {
    world.ec2.attachVolume(r -> r.volumeId(volume).instanceId(world.instanceId).device(device));
    pass();
  }

  private void delete(String volume) {
    world.ec2.deleteVolume(r -> r.volumeId(volume));
    pass();
  }

  private void detachedAndDeleted(String volume) {
    assertThat(world.mapping()).doesNotContainValue(volume);
    delete(volume);
  }

  private String newVolume() {
    String id =
        world
            .ec2
            .createVolume(r -> r.availabilityZone("eu-central-1b").size(10).volumeType("gp3"))
            .volumeId();
    pass();
    return id;
  }

  private void pass() {
    world.clock.advance(Duration.ofMinutes(1));
  }

  private String runOfLatestBackup() {
    Map<?, ?> plan = (Map<?, ?>) report(swap(ONLY_DATA, "\"dryRun\": true")).get("plan");
    return (String) ((Map<?, ?>) plan.get("point")).get("run");
  }

  private String backup(String name) {
    Execution backup =
        world.cloud.run(
            "backup",
            Optional.of(name),
            "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\"]}}"
                .formatted(world.instanceId));
    assertSucceeded(backup);
    world.clock.advance(Duration.ofHours(1));
    return runOfLatestBackup();
  }

  private static String from(String run) {
    return "\"from\": {\"run\": \"%s\"}".formatted(run);
  }

  private Execution swap(String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add(RUNNING);
    return restore("swap", all.toArray(String[]::new));
  }

  private Execution restore(String mode, String... fields) {
    restores++;
    return world.cloud.run(
        "restore", Optional.of("restore-" + restores), world.request(mode, fields));
  }

  private static List<?> warnings(Execution execution) {
    return (List<?>) report(execution).get("warnings");
  }

  /** Refused in the same words by the dry run and by the real run, neither of which writes. */
  private void assertRefused(String reason, String... fields) {
    RestoreAssertions.assertRefused(world, reason, this::swap, fields);
  }
}
