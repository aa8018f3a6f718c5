package ebsbackup.ebs;

import java.util.Optional;

/**
 * The type, size and performance of a volume.
 *
 * @param type EC2's volume type, for example {@code gp3}
 * @param size in GiB
 * @param iops the provisioned or baseline IOPS, if the type has them
 * @param throughput in MiB/s, if the type has it (gp3)
 * @param multiAttach whether it can be attached to several instances (io1 and io2)
 * @param onOutpost whether it is on an Outpost
 */
public record VolumeSettings(
    String type,
    int size,
    Optional<Integer> iops,
    Optional<Integer> throughput,
    boolean multiAttach,
    boolean onOutpost) {

  /** The settings of a volume in the Region that can be attached to one instance at a time. */
  public VolumeSettings(
      String type, int size, Optional<Integer> iops, Optional<Integer> throughput) {
    this(type, size, iops, throughput, false, false);
  }

  /** A volume of the default type of which only the size is known. */
  static VolumeSettings ofSize(int size) {
    return new VolumeSettings("gp3", size, Optional.empty(), Optional.empty());
  }
}
