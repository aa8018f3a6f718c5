package ebsbackup.watch;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a report needs to know about a set.
 *
 * @param point the time that a restore of it goes back to, and since when it can be restored
 * @param volumes the volumes that it contains
 * @param region where the original was created, if it is a copy
 * @param verified the verdict of a verification, if one of its snapshots has one
 * @param sharedWith the accounts that it may be shared with, separated by spaces
 * @param objection why it cannot be relied on; absent if it is good
 * @param reliedUntil until when it was relied on, if a verification has ended that
 * @param hopeless whether it is not good and will not become good
 */
record JudgedSet(
    String plan,
    String run,
    String source,
    RestorePoints.Point point,
    List<Held> volumes,
    Optional<String> region,
    Optional<String> verified,
    Optional<String> sharedWith,
    Optional<String> objection,
    Optional<Instant> reliedUntil,
    boolean hopeless) {

  /** Oldest first. */
  static final Comparator<JudgedSet> BY_AGE = Comparator.comparing(JudgedSet::time);

  JudgedSet {
    volumes = List.copyOf(volumes);
  }

  /** A volume in a set. */
  record Held(String volumeId, int gib) {}

  /**
   * Extracts what is needed from a set.
   *
   * @param objection why the set cannot be relied on; absent if it is good
   * @param against since when a verification speaks against the set
   * @param once returns the same instance for equal lists, because the sets of a source mostly
   *     contain the same volumes
   */
  static JudgedSet of(
      SnapshotSet set,
      Optional<String> objection,
      Optional<Instant> against,
      UnaryOperator<List<Held>> once) {
    RestorePoints.Point point = RestorePoints.Point.of(set);
    return new JudgedSet(
        set.tags().plan(),
        set.tags().run(),
        set.tags().source(),
        point,
        once.apply(
            set.snapshots().stream()
                .map(snapshot -> new Held(snapshot.volumeId(), snapshot.volumeSize()))
                .toList()),
        set.snapshots().stream().flatMap(s -> s.copyOf().stream()).map(CopyOf::region).findFirst(),
        tag(set, SetTags.VERIFIED),
        tag(set, SetTags.SHARE_WITH),
        objection,
        against.filter(since -> set.good() && since.isAfter(point.safeSince())),
        objection.isPresent() && (!set.pending() || set.failed()));
  }

  private static Optional<String> tag(SnapshotSet set, String key) {
    return set.snapshots().stream()
        .map(Snapshot::tags)
        .flatMap(tags -> Stream.ofNullable(tags.get(key)))
        .findFirst();
  }

  Instant time() {
    return point.time();
  }

  /** Until when a set that is no longer relied on kept its source within this target. */
  Optional<Instant> keptWithin(Duration target) {
    return reliedUntil.map(until -> Collections.min(List.of(until, time().plus(target))));
  }

  /** The size in GiB of all volumes, or of the given one. */
  long gib(Optional<String> volumeId) {
    return volumes.stream()
        .filter(held -> volumeId.map(held.volumeId()::equals).orElse(true))
        .mapToLong(Held::gib)
        .sum();
  }
}
