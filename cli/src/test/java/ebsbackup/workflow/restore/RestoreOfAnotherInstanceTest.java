package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreAssertions.assertSucceeded;
import static ebsbackup.workflow.restore.RestoreAssertions.refusal;
import static ebsbackup.workflow.restore.RestoreWorld.DATA;
import static ebsbackup.workflow.restore.RestoreWorld.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** What belonged to an instance that is gone is restored to another one, in another zone. */
class RestoreOfAnotherInstanceTest {
  private static final String ONLY_DATA = "\"devices\": [\"/dev/sdf\"]";

  private final RestoreWorld world = new RestoreWorld();
  private final String gone = world.instanceId;
  private final String target =
      world
          .ec2
          .launch(
              new Launch("eu-central-1a", List.of(new Disk(ROOT, 8), new Disk(DATA, 10)), Map.of()))
          .instanceId();

  RestoreOfAnotherInstanceTest() {
    world.ec2.terminateInstances(r -> r.instanceIds(gone));
    world.clock.advance(Duration.ofHours(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"latest\": true}",
        "{\"before\": \"2026-03-01T02:00:00Z\"}",
        "{\"run\": \"RUN\"}",
        "{\"snapshotIds\": [\"SNAPSHOT\"]}"
      })
  void theSourcesSet_isAttachedToTheTarget(String from) {
    Snapshot snapshot = snapshotOfData();
    String chosen =
        from.replace("RUN", tag(snapshot, "ebs-backup:run"))
            .replace("SNAPSHOT", snapshot.snapshotId());

    Execution execution =
        from.contains("SNAPSHOT")
            ? restore("attach", "\"from\": " + chosen)
            : restore("attach", "\"from\": " + chosen, ONLY_DATA);

    assertSucceeded(execution);
    assertThat(world.letter(mapping().get("/dev/sdg"))).isEqualTo("d");
    assertThat(RestoreWorld.report(execution).get("availabilityZone")).isEqualTo("eu-central-1a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"latest\": true}", "{\"before\": \"NOW\"}"})
  void aVolumeThatWasASetOnItsOwn_isRestoredAfterItIsGone(String when) {
    String alone =
        world
            .ec2
            .createVolume(r -> r.availabilityZone("eu-central-1b").size(10).volumeType("gp3"))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    assertSucceeded(
        world.cloud.run(
            "backup",
            Optional.of("alone"),
            "{\"plan\": \"alone\", \"select\": {\"volumeIds\": [\"%s\"]}}".formatted(alone)));
    world.ec2.deleteVolume(r -> r.volumeId(alone));
    world.clock.advance(Duration.ofMinutes(1));
    String from = when.replace("NOW", world.clock.instant().toString());
    String old = mapping().get(DATA);

    assertSucceeded(restoreOf(alone, "attach", "\"from\": " + from));
    Execution refused = restoreOf(alone, "swap", "\"from\": " + from, "\"stop\": false");
    assertThat(refusal(refused)).contains("no device of %s is known".formatted(target), "is gone");
    String snapshot =
        snapshots().filter(s -> s.volumeId().equals(alone)).findFirst().orElseThrow().snapshotId();
    assertSucceeded(
        restoreOf(
            alone,
            "swap",
            "\"from\": " + from,
            "\"stop\": false",
            "\"replace\": {\"%s\": \"%s\"}".formatted(snapshot, old)));
    assertThat(mapping()).containsKeys("/dev/sdg");
    assertThat(mapping().get(DATA)).isNotEqualTo(old);
  }

  @Test
  void aSwap_replacesNothingThatTheRequestDoesNotName() {
    String old = mapping().get(DATA);

    assertThat(refusal(swap())).contains("%s of %s has %s".formatted(DATA, target, old));
    assertSucceeded(swap("\"replace\": {\"/dev/sdf\": \"%s\"}".formatted(old)));
    assertThat(world.letter(mapping().get(DATA))).isEqualTo("d");
    assertSucceeded(swap());
  }

  @Test
  void aSwap_goesToAFreeDeviceOnlyIfTheRequestSaysSo() {
    world.ec2.detachVolume(r -> r.volumeId(mapping().get(DATA)));
    world.clock.advance(Duration.ofMinutes(1));

    assertThat(refusal(swap())).contains("%s of %s is free".formatted(DATA, target), "is gone");
    assertSucceeded(swap("\"replace\": {\"/dev/sdf\": \"none\"}"));
  }

  @Test
  void snapshotsOfAnotherSource_areRefused() {
    String snapshot = world.ec2.contents().snapshots().getFirst().snapshotId();

    assertThat(
            refusal(
                world.cloud.run(
                    "restore",
                    Optional.empty(),
                    ("{\"instanceId\": \"%s\", \"source\": \"i-00000000000000abc\","
                            + " \"from\": {\"snapshotIds\": [\"%s\"]}}")
                        .formatted(target, snapshot))))
        .contains("%s belongs to %s, but source is i-00000000000000abc".formatted(snapshot, gone));
  }

  private Execution swap(String... fields) {
    return restore(
        "swap",
        "\"from\": {\"latest\": true}",
        String.join(", ", Stream.concat(Stream.of(ONLY_DATA), Stream.of(fields)).toList()),
        "\"stop\": false");
  }

  private Execution restore(String mode, String... fields) {
    return restoreOf(gone, mode, fields);
  }

  private Execution restoreOf(String source, String mode, String... fields) {
    return world.cloud.run(
        "restore",
        Optional.empty(),
        "{\"instanceId\": \"%s\", \"source\": \"%s\", \"mode\": \"%s\", %s}"
            .formatted(target, source, mode, String.join(", ", fields)));
  }

  private Stream<Snapshot> snapshots() {
    return world.ec2.contents().snapshots().stream();
  }

  private Snapshot snapshotOfData() {
    return snapshots().filter(snapshot -> snapshot.volumeSize() == 10).findFirst().orElseThrow();
  }

  private static String tag(Snapshot snapshot, String key) {
    return snapshot.tags().stream()
        .filter(tag -> tag.key().equals(key))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private Map<String, String> mapping() {
    Instance instance =
        world.ec2.contents().instances().stream()
            .filter(i -> i.instanceId().equals(target))
            .findFirst()
            .orElseThrow();
    Map<String, String> mapping = new TreeMap<>();
    instance.blockDeviceMappings().forEach(m -> mapping.put(m.deviceName(), m.ebs().volumeId()));
    return mapping;
  }
}
