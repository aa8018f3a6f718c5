package ebsbackup.verify;

import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SnapshotSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A set to verify, with all of its snapshots.
 *
 * @param attempts the number of attempts that ended without a verdict for a reason that may pass
 */
public record SelectedSet(SetRef set, List<Selected> snapshots, int attempts) {
  public SelectedSet {
    snapshots = List.copyOf(snapshots);
  }

  /**
   * A snapshot of the set.
   *
   * @param baseline absent if there is no snapshot to compare it with
   */
  public record Selected(String snapshotId, Optional<Baseline> baseline) {}

  static SelectedSet of(SnapshotSet set, Collection<SnapshotSet> ofSource) {
    List<SnapshotSet> before = Baseline.before(set, ofSource);
    return new SelectedSet(
        set.ref(),
        set.snapshots().stream()
            .map(each -> new Selected(each.snapshotId(), Baseline.of(each, before)))
            .toList(),
        0);
  }

  SelectedSet plusAttempt() {
    return new SelectedSet(set, snapshots, attempts + 1);
  }

  List<String> snapshotIds() {
    return snapshots.stream().map(Selected::snapshotId).toList();
  }

  Optional<Baseline> baseline(String snapshotId) {
    return snapshots.stream()
        .filter(each -> each.snapshotId().equals(snapshotId))
        .flatMap(each -> each.baseline().stream())
        .findFirst();
  }
}
