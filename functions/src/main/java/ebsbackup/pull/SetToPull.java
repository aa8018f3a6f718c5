package ebsbackup.pull;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set to pull, with all of its snapshots at the source.
 *
 * @param failures how many copies of a snapshot have failed in this run, by the snapshot's id; a
 *     snapshot without a failure is absent
 */
public record SetToPull(SetRef set, List<String> snapshotIds, Map<String, Integer> failures) {
  /**
   * A copy with a permanent problem, such as an unusable key, fails each time. The failures of each
   * snapshot count separately, because the copies of a large set may all fail once for a passing
   * reason.
   */
  static final int MAX_FAILURES = 3;

  public SetToPull {
    snapshotIds = List.copyOf(snapshotIds);
    failures = Map.copyOf(failures);
  }

  static SetToPull of(SnapshotSet set) {
    return new SetToPull(
        set.ref(), set.snapshots().stream().map(Snapshot::snapshotId).toList(), Map.of());
  }

  /**
   * Counts failed copies. Only the present attempt of each snapshot counts, because EC2 may still
   * list the copy of an earlier one after its deletion.
   */
  SetToPull plusFailed(Collection<Snapshot> copies) {
    Map<String, Integer> more = new TreeMap<>(failures);
    copies.stream()
        .flatMap(copy -> copy.copyOf().stream())
        .filter(this::isPresentAttempt)
        .forEach(copy -> more.put(copy.snapshotId(), copy.attempt()));
    return new SetToPull(set, snapshotIds, more);
  }

  private boolean isPresentAttempt(CopyOf copy) {
    return copy.attempt() == attempt(copy.snapshotId());
  }

  /** How many more copies of this set have failed than before. */
  int failuresSince(SetToPull before) {
    return sum() - before.sum();
  }

  private int sum() {
    return failures.values().stream().mapToInt(Integer::intValue).sum();
  }

  boolean failedTooOften(String snapshotId) {
    return attempt(snapshotId) > MAX_FAILURES;
  }

  /** The number of the next attempt at a copy of the snapshot. */
  int attempt(String snapshotId) {
    return failures.getOrDefault(snapshotId, 0) + 1;
  }
}
