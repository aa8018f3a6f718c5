package ebsbackup.restore;

import ebsbackup.ebs.Snapshot;
import java.util.Optional;

/**
 * A snapshot and what is known about the volume that it was taken from.
 *
 * @param was absent if neither the tags nor EC2 describe the volume
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

  /** The name of the volume in a request: its device, or its snapshot if no device is known. */
  String name() {
    return device().orElse(snapshot.snapshotId());
  }
}
