package ebsbackup.watch;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a report needs of a set.
 *
 * @param point what a restore of it brings back, and since when
 * @param volumes those that it holds
 * @param region where it was made, if it is a copy
 * @param verified the verdict of a verification, if one of its snapshots has one
 * @param sharedWith the accounts that it may be shared with, separated by spaces
 * @param objection why nothing can rely on it; absent if it is good
 * @param hopeless whether it is not good and will not become so
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
    boolean hopeless) {

  /** Oldest first. */
  static final Comparator<JudgedSet> BY_AGE = Comparator.comparing(JudgedSet::time);

  JudgedSet {
    volumes = List.copyOf(volumes);
  }

  /** A volume in a set. */
  record Held(String volumeId, int gib) {}

  /**
   * Takes what is needed.
   *
   * @param objection why nothing can rely on the set; absent if it is good
   * @param once gives equal lists once: the sets of a source hold the same volumes
   */
  static JudgedSet of(SnapshotSet set, Optional<String> objection, UnaryOperator<List<Held>> once) {
    return new JudgedSet(
        set.tags().plan(),
        set.tags().run(),
        set.tags().source(),
        RestorePoints.Point.of(set),
        once.apply(
            set.snapshots().stream()
                .map(snapshot -> new Held(snapshot.volumeId(), snapshot.volumeSize()))
                .toList()),
        set.snapshots().stream().flatMap(s -> s.copyOf().stream()).map(CopyOf::region).findFirst(),
        tag(set, SetTags.VERIFIED),
        tag(set, SetTags.SHARE_WITH),
        objection,
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

  /** In GiB, of the volumes together, or of the one with that id. */
  long gib(Optional<String> volumeId) {
    return volumes.stream()
        .filter(held -> volumeId.map(held.volumeId()::equals).orElse(true))
        .mapToLong(Held::gib)
        .sum();
  }
}
