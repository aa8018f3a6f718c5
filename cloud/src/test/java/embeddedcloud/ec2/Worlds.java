package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.time.VirtualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Small worlds to test with. */
final class Worlds {
  static final int MIB = 1024 * 1024;
  static final String ZONE = "eu-central-1b";

  private Worlds() {}

  static VirtualClock clock() {
    return new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  }

  static Ec2Settings settings() {
    return Ec2Settings.of("eu-central-1", "111122223333");
  }

  static EmbeddedEc2 ec2(Ec2Settings settings, VirtualClock clock) {
    return new EmbeddedEc2(settings, clock, BlockStore.inMemory(clock, MIB));
  }

  /** An instance with a root of 8 GiB and data volumes of 10 GiB each; the ids of the volumes. */
  static List<String> launch(EmbeddedEc2 ec2, int dataVolumes) {
    List<Disk> disks = new ArrayList<>();
    disks.add(new Disk("/dev/xvda", 8).deletedOnTermination());
    for (int i = 0; i < dataVolumes; i++) {
      disks.add(new Disk("/dev/sd" + (char) ('f' + i), 10));
    }
    return ec2
        .launch(new Launch(ZONE, disks, Map.of("Backup", "daily")))
        .blockDeviceMappings()
        .stream()
        .map(mapping -> mapping.ebs().volumeId())
        .toList();
  }

  static byte[] filled(int length, char with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}
