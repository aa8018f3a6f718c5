package ebsbackup.pull;

import ebsbackup.ebs.Backoff;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of the copies of a page of sets.
 *
 * @param later the unfinished sets
 * @param pulled the number of sets whose copies are all good
 * @param failed the ids of failed copies, for removal
 * @param newlyFailed the number of those that no earlier check has counted
 * @param problems the reasons for giving up sets
 * @param failure EC2's message for the first failed copy
 */
record CheckedCopies(
    List<SetToPull> later,
    int pulled,
    List<String> failed,
    int newlyFailed,
    List<SetProblem> problems,
    Optional<String> failure) {

  /**
   * Short, to use a free place soon. More frequent checks would exceed the limit of the execution's
   * history.
   */
  private static final Duration FIRST = Duration.ofMinutes(1);

  /** The waits when no copy waits for a place, since a copy takes minutes to hours. */
  private static final Backoff CHECKS = new Backoff(FIRST, Duration.ofMinutes(5));

  static CheckedCopies of(List<SetToPull> sets, CopiesHere here) {
    List<SetToPull> later = new ArrayList<>();
    List<Snapshot> allFailed = new ArrayList<>();
    List<SetProblem> problems = new ArrayList<>();
    int pulled = 0;
    int newlyFailed = 0;
    for (SetToPull set : sets) {
      List<Snapshot> failed =
          set.snapshotIds().stream().flatMap(id -> here.failed(id).stream()).toList();
      allFailed.addAll(failed);
      List<CopiesHere.State> states = set.snapshotIds().stream().map(here::of).toList();
      SetToPull now = set.plusFailed(failed);
      newlyFailed += now.failuresSince(set);
      Optional<String> hopeless =
          set.snapshotIds().stream()
              .filter(now::failedTooOften)
              .filter(id -> here.of(id) instanceof CopiesHere.State.Unfinished)
              .filter(id -> !here.failed(id).isEmpty())
              .findFirst();
      List<CopiesHere.State.Wrong> wrong =
          states.stream()
              .filter(CopiesHere.State.Wrong.class::isInstance)
              .map(CopiesHere.State.Wrong.class::cast)
              .toList();
      if (states.stream().allMatch(CopiesHere.State.Copied.class::isInstance)) {
        pulled++;
      } else if (!wrong.isEmpty()) {
        problems.add(
            problem(set, wrong.getFirst().snapshotId() + ": " + wrong.getFirst().reason()));
      } else if (hopeless.isPresent()) {
        String id = hopeless.get();
        problems.add(
            problem(
                set,
                "%d copies of %s failed; the last one: %s"
                    .formatted(SetToPull.MAX_FAILURES, id, text(here.failed(id).getLast()))));
      } else {
        later.add(now);
      }
    }
    return new CheckedCopies(
        later,
        pulled,
        allFailed.stream().map(Snapshot::snapshotId).toList(),
        newlyFailed,
        problems,
        allFailed.stream().findFirst().map(CheckedCopies::text));
  }

  /** The result after the deadline, without sets to wait for. */
  CheckedCopies ended() {
    return new CheckedCopies(List.of(), pulled, failed, newlyFailed, problems, failure);
  }

  /**
   * The wait after this check.
   *
   * @param before the wait before this check, in seconds; 0 if there was none
   * @param least the time until EC2 lists the copies that were just started, in seconds
   * @param placesWanted whether other copies wait for a place
   */
  int waitSeconds(int before, int least, boolean placesWanted) {
    if (later.isEmpty()) {
      // The next execution must see the copies that were just started.
      return least;
    }
    // Copies that were just started are not completed yet, so the waits start over.
    Duration next = placesWanted ? FIRST : CHECKS.next(least > 0 ? 0 : before);
    return Math.max(least, (int) next.toSeconds());
  }

  private static String text(Snapshot copy) {
    return copy.snapshotId() + " is " + copy.condition();
  }

  private static SetProblem problem(SetToPull set, String reason) {
    return new SetProblem(
        set.set().source(),
        "the set of %s: %s".formatted(set.set().startTime(), reason),
        List.of());
  }
}
