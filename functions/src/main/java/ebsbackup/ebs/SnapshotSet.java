package ebsbackup.ebs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The snapshots of one source at one point in time. A set is good if and only if every planned
 * volume has a completed snapshot.
 */
public record SnapshotSet(SetTags tags, Instant startTime, List<Snapshot> snapshots) {

  /** Oldest first. */
  public static final Comparator<SnapshotSet> BY_AGE = Comparator.comparing(SnapshotSet::startTime);

  public SnapshotSet {
    snapshots = snapshots.stream().sorted(Comparator.comparing(Snapshot::snapshotId)).toList();
  }

  public SetRef ref() {
    return new SetRef(tags.source(), tags.run(), startTime);
  }

  public boolean good() {
    return problem().isEmpty();
  }

  /** Whether every planned volume has a snapshot, in any state. */
  public boolean whole() {
    return missingVolumes().isEmpty();
  }

  /** The snapshot of a volume. This is a loop, because a prune calls it for every set. */
  private Optional<Snapshot> of(String volumeId) {
    for (Snapshot snapshot : snapshots) {
      if (snapshot.volumeId().equals(volumeId)) {
        return Optional.of(snapshot);
      }
    }
    return Optional.empty();
  }

  /**
   * The verdict on the set: damaged if one of its snapshots is, otherwise suspect if one is; empty
   * if a snapshot was never verified.
   */
  public Optional<Verification> verification() {
    List<Verification> verdicts = new ArrayList<>();
    snapshots.forEach(snapshot -> Verification.of(snapshot).ifPresent(verdicts::add));
    return first(verdicts, Verification::damaged)
        .or(() -> first(verdicts, Verification::suspect))
        .or(
            () ->
                verdicts.size() < snapshots.size()
                    ? Optional.empty()
                    : verdicts.stream().findFirst());
  }

  private static Optional<Verification> first(
      List<Verification> verdicts, Predicate<Verification> kind) {
    return verdicts.stream().filter(kind).findFirst();
  }

  /** Whether the set was pulled from another Region or account. */
  public boolean copied() {
    return snapshots.stream().anyMatch(snapshot -> snapshot.copyOf().isPresent());
  }

  /** When its age begins: copies are made long after their originals. */
  public Instant madeAt() {
    return snapshots.stream()
        .filter(snapshot -> snapshot.copyOf().isPresent())
        .flatMap(snapshot -> snapshot.completionTime().stream())
        .max(Comparator.naturalOrder())
        .orElse(startTime);
  }

  public boolean pending() {
    return snapshots.stream().anyMatch(Snapshot::pending);
  }

  /** Whether a member has failed, in which case waiting cannot make the set good. */
  public boolean failed() {
    return snapshots.stream().anyMatch(s -> !s.completed() && !s.pending());
  }

  /** The volumes without any snapshot in the set: it was never complete, or it is being deleted. */
  public List<String> missingVolumes() {
    return tags.members().stream().map(Member::volumeId).filter(id -> of(id).isEmpty()).toList();
  }

  /** Why the set is not good, with the affected volumes; empty if it is good. */
  public Optional<SetProblem> problem() {
    List<String> volumes = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (Member member : tags.members()) {
      Optional<Snapshot> snapshot = of(member.volumeId());
      if (snapshot.isPresent() && snapshot.get().completed()) {
        continue;
      }
      volumes.add(member.volumeId());
      reasons.add(
          snapshot
              .map(s -> "%s of %s is %s".formatted(s.snapshotId(), s.volumeId(), s.condition()))
              .orElse("no snapshot of " + member.volumeId()));
    }
    return volumes.isEmpty()
        ? Optional.empty()
        : Optional.of(new SetProblem(tags.source(), reasonOf(reasons), volumes));
  }

  /** A set of 128 volumes must not fill the report, so only the first few reasons are given. */
  private static String reasonOf(List<String> reasons) {
    int shown = Math.min(3, reasons.size());
    String first = String.join("; ", reasons.subList(0, shown));
    return reasons.size() == shown ? first : first + "; and " + (reasons.size() - shown) + " more";
  }
}
