package ebsbackup.restore;

import ebsbackup.ebs.Snapshot;
import java.util.Optional;

/**
 * A snapshot, and what is known of the volume that it was taken of.
 *
 * @param was absent if neither tags nor EC2 know the volume
 */
record BackedUpVolume(Snapshot snapshot, Optional<VolumeProfile> was) {

  String snapshotId() {
    return snapshot.snapshotId();
  }

  String volumeId() {
    return snapshot.volumeId();
  }

  Optional<String> device() {
    return was.flatMap(VolumeProfile::device);
  }

  /** How a request names it: by its device, or by its snapshot where no device is known. */
  String name() {
    return device().orElse(snapshot.snapshotId());
  }
}
