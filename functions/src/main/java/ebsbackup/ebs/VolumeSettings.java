package ebsbackup.ebs;

import java.util.Optional;

/**
 * What makes a volume perform as it does.
 *
 * @param type EC2's volume type, such as {@code gp3}
 * @param size in GiB
 * @param iops provisioned or baseline I/O operations a second, where the type has them
 * @param throughput in MiB/s, where the type has it (gp3)
 */
public record VolumeSettings(
    String type, int size, Optional<Integer> iops, Optional<Integer> throughput) {
  public VolumeSettings {
    iops = iops == null ? Optional.empty() : iops;
    throughput = throughput == null ? Optional.empty() : throughput;
  }
}
