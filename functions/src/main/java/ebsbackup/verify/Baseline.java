package ebsbackup.verify;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.Verification;
import ebsbackup.ebs.VolumeChange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The snapshot that another one is compared with.
 *
 * @param snapshotId the id of a snapshot of the same volume, in an earlier good set
 */
public record Baseline(String snapshotId, Usual usual) {
  /** One month: older nights say little about what is usual now. */
  private static final int MAX_NIGHTS = 30;

  /** The good sets before the given one, newest first, as {@link #of} expects them. */
  static List<SnapshotSet> before(SnapshotSet set, Collection<SnapshotSet> ofSource) {
    return ofSource.stream()
        .filter(other -> other.startTime().isBefore(set.startTime()) && other.good())
        .sorted(SnapshotSet.BY_AGE.reversed())
        .toList();
  }

  /**
   * Finds the baseline of a snapshot. Empty if the volume has no earlier snapshot that can be read.
   */
  static Optional<Baseline> of(Snapshot snapshot, List<SnapshotSet> before) {
    List<VolumeChange> nights =
        before.stream()
            // A damaged or suspect night counts as usual only after a person has accepted it.
            .filter(other -> other.verification().filter(Verification::alarming).isEmpty())
            .flatMap(other -> ofVolume(other, snapshot))
            .flatMap(each -> Stream.ofNullable(each.tags().get(SetTags.CHANGED)))
            .flatMap(tag -> VolumeChange.read(tag).stream())
            .limit(MAX_NIGHTS)
            .toList();
    return before.stream()
        .flatMap(other -> ofVolume(other, snapshot))
        .filter(each -> !each.archived())
        .findFirst()
        .map(each -> new Baseline(each.snapshotId(), Usual.of(nights)));
  }

  private static Stream<Snapshot> ofVolume(SnapshotSet set, Snapshot snapshot) {
    return set.snapshots().stream().filter(each -> each.volumeId().equals(snapshot.volumeId()));
  }
}
