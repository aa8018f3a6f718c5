package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The contract as the embedded EC2 keeps it. */
class EmbeddedEc2ContractTest extends Ec2Contract {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));

  @Override
  Ec2Client ec2() {
    return ec2;
  }

  @Override
  String launch(String marker, int dataVolumes) {
    List<Disk> disks = new ArrayList<>();
    disks.add(new Disk("/dev/xvda", 8).tagged("Contract", marker));
    for (int i = 0; i < dataVolumes; i++) {
      disks.add(new Disk("/dev/sd" + (char) ('f' + i), 10).tagged("Contract", marker));
    }
    return ec2.launch(new Launch(zone(), disks, Map.of("Contract", marker))).instanceId();
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
  }

  @Override
  String zone() {
    return "eu-central-1b";
  }

  @Override
  String otherZone() {
    return "eu-central-1c";
  }
}
