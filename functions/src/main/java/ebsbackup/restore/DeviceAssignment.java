package ebsbackup.restore;

import java.util.Optional;

/**
 * A device of the instance and the new volume for it.
 *
 * @param snapshotId the snapshot that the new volume is created from
 * @param deleteOnTermination the flag for the new volume
 * @param replaces the volume that has the device now
 */
public record DeviceAssignment(
    String snapshotId,
    String device,
    boolean deleteOnTermination,
    Optional<Placing.Replaced> replaces) {

  /** Returns a copy that replaces another volume. */
  DeviceAssignment replacing(Optional<Placing.Replaced> old) {
    return new DeviceAssignment(snapshotId, device, deleteOnTermination, old);
  }
}
