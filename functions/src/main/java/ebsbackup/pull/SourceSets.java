package ebsbackup.pull;

import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.DescribedSets;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.CopySource;
import java.util.List;

/** Reads the sets at the source. Every method throws {@link AwsCallException}. */
final class SourceSets {
  private final CopySource from;
  private final SnapshotReader snapshots;

  SourceSets(Wiring wiring, CopySource from) {
    this.from = from;
    snapshots = wiring.snapshotsIn(from.region(), from.account());
  }

  /** All sets of the plan, good or not. */
  List<SnapshotSet> all() {
    return sets(
        from.account().isEmpty() ? snapshots.ofPlan(from.plan()).snapshots() : snapshots.all());
  }

  /** The sets of the plan that these snapshots currently form. */
  List<SnapshotSet> of(List<String> snapshotIds) {
    return sets(snapshots.byIds(snapshotIds));
  }

  private List<SnapshotSet> sets(List<Snapshot> listed) {
    return from
        .account()
        .map(account -> DescribedSets.of(listed, account))
        .orElseGet(() -> SnapshotSets.of(listed).sets())
        .stream()
        .filter(set -> set.tags().plan().equals(from.plan()))
        .toList();
  }
}
