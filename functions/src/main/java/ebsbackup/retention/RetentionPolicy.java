package ebsbackup.retention;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.plan.Keep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which sets of a plan stay and which go, each source by itself. Only good sets count and fill
 * slots; the newest good one always stays; one that is not good goes only when a newer good one
 * exists and its grace is over.
 *
 * @param grace how old a set that is not good must be
 */
public record RetentionPolicy(Keep keep, ZoneId timeZone, Duration grace) {

  /**
   * How old a set with missing snapshots must be to count as half-deleted: a new one may be
   * incomplete in a listing only because EC2 is eventually consistent.
   */
  static final Duration SETTLED = Duration.ofHours(1);

  /** The newest first; of two at one moment, always the same one. */
  private static final Comparator<SnapshotSet> NEWEST_FIRST =
      SnapshotSet.BY_AGE.reversed().thenComparing(set -> set.tags().run());

  /**
   * Decides for every set.
   *
   * @param sets in any order
   * @param holds what holds snapshots back
   * @return by source, the newest first
   */
  public List<Decision> decide(List<SnapshotSet> sets, Holds holds, Instant now) {
    Map<String, List<SnapshotSet>> bySource =
        sets.stream()
            .collect(
                Collectors.groupingBy(
                    set -> set.tags().source(), TreeMap::new, Collectors.toList()));
    List<Decision> decisions = new ArrayList<>();
    bySource.forEach(
        (source, ofSource) -> {
          List<SnapshotSet> newestFirst = ofSource.stream().sorted(NEWEST_FIRST).toList();
          decideSource(source, newestFirst, now)
              .forEach(decision -> decisions.add(heldBack(decision, holds, now)));
        });
    return decisions;
  }

  private List<Decision> decideSource(String source, List<SnapshotSet> newestFirst, Instant now) {
    List<SnapshotSet> good = newestFirst.stream().filter(SnapshotSet::good).toList();
    List<SnapshotSet> ruled = good.stream().filter(set -> KeepUntil.of(set).isEmpty()).toList();
    List<List<String>> reasons =
        new KeepRules(keep, timeZone)
            .reasons(ruled.stream().map(SnapshotSet::startTime).toList(), now);
    Optional<SnapshotSet> newestGood = good.stream().findFirst();
    List<Decision> decisions = new ArrayList<>();
    int next = 0;
    for (SnapshotSet set : newestFirst) {
      Optional<SetProblem> problem = set.problem();
      if (problem.isPresent()) {
        decisions.add(notGood(set, problem.get(), newestGood, now));
      } else {
        Optional<KeepUntil> until = KeepUntil.of(set);
        List<String> why =
            new ArrayList<>(until.isPresent() ? until.get().reasons(now) : reasons.get(next++));
        if (newestGood.filter(set::equals).isPresent()) {
          why.add("last good set of " + source);
        }
        decisions.add(
            why.isEmpty()
                ? new Decision(
                    set,
                    Fate.DELETE,
                    List.of(until.map(KeepUntil::over).orElse("no rule keeps it")))
                : new Decision(set, Fate.KEEP, why));
      }
    }
    return decisions;
  }

  private Decision notGood(
      SnapshotSet set, SetProblem problem, Optional<SnapshotSet> newestGood, Instant now) {
    String not = "not good: " + problem.reason();
    if (set.pending()) {
      return new Decision(set, Fate.KEEP, List.of("pending", not));
    }
    if (newestGood.isEmpty() || !set.startTime().isBefore(newestGood.get().startTime())) {
      return new Decision(set, Fate.KEEP, List.of(not, "and no newer set is good"));
    }
    Duration age = Duration.between(set.startTime(), now);
    if (!set.missingVolumes().isEmpty() && age.compareTo(SETTLED) > 0) {
      return new Decision(
          set, Fate.FINISH, List.of("being deleted: " + problem.reason(), "a newer set is good"));
    }
    if (age.compareTo(grace) <= 0) {
      return new Decision(
          set, Fate.KEEP, List.of(not, "in its grace until " + set.startTime().plus(grace)));
    }
    return new Decision(set, Fate.DELETE, List.of(not, "a newer set is good"));
  }

  private static Decision heldBack(Decision decision, Holds holds, Instant now) {
    if (!decision.fate().deletes()) {
      return decision;
    }
    List<String> held = holds.on(decision.set(), now);
    return held.isEmpty() ? decision : new Decision(decision.set(), Fate.HELD, held);
  }

  /** The end that a run by hand has set to the life of its sets. */
  private record KeepUntil(String text, Optional<Instant> time) {
    static Optional<KeepUntil> of(SnapshotSet set) {
      return set.snapshots().stream()
          .map(snapshot -> snapshot.tags().get(SetTags.KEEP_UNTIL))
          .filter(text -> text != null)
          .findFirst()
          .map(text -> new KeepUntil(text, MarkTag.instant(text)));
    }

    /** One that nobody can read never ends. */
    List<String> reasons(Instant now) {
      return time.isPresent() && !time.get().isAfter(now)
          ? List.of()
          : List.of("kept until " + text);
    }

    String over() {
      return "was kept until " + text;
    }
  }
}
