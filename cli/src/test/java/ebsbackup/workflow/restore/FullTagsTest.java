package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreWorld.DATA;
import static ebsbackup.workflow.restore.RestoreWorld.report;
import static ebsbackup.workflow.restore.RestoreWorld.tags;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.restore.CallFault.Kind;
import embeddedcloud.AwsCall;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Volumes and snapshots without a place for one more tag. */
class FullTagsTest {
  private static final String SWAP = "\"devices\": [\"/dev/sdf\"], \"stop\": false";

  private static final Set<String> TAGGING = Set.of("MarkResources", "UnmarkResources");

  private final RestoreWorld world = new RestoreWorld();

  @ParameterizedTest
  @ValueSource(ints = {47, 48, 49, 50})
  void aVolumeWithManyTags_isSwapped_andKeepsThemAll(int count) {
    world.tagUpTo(DATA, count);
    String old = world.volumeAt(DATA);
    Map<String, String> before = tags(world.volume(old));

    Execution execution = world.restore("swap", SWAP);

    assertThat(report(execution).get("status")).isEqualTo("SUCCEEDED");
    assertThat(world.letter(world.volumeAt(DATA))).isEqualTo("d");
    Map<String, String> after = tags(world.volume(old));
    assertThat(after).containsAllEntriesOf(before).doesNotContainKey("ebs-backup:restoring");
    assertThat(after.containsKey("ebs-backup:replaced")).isEqualTo(count < 50);
    Map<String, String> restored = tags(world.volume(world.volumeAt(DATA)));
    assertThat(restored).hasSizeLessThanOrEqualTo(50).containsEntry("Name", "data");
    restored.keySet().removeIf(key -> key.startsWith("ebs-backup:"));
    assertThat(restored).hasSize(Math.min(count, 48));
  }

  @Test
  void theDryRun_saysWhichTagMakesRoom_andWhatTheNewVolumeDoesNotGet() {
    world.tagUpTo(DATA, 50);

    Execution execution = world.restore("swap", SWAP, "\"dryRun\": true");

    assertThat(String.valueOf(report(execution)))
        .contains("its tag tag-49=value 49 is removed and restored at the end")
        .contains("it does not get 2 tags (tag-48, tag-49)");
  }

  @ParameterizedTest
  @ValueSource(ints = {49, 50})
  void whicheverCallAboutTagsGoesWrong_theVolumeHasItsTagsAgain(int count) {
    List<AwsCall> calls = disturbed(count, -1, Kind.REFUSED);
    for (int strike = 0; strike < calls.size(); strike++) {
      if (TAGGING.contains(CallFault.stepOf(calls.get(strike)))) {
        for (Kind kind : Kind.values()) {
          if (!kind.lasting()) {
            disturbed(count, strike, kind);
          }
        }
      }
    }
  }

  private static List<AwsCall> disturbed(int count, int strike, Kind kind) {
    RestoreWorld world = new RestoreWorld();
    world.tagUpTo(DATA, count);
    String old = world.volumeAt(DATA);
    Map<String, String> before = tags(world.volume(old));
    CallFault fault = new CallFault(strike, kind);
    world.cloud.onCall(fault);

    Execution execution = world.restore("swap", SWAP);

    assertThat(tags(world.volume(old)))
        .as("call %d, %s, %s", strike, kind, execution.cause())
        .containsAllEntriesOf(before)
        .doesNotContainKey("ebs-backup:restoring");
    return fault.calls();
  }

  @Test
  void aClaimsVolume_isRestoredWithAllItsTags_alsoWhenItIsGone() {
    Map<String, String> claim = new TreeMap<>();
    for (String key :
        List.of(
            "CSIVolumeName",
            "ebs.csi.aws.com/cluster",
            "KubernetesCluster",
            "kubernetes.io/cluster/prod-eu",
            "kubernetes.io/created-for/pv/name",
            "kubernetes.io/created-for/pvc/name",
            "kubernetes.io/created-for/pvc/namespace")) {
      claim.put(key, "pvc-3f2a7c1e-6b0d-4c57-9a55-0e7c2f7f3a10 " + key);
    }
    String old = world.volumeAt(DATA);
    world.ec2.createTags(
        request ->
            request
                .resources(old)
                .tags(
                    claim.entrySet().stream()
                        .map(e -> Tag.builder().key(e.getKey()).value(e.getValue()).build())
                        .toList()));
    backup(world.instanceId);
    world.ec2.detachVolume(request -> request.volumeId(old));
    world.clock.advance(Duration.ofMinutes(1));
    world.ec2.deleteVolume(request -> request.volumeId(old));
    world.clock.advance(Duration.ofMinutes(1));

    Execution execution = world.restore("create", "\"devices\": [\"/dev/sdf\"]");

    assertThat(report(execution).get("status")).isEqualTo("SUCCEEDED");
    assertThat(world.volumes())
        .filteredOn(volume -> tags(volume).containsKey("ebs-backup:restore"))
        .singleElement()
        .satisfies(volume -> assertThat(tags(volume)).containsAllEntriesOf(claim));
  }

  @Test
  void aSetOfManyNamedVolumes_canBeHeldAndRestored() {
    String instanceId =
        world
            .ec2
            .launch(
                new Launch(
                    "eu-central-1b",
                    IntStream.range(0, 40)
                        .mapToObj(
                            i ->
                                new Disk(device(i), 1)
                                    .tagged(
                                        "Name", "a long name of volume %d ".formatted(i).repeat(9)))
                        .toList(),
                    Map.of()))
            .instanceId();
    world.clock.advance(Duration.ofMinutes(1));
    backup(instanceId);
    List<String> snapshots =
        world.ec2.contents().snapshots().stream()
            .filter(s -> s.tags().stream().anyMatch(t -> t.value().equals(instanceId)))
            .map(Snapshot::snapshotId)
            .toList();
    assertThat(snapshots).hasSize(40);
    world.ec2.createTags(
        request ->
            request
                .resources(snapshots)
                .tags(Tag.builder().key("ebs-backup:hold").value("Ann").build()));

    Execution execution =
        world.cloud.run(
            "restore",
            Optional.of("many"),
            "{\"instanceId\": \"%s\", \"from\": {\"latest\": true}, \"devices\": [\"%s\"]}"
                .formatted(instanceId, device(7)));

    assertThat(report(execution).get("status")).isEqualTo("SUCCEEDED");
  }

  private static String device(int number) {
    return number == 0
        ? "/dev/xvda"
        : "/dev/xvd" + (char) ('b' + number / 26) + (char) ('a' + number % 26);
  }

  private void backup(String instanceId) {
    Execution backup =
        world.cloud.run(
            "backup",
            Optional.of("second"),
            "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\"]}}".formatted(instanceId));
    assertThat(backup.error()).isEmpty();
    world.clock.advance(Duration.ofHours(1));
  }

  @Test
  void aSnapshotWithFiftyTags_isRestoredWithoutAMark() {
    for (Snapshot snapshot : world.ec2.contents().snapshots()) {
      List<Tag> more =
          IntStream.range(snapshot.tags().size(), 50)
              .mapToObj(i -> Tag.builder().key("more-" + i).value("").build())
              .toList();
      world.ec2.createTags(request -> request.resources(snapshot.snapshotId()).tags(more));
    }

    Execution execution = world.restore("create");

    assertThat(report(execution).get("status")).isEqualTo("SUCCEEDED");
    assertThat(String.valueOf(report(execution).get("warnings")))
        .contains("ebs-backup:restoring cannot be added to ");
  }
}
