package ebsbackup.ebs;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What verifications and users have said about the sets of one source, and what follows from that.
 * Only this class decides whether a set can be relied on. Damage ends with the next sound set,
 * because a disk that is still damaged gets the same verdict again. A suspicion ends only when a
 * user decides: a disk that an intruder encrypted changes once, and the following nights look
 * normal.
 */
public final class SourceVerdicts {
  private final List<SnapshotSet> newestFirst;

  /** The sets that have a verdict, newest first. */
  private final List<Verified> verified;

  /** The sets that are suspect or that a user has decided on. Usually there are none. */
  private final List<Verified> suspectOrDecided;

  private record Verified(SnapshotSet set, Verification verdict) {}

  private SourceVerdicts(Collection<SnapshotSet> ofSource) {
    newestFirst =
        ofSource.stream().sorted(Comparator.comparing(SnapshotSet::startTime).reversed()).toList();
    verified =
        newestFirst.stream()
            .flatMap(set -> set.verification().map(verdict -> new Verified(set, verdict)).stream())
            .toList();
    suspectOrDecided =
        verified.stream()
            .filter(each -> each.verdict().suspect() || each.verdict().decided())
            .toList();
  }

  /** Takes all sets of one source. */
  public static SourceVerdicts of(Collection<SnapshotSet> ofSource) {
    return new SourceVerdicts(ofSource);
  }

  /** Groups the sets by source, in the order of the sources' names. */
  public static Map<String, SourceVerdicts> bySource(Collection<SnapshotSet> sets) {
    return sets.stream()
        .collect(
            Collectors.groupingBy(
                set -> set.tags().source(),
                TreeMap::new,
                Collectors.collectingAndThen(Collectors.toList(), SourceVerdicts::of)));
  }

  /** Whether a restore of the latest set may use it, and a status report counts it. */
  public boolean usable(SnapshotSet set) {
    return set.good() && against(set).isEmpty();
  }

  /**
   * Why the set is used only if a user names it: its own verdict, or the verdict of an older
   * suspect set that no user has accepted. Empty if nothing speaks against the set.
   */
  public Optional<String> against(SnapshotSet set) {
    return set.verification()
        .filter(Verification::alarming)
        .map(verdict -> "it was verified as " + verdict.text())
        .or(
            () ->
                suspicionAt(set)
                    .map(
                        suspect ->
                            "it is newer than the set of run %s, which was verified as %s"
                                .formatted(suspect.tags().run(), text(suspect))));
  }

  /** Since when something speaks against the set; empty if it is not known or nothing does. */
  public Optional<Instant> againstSince(SnapshotSet set) {
    return set.verification()
        .filter(Verification::alarming)
        .or(() -> suspicionAt(set).flatMap(SnapshotSet::verification))
        .flatMap(Verification::at);
  }

  /** The set because of which nothing of the source may be deleted. */
  public Optional<SnapshotSet> undecided() {
    return newest(verdict -> !verdict.isUnknown())
        .filter(set -> set.verification().filter(Verification::damaged).isPresent())
        .or(() -> newestFirst.stream().findFirst().flatMap(this::suspicionAt));
  }

  /** The newest set that a restore of the latest set may use. */
  public Optional<SnapshotSet> newestUsable() {
    return newestFirst.stream().filter(this::usable).findFirst();
  }

  /** The newest usable set that was found to be sound. */
  public Optional<SnapshotSet> newestSound() {
    return verified.stream()
        .filter(each -> each.verdict().sound() && usable(each.set()))
        .findFirst()
        .map(Verified::set);
  }

  private Optional<SnapshotSet> newest(Predicate<Verification> verdict) {
    return verified.stream()
        .filter(each -> verdict.test(each.verdict()))
        .findFirst()
        .map(Verified::set);
  }

  /** The newest suspect set up to this one, unless a user has decided since. */
  private Optional<SnapshotSet> suspicionAt(SnapshotSet set) {
    return suspectOrDecided.stream()
        .filter(each -> !each.set().startTime().isAfter(set.startTime()))
        .findFirst()
        .filter(each -> each.verdict().suspect())
        .map(Verified::set);
  }

  private static String text(SnapshotSet set) {
    return set.verification().map(Verification::text).orElse("");
  }
}
