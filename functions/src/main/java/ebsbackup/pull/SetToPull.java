package ebsbackup.pull;

import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.util.List;

/**
 * A set to pull, with all of its snapshots at the source.
 *
 * @param failures the number of copies of these snapshots that have failed in this run
 */
public record SetToPull(SetRef set, List<String> snapshotIds, int failures) {
  /** A copy with a permanent problem, such as an unusable key, fails each time. */
  static final int MAX_FAILURES = 3;

  public SetToPull {
    snapshotIds = List.copyOf(snapshotIds);
  }

  static SetToPull of(SnapshotSet set) {
    return new SetToPull(set.ref(), set.snapshots().stream().map(Snapshot::snapshotId).toList(), 0);
  }

  SetToPull plusFailures(int more) {
    return new SetToPull(set, snapshotIds, failures + more);
  }

  boolean failedTooOften() {
    return failures >= MAX_FAILURES;
  }

  /** The number of the next attempt at one of its copies. */
  int attempt() {
    return failures + 1;
  }
}
