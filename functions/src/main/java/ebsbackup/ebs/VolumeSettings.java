package ebsbackup.ebs;

import java.util.Optional;

/**
 * What kind of volume it is, and how it performs.
 *
 * @param type EC2's volume type, such as {@code gp3}
 * @param size in GiB
 * @param iops provisioned or baseline I/O operations a second, where the type has them
 * @param throughput in MiB/s, where the type has it (gp3)
 * @param multiAttach whether it can be attached to several instances (io1 and io2)
 * @param onOutpost whether it is on an Outpost, for instances there
 */
public record VolumeSettings(
    String type,
    int size,
    Optional<Integer> iops,
    Optional<Integer> throughput,
    boolean multiAttach,
    boolean onOutpost) {

  /** Those of a volume in the Region, for one instance at a time. */
  public VolumeSettings(
      String type, int size, Optional<Integer> iops, Optional<Integer> throughput) {
    this(type, size, iops, throughput, false, false);
  }
}
