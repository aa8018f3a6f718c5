package ebsbackup.prune;

import ebsbackup.aws.SnapshotBlocks;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AwsCallException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists the neighbors of the snapshots to delete, and compares them. */
final class SnapshotComparison {
  private final SnapshotReader snapshots;
  private final SnapshotBlocks blocks;

  SnapshotComparison(Wiring wiring) {
    snapshots = wiring.snapshots();
    blocks = wiring.snapshotBlocks();
  }

  /** How much the deletions free, as far as the budget allows and EC2 answers. */
  FreedBytes of(List<Deletion> deletions, RequestBudget budget) {
    FreedBytes freed =
        new FreedBytes(
            (first, second) -> blocks.changed(first, second, budget),
            id -> blocks.count(id, budget),
            "the rest would take more than %d requests or %s for one page"
                .formatted(
                    EstimateFreedBytesHandler.MAX_REQUESTS, EstimateFreedBytesHandler.PATIENCE));
    Set<String> ids =
        deletions.stream()
            .flatMap(deletion -> deletion.snapshotIds().stream())
            .collect(Collectors.toSet());
    try {
      ConsecutiveDeletions.of(withNeighbors(ids, freed), ids).forEach(freed::add);
    } catch (AwsCallException e) {
      // This affects every comparison (no access, throttling, no response), so further calls do not
      // help.
      freed.problem(String.valueOf(e.getMessage()));
    }
    return freed;
  }

  /** All of the account's snapshots of the same volumes. */
  private List<Snapshot> withNeighbors(Set<String> ids, FreedBytes freed) {
    List<Snapshot> found = snapshots.byIds(List.copyOf(ids));
    found.stream()
        .filter(snapshot -> !ConsecutiveDeletions.sharesBlocks(snapshot))
        .forEach(
            s -> freed.problem("%s is archived or in the state error".formatted(s.snapshotId())));
    return snapshots.ofVolumes(found.stream().map(Snapshot::volumeId).distinct().toList());
  }
}
