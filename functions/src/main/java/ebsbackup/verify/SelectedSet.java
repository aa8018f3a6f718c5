package ebsbackup.verify;

import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.util.List;

/** A set to verify, with all of its snapshots. */
public record SelectedSet(SetRef set, List<String> snapshotIds) {
  public SelectedSet {
    snapshotIds = List.copyOf(snapshotIds);
  }

  static SelectedSet of(SnapshotSet set) {
    return new SelectedSet(set.ref(), set.snapshots().stream().map(Snapshot::snapshotId).toList());
  }
}
