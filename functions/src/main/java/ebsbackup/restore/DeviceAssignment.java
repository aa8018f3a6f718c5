package ebsbackup.restore;

import java.util.Optional;

/**
 * A device of the instance and the new volume for it.
 *
 * @param snapshotId the new volume is made from this snapshot
 * @param deleteOnTermination the flag of the new volume
 * @param replaces the volume that is at the device now
 */
public record DeviceAssignment(
    String snapshotId,
    String device,
    boolean deleteOnTermination,
    Optional<Placing.Replaced> replaces) {

  /** The same with another volume that makes room. */
  DeviceAssignment replacing(Optional<Placing.Replaced> old) {
    return new DeviceAssignment(snapshotId, device, deleteOnTermination, old);
  }
}
