package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** A swap of all volumes of a running instance, which is stopped for it and started again. */
final class SwapStory implements Story {
  private final WireWorld world = new WireWorld();
  private final String instance =
      world.launch(new Disk("/dev/xvda", 8), new Disk("/dev/sdf", 10).deletedOnTermination());
  private final Map<String, String> before = world.devices(instance);

  SwapStory() throws IOException {
    world.backUp();
    world.cloud().clock().advance(Duration.ofHours(1));
  }

  @Override
  public WireWorld world() {
    return world;
  }

  @Override
  public Execution run() {
    return world.run(
        "restore",
        "restore-1",
        """
        {"instanceId": "%s", "from": {"latest": true}, "mode": "swap", "stop": true,
         "healthCheck": {"shell": ["true"]}}
        """
            .formatted(instance));
  }

  @Override
  public void holds(Execution ended, Optional<WireFault> fault) {
    assertThat(ended.error()).as(ended.cause().orElse("")).isEmpty();
    Map<String, String> now = world.devices(instance);
    assertThat(now.keySet()).isEqualTo(before.keySet());
    assertThat(now.values()).doesNotContainAnyElementsOf(before.values());
    assertThat(world.restored())
        .extracting(Volume::volumeId)
        .containsExactlyInAnyOrderElementsOf(now.values());
    assertThat(before.values()).allMatch(id -> world.volume(id).state() == VolumeState.AVAILABLE);
    assertThat(world.instance(instance).state().nameAsString()).isEqualTo("running");
    assertThat(world.instance(instance).blockDeviceMappings())
        .filteredOn(mapping -> mapping.ebs().deleteOnTermination())
        .extracting(mapping -> mapping.deviceName())
        .isEqualTo(List.of("/dev/sdf"));
    assertThat(world.safetySnapshots())
        .as("one safety snapshot of each volume")
        .hasSize(2)
        .hasSameElementsAs(Set.copyOf(before.values()));
  }

  @Override
  public void failsWell(Execution ended) {
    boolean manual = ended.error().equals(Optional.of("MANUAL_ACTION"));
    if (manual) {
      assertThat(WireWorld.told(ended)).contains("aws ec2 ");
    } else {
      assertThat(world.devices(instance)).isEqualTo(before);
      assertThat(world.instance(instance).state().nameAsString()).isEqualTo("running");
    }
    assertThat(before.values())
        .allMatch(
            id ->
                Set.of(VolumeState.AVAILABLE, VolumeState.IN_USE)
                    .contains(world.volume(id).state()));
    assertThat(world.restored())
        .extracting(Volume::volumeId)
        .allMatch(id -> WireWorld.told(ended).contains(id), "is named");
  }
}
