package ebsbackup.verify;

import ebsbackup.blocks.BlockSource;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.VolumeChange;
import ebsbackup.report.Quantity;
import ebsbackup.request.VerifyRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The cost and time of making the manifests that are due.
 *
 * @param snapshots the number of snapshots without a manifest; {@code whole} of them have no
 *     earlier manifest to build on, and {@code tooLarge} exceed the limits of one run and get no
 *     manifest
 * @param blocks the most blocks to read for the snapshots that are not too large
 * @param seconds the time to read the blocks
 * @param runs the number of verification runs
 */
public record ManifestEstimate(
    int snapshots, int whole, int tooLarge, long blocks, long seconds, String cost, long runs) {
  /** The throughput of Lambda's network, 625 Mbps. */
  static final int BLOCKS_A_SECOND = 150;

  private static final long MAX_IN_A_RUN = SelectSetsHandler.LONGEST.toSeconds() * BLOCKS_A_SECOND;

  /** The ids of the snapshots whose number of blocks must be looked up. */
  static List<String> toLookUp(Collection<SnapshotSet> sets) {
    Map<String, Snapshot> byId = byId(sets);
    return ManifestSelection.all(sets).stream()
        .filter(due -> changed(due, byId).isEmpty())
        .map(DueManifest::snapshotId)
        .toList();
  }

  /**
   * Computes the estimate.
   *
   * @param fullSizes in bytes, by snapshot id; for a missing entry, the size of the volume counts
   */
  static ManifestEstimate of(
      Collection<SnapshotSet> sets, Map<String, Long> fullSizes, VerifyRequest request) {
    Map<String, Snapshot> byId = byId(sets);
    long most = Math.min(MAX_IN_A_RUN, request.maxManifestRequests());
    List<DueManifest> due = ManifestSelection.all(sets);
    List<Long> fitting =
        due.stream()
            .map(each -> changed(each, byId).orElseGet(() -> full(each, byId, fullSizes)))
            .filter(blocks -> blocks <= most)
            .toList();
    long blocks = fitting.stream().mapToLong(Long::longValue).sum();
    return new ManifestEstimate(
        due.size(),
        (int) due.stream().filter(each -> each.base().isEmpty()).count(),
        due.size() - fitting.size(),
        blocks,
        Math.ceilDiv(blocks, BLOCKS_A_SECOND),
        ManifestReport.cost(blocks),
        Math.ceilDiv(blocks, most));
  }

  /** The number of changed blocks that the verification found, if an earlier manifest exists. */
  private static Optional<Long> changed(DueManifest due, Map<String, Snapshot> byId) {
    return due.base()
        .flatMap(
            base -> Optional.ofNullable(byId.get(due.snapshotId()).tags().get(SetTags.CHANGED)))
        .flatMap(VolumeChange::read)
        .map(VolumeChange::changed);
  }

  private static long full(
      DueManifest due, Map<String, Snapshot> byId, Map<String, Long> fullSizes) {
    long volume = (long) byId.get(due.snapshotId()).volumeSize() << 30;
    return Math.ceilDiv(
        fullSizes.getOrDefault(due.snapshotId(), volume), (long) BlockSource.BLOCK_SIZE);
  }

  private static Map<String, Snapshot> byId(Collection<SnapshotSet> sets) {
    return sets.stream()
        .flatMap(set -> set.snapshots().stream())
        .collect(Collectors.toMap(Snapshot::snapshotId, Function.identity()));
  }

  String words() {
    return "manifests for %s, reading every block of %d: at most %s, %s, about %s in %s%s"
        .formatted(
            Quantity.of(snapshots, "snapshot"),
            whole,
            Quantity.of(blocks, "block"),
            cost,
            Duration.ofSeconds(seconds),
            Quantity.of(runs, "run"),
            tooLarge == 0
                ? ""
                : "; %s more than a run may take and %s none"
                    .formatted(
                        Quantity.of(tooLarge, "snapshot") + (tooLarge == 1 ? " needs" : " need"),
                        tooLarge == 1 ? "gets" : "get"));
  }
}
