package ebsbackup.restore;

import ebsbackup.ebs.Snapshot;

/** A snapshot of a volume, taken before a swap replaces it. */
public record SafetySnapshot(String snapshotId, String volumeId, String state) {
  static SafetySnapshot of(Snapshot snapshot) {
    return new SafetySnapshot(snapshot.snapshotId(), snapshot.volumeId(), snapshot.state());
  }
}
