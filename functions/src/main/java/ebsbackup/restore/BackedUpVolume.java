package ebsbackup.restore;

import ebsbackup.ebs.Snapshot;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** The usual name of the volume in a request: its device, or its snapshot if none is known. */
  String name() {
    return device().orElse(snapshot.snapshotId());
  }

  /** The key that names the volume in a request; the snapshot id comes before the device. */
  Optional<String> keyIn(Map<String, String> map) {
    return Stream.of(snapshot.snapshotId(), name()).filter(map::containsKey).findFirst();
  }
}
