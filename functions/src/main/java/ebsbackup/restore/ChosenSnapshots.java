package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.RestoreFrom;
import ebsbackup.request.RestoreRequest;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The snapshots that a request asks for.
 *
 * @param point the set that they belong to; absent if the request names snapshots
 */
record ChosenSnapshots(Optional<RestorePoint> point, List<Snapshot> snapshots) {

  ChosenSnapshots {
    snapshots = List.copyOf(snapshots);
  }

  /**
   * Chooses the snapshots.
   *
   * @param found the snapshots that the request names, or otherwise all snapshots of the source
   * @throws RestoreRefusedException if something does not exist or is not good; it names that
   */
  static ChosenSnapshots of(RestoreRequest request, List<Snapshot> found, Instant now) {
    String source = request.backedUp();
    return switch (request.from()) {
      case RestoreFrom.SnapshotIds named ->
          new ChosenSnapshots(Optional.empty(), named(named.snapshotIds(), found, request));
      case RestoreFrom.OfRun of ->
          members(RestorePoint.ofRun(source, SnapshotSets.of(found).sets(), of.run()), request);
      case RestoreFrom.Before before ->
          members(
              RestorePoint.before(source, SnapshotSets.of(found).sets(), before.time()), request);
      case RestoreFrom.Latest latest ->
          members(RestorePoint.before(source, SnapshotSets.of(found).sets(), now), request);
    };
  }

  List<String> snapshotIds() {
    return snapshots.stream().map(Snapshot::snapshotId).toList();
  }

  /** The ids of the volumes that the snapshots were taken from. */
  List<String> volumeIds() {
    return snapshots.stream().map(Snapshot::volumeId).distinct().toList();
  }

  /**
   * The snapshots of a set, in the order of its members. A volume that was attached between
   * planning and snapshot has a snapshot, but is not a member of the set.
   */
  private static ChosenSnapshots members(RestorePoint point, RestoreRequest request) {
    SnapshotSet set = point.set();
    List<String> devices = request.devices();
    Set<String> known = new HashSet<>();
    set.tags().members().forEach(member -> member.device().ifPresent(known::add));
    for (String device : devices) {
      if (!known.contains(device)) {
        throw new RestoreRefusedException(
            "the set of run %s has no volume at %s, only at %s"
                .formatted(set.tags().run(), device, known.stream().sorted().toList()));
      }
    }
    List<Snapshot> members =
        set.tags().members().stream()
            .filter(
                member ->
                    devices.isEmpty() || member.device().filter(devices::contains).isPresent())
            .flatMap(
                member ->
                    set.snapshots().stream().filter(s -> s.volumeId().equals(member.volumeId())))
            .toList();
    return new ChosenSnapshots(Optional.of(point), members);
  }

  private static void checkSource(Snapshot snapshot, String source) {
    SetTags.read(snapshot.tags())
        .map(SetTags::source)
        .filter(other -> !other.equals(source))
        .ifPresent(
            other -> {
              throw new RestoreRefusedException(
                  "%s belongs to %s, but source is %s"
                      .formatted(snapshot.snapshotId(), other, source));
            });
  }

  private static List<Snapshot> named(
      List<String> ids, List<Snapshot> found, RestoreRequest request) {
    Map<String, Snapshot> byId =
        found.stream().collect(Collectors.toMap(Snapshot::snapshotId, Function.identity()));
    List<Snapshot> named =
        ids.stream()
            .map(
                id ->
                    Optional.ofNullable(byId.get(id))
                        .orElseThrow(
                            () ->
                                new RestoreRefusedException(
                                    id
                                        + request
                                            .owner()
                                            .map(" is not shared with this account by "::concat)
                                            .orElse(
                                                " does not exist, or does not belong to this"
                                                    + " account"))))
            .toList();
    if (!request.source().equals(request.instanceId())) {
      named.forEach(snapshot -> checkSource(snapshot, request.source()));
    }
    return named;
  }
}
