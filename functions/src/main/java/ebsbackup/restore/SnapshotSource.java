package ebsbackup.restore;

import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetDescription;
import ebsbackup.ebs.SharedSnapshots;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.RestoreFrom;
import ebsbackup.request.RestoreRequest;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lists the snapshots that a request can choose from: this account's own, or those that another
 * account shares.
 */
final class SnapshotSource {
  private final Wiring wiring;

  SnapshotSource(Wiring wiring) {
    this.wiring = wiring;
  }

  /**
   * Lists the snapshots.
   *
   * @return the snapshots that the request names, or otherwise all snapshots of the source
   * @throws RestoreRefusedException if a named snapshot of another account claims to belong to a
   *     set that its description does not match
   */
  List<Snapshot> of(RestoreRequest request) {
    return request
        .owner()
        .map(owner -> shared(request, owner))
        .orElseGet(() -> own(request, wiring.snapshots()));
  }

  private static List<Snapshot> own(RestoreRequest request, SnapshotReader snapshots) {
    return request.from() instanceof RestoreFrom.SnapshotIds named
        ? snapshots.byIds(named.snapshotIds())
        : snapshots.ofSource(request.source());
  }

  private List<Snapshot> shared(RestoreRequest request, String owner) {
    SnapshotReader snapshots = wiring.snapshotsOf(owner);
    if (!(request.from() instanceof RestoreFrom.SnapshotIds from)) {
      // With spaces around it, as in the description.
      String source = " " + request.source() + " ";
      return SharedSnapshots.read(snapshots.describedWith(source), owner);
    }
    List<Snapshot> named = snapshots.byIds(from.snapshotIds());
    List<Snapshot> ofTheirSets =
        named.stream()
            .flatMap(snapshot -> SetDescription.claimed(snapshot.description()).stream())
            .distinct()
            .flatMap(claimed -> snapshots.describedWith(claimed).stream())
            .toList();
    List<Snapshot> all = Stream.concat(named.stream(), ofTheirSets.stream()).distinct().toList();
    List<Snapshot> read =
        SharedSnapshots.read(all, owner).stream()
            .filter(snapshot -> from.snapshotIds().contains(snapshot.snapshotId()))
            .toList();
    read.forEach(SnapshotSource::check);
    return read;
  }

  private static void check(Snapshot snapshot) {
    if (snapshot.tags().isEmpty() && SetDescription.claimed(snapshot.description()).isPresent()) {
      throw new RestoreRefusedException(
          "the description of %s does not match: it was changed, or not all snapshots of its set are shared"
              .formatted(snapshot.snapshotId()));
    }
  }
}
