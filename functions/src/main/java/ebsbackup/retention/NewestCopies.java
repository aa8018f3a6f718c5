package ebsbackup.retention;

import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * When the newest copy of each volume was taken. EC2 copies only what has changed since the newest
 * copy, as long as that exists; without it, the next copy would be a full one.
 * https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
 */
record NewestCopies(Map<String, Instant> byVolume) {

  static NewestCopies of(List<SnapshotSet> sets) {
    return new NewestCopies(
        sets.stream()
            .flatMap(set -> set.snapshots().stream())
            .filter(NewestCopies::counts)
            .collect(
                Collectors.toMap(
                    Snapshot::volumeId,
                    Snapshot::startTime,
                    BinaryOperator.maxBy(Comparator.naturalOrder()))));
  }

  private static boolean counts(Snapshot snapshot) {
    return snapshot.completed() && snapshot.copyOf().isPresent();
  }

  /** Why the set must stay; empty if each of its volumes has a newer copy. */
  Optional<String> in(SnapshotSet set) {
    return set.snapshots().stream()
        .filter(s -> s.startTime().equals(byVolume.get(s.volumeId())))
        .findFirst()
        .map(
            s ->
                "held: the newest copy of %s, without which the next would be a full one (%s)"
                    .formatted(s.volumeId(), s.snapshotId()));
  }
}
