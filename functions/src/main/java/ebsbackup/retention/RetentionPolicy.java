package ebsbackup.retention;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SourceVerdicts;
import ebsbackup.ebs.Verification;
import ebsbackup.request.Gone;
import ebsbackup.request.Keep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which sets of a plan stay and which are deleted, for each source separately. Only good
 * sets count for the rules, and the newest good set always stays. A set that is not good is deleted
 * only if a newer good one exists and its grace period is over. If the plan says so, the sets of a
 * source that no longer exists are deleted. Nothing is deleted of a source on which a user has to
 * decide, nor the newest set that was verified as sound, nor the newest copy of a volume.
 *
 * @param grace how old a set that is not good must be
 */
public record RetentionPolicy(Keep keep, ZoneId timeZone, Duration grace) {

  /**
   * How old a set with missing snapshots must be even without a grace period: a new one may be
   * incomplete in a listing just because EC2 is eventually consistent.
   */
  static final Duration SETTLED = Duration.ofHours(1);

  private static final String UNVERIFIED = "held: until a newer set is verified as sound";

  /** Newest first; sets with the same start time always have the same order. */
  private static final Comparator<SnapshotSet> NEWEST_FIRST =
      SnapshotSet.BY_AGE.reversed().thenComparing(set -> set.tags().run());

  /**
   * Decides on every set.
   *
   * @param sets the sets, in any order
   * @param holds what prevents deletions
   * @param gone the sources that no longer exist
   * @return the decisions by source, newest first
   */
  public List<Decision> decide(List<SnapshotSet> sets, Holds holds, Set<String> gone, Instant now) {
    return holds.applyTo(decide(sets, gone, now), now);
  }

  /** Decides before {@link Holds#applyTo}, which must be applied before any deletion. */
  public List<Decision> decide(List<SnapshotSet> sets, Set<String> gone, Instant now) {
    Map<String, List<SnapshotSet>> bySource =
        sets.stream()
            .collect(
                Collectors.groupingBy(
                    set -> set.tags().source(), TreeMap::new, Collectors.toList()));
    NewestCopies newestCopies = NewestCopies.of(sets);
    List<Decision> decisions = new ArrayList<>();
    bySource.forEach(
        (source, ofSource) -> {
          List<SnapshotSet> newestFirst = ofSource.stream().sorted(NEWEST_FIRST).toList();
          SourceVerdicts verdicts = SourceVerdicts.of(ofSource);
          Optional<String> undecided = undecided(source, verdicts);
          // A newer set may turn out to be damaged, and then this is the set to restore from.
          Optional<SnapshotSet> sound =
              gone.contains(source) ? Optional.empty() : verdicts.newestSound();
          decideSource(source, newestFirst, now).stream()
              .map(decision -> gone.contains(source) ? ended(decision, newestFirst, now) : decision)
              .forEach(
                  decision -> {
                    Optional<String> unverified =
                        undecided.or(
                            () -> sound.filter(decision.set()::equals).map(set -> UNVERIFIED));
                    decisions.add(heldBack(decision, unverified, newestCopies));
                  });
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
    boolean lastGood = true;
    for (SnapshotSet set : newestFirst) {
      Optional<SetProblem> problem = set.problem();
      if (problem.isPresent()) {
        decisions.add(notGood(set, problem.get(), newestGood, now));
      } else {
        Optional<KeepUntil> until = KeepUntil.of(set);
        List<String> why =
            new ArrayList<>(until.isPresent() ? until.get().reasons(now) : reasons.get(next++));
        if (lastGood) {
          why.add("last good set of " + source);
        }
        decisions.add(
            why.isEmpty()
                ? new Decision(
                    set,
                    Verdict.DELETE,
                    List.of(until.map(KeepUntil::over).orElse("no rule keeps it")))
                : new Decision(set, Verdict.KEEP, why));
        lastGood = false;
      }
    }
    return decisions;
  }

  /** The sources with a set so old that it matters whether they still exist. */
  public Set<String> sourcesToLookUp(List<SnapshotSet> sets, Instant now) {
    return keep.gone().stream()
        .flatMap(gone -> sets.stream().filter(set -> !set.copied() && older(set, gone, now)))
        .map(set -> set.tags().source())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** No rule keeps a set of a source that no longer exists for longer than the plan says. */
  private Decision ended(Decision decision, List<SnapshotSet> newestFirst, Instant now) {
    SnapshotSet set = decision.set();
    Optional<Gone> ends =
        keep.gone()
            .filter(gone -> !set.copied() && older(set, gone, now))
            .filter(gone -> gone.lastSetToo() || newestFirst.stream().anyMatch(newerGood(set)))
            .filter(gone -> !set.pending())
            .filter(gone -> KeepUntil.of(set).filter(until -> !until.isOver(now)).isEmpty());
    return ends.isEmpty() || decision.verdict() == Verdict.DELETE
        ? decision
        : new Decision(
            set,
            Verdict.DELETE,
            List.of(
                "%s is gone, and the set is older than %s"
                    .formatted(set.tags().source(), ends.get().after())));
  }

  private boolean older(SnapshotSet set, Gone gone, Instant now) {
    return set.startTime().isBefore(gone.after().before(now.atZone(timeZone)));
  }

  private static Predicate<SnapshotSet> newerGood(SnapshotSet set) {
    return other -> other.good() && NEWEST_FIRST.compare(other, set) < 0;
  }

  private Decision notGood(
      SnapshotSet set, SetProblem problem, Optional<SnapshotSet> newestGood, Instant now) {
    String not = "not good: " + problem.reason();
    if (set.pending()) {
      return new Decision(set, Verdict.KEEP, List.of("pending", not));
    }
    if (newestGood.isEmpty() || !set.startTime().isBefore(newestGood.get().startTime())) {
      return new Decision(set, Verdict.KEEP, List.of(not, "and no newer set is good"));
    }
    Instant made = set.madeAt();
    Duration age = Duration.between(made, now);
    // A set may lack snapshots because a prune was interrupted, or because its backup or pull was
    // not complete. Nothing shows which, so the grace period applies to all of them.
    Duration wait =
        set.missingVolumes().isEmpty() ? grace : Collections.max(List.of(grace, SETTLED));
    if (age.compareTo(wait) <= 0) {
      return new Decision(
          set, Verdict.KEEP, List.of(not, "in its grace period until " + made.plus(wait)));
    }
    return new Decision(set, Verdict.DELETE, List.of(not, "a newer set is good"));
  }

  /** The older sets may be the last clean ones, and only a user can tell which alarm is real. */
  private static Optional<String> undecided(String source, SourceVerdicts verdicts) {
    return verdicts
        .undecided()
        .map(
            set ->
                "held: until a person decides, since the set of %s of %s was verified as %s"
                    .formatted(
                        source,
                        set.startTime(),
                        set.verification().map(Verification::word).orElse("")));
  }

  private static Decision heldBack(
      Decision decision, Optional<String> unverified, NewestCopies newestCopies) {
    if (decision.verdict() != Verdict.DELETE) {
      return decision;
    }
    return decision.held(
        Stream.concat(unverified.stream(), newestCopies.in(decision.set()).stream()).toList());
  }

  /** The {@code keep-until} times of a set, from a manual run or a user; the latest one counts. */
  private record KeepUntil(List<String> ends) {
    static Optional<KeepUntil> of(SnapshotSet set) {
      List<String> ends = new ArrayList<>();
      for (Snapshot snapshot : set.snapshots()) {
        Optional.ofNullable(snapshot.tags().get(SetTags.KEEP_UNTIL)).ifPresent(ends::add);
      }
      ends.sort(Comparator.comparing(KeepUntil::time));
      return ends.isEmpty() ? Optional.empty() : Optional.of(new KeepUntil(ends));
    }

    /** A time that cannot be read never comes. */
    private static Instant time(String end) {
      return TagTime.read(end).orElse(Instant.MAX);
    }

    List<String> reasons(Instant now) {
      String last = ends.getLast();
      if (isOver(now)) {
        return List.of();
      }
      return List.of(
          TagTime.read(last).isPresent()
              ? "kept until " + last
              : "kept forever, because no end time could be read from %s \"%s\""
                  .formatted(SetTags.KEEP_UNTIL, last));
    }

    boolean isOver(Instant now) {
      return !time(ends.getLast()).isAfter(now);
    }

    String over() {
      return "was kept until " + ends.getLast();
    }
  }
}
