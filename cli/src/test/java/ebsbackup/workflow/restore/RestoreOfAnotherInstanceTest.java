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
  @ValueSource(strings = {"{\"latest\": true}", "{\"before\": \"2026-03-01T02:00:00Z\"}"})
  void theSourcesSet_isAttachedToTheTarget(String from) {
    Execution execution = restore("attach", "\"from\": " + from, ONLY_DATA);

    assertSucceeded(execution);
    assertThat(world.letter(mapping().get("/dev/sdg"))).isEqualTo("d");
    assertThat(RestoreWorld.report(execution).get("availabilityZone")).isEqualTo("eu-central-1a");
  }

  @Test
  void aSwap_replacesNothingThatTheRequestDoesNotName() {
    String old = mapping().get(DATA);

    assertThat(refusal(swap())).contains("%s of %s holds %s".formatted(DATA, target, old));
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
        .contains("%s is of %s, and source is i-00000000000000abc".formatted(snapshot, gone));
  }

  private Execution swap(String... fields) {
    return restore(
        "swap",
        "\"from\": {\"latest\": true}",
        String.join(", ", Stream.concat(Stream.of(ONLY_DATA), Stream.of(fields)).toList()),
        "\"stop\": false");
  }

  private Execution restore(String mode, String... fields) {
    return world.cloud.run(
        "restore",
        Optional.empty(),
        "{\"instanceId\": \"%s\", \"source\": \"%s\", \"mode\": \"%s\", %s}"
            .formatted(target, gone, mode, String.join(", ", fields)));
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
