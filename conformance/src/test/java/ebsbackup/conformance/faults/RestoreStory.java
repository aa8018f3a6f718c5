package ebsbackup.conformance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** A restore of the latest set, attached to nothing: each volume once, or none is left behind. */
final class RestoreStory implements Story {
  private final WireWorld world = new WireWorld();
  private final String instance = world.launch(new Disk("/dev/xvda", 8), new Disk("/dev/sdf", 10));

  RestoreStory() throws IOException {
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
        "{\"instanceId\": \"%s\", \"from\": {\"latest\": true}, \"mode\": \"create\"}"
            .formatted(instance));
  }

  @Override
  public void holds(Execution ended, Optional<WireFault> fault) {
    assertThat(ended.error()).as(ended.cause().orElse("")).isEmpty();
    List<Volume> made = world.restored();
    assertThat(made).extracting(Volume::size).containsExactlyInAnyOrder(8, 10);
    assertThat(made).allMatch(volume -> volume.state() == VolumeState.AVAILABLE);
    assertThat(made).allMatch(volume -> volume.availabilityZone().equals(WireWorld.ZONE));
  }

  @Override
  public void failsWell(Execution ended) {
    assertThat(world.restored())
        .extracting(Volume::volumeId)
        .allMatch(id -> WireWorld.told(ended).contains(id), "is named");
  }
}
