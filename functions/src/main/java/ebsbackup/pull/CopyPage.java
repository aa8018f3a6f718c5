package ebsbackup.pull;

import ebsbackup.ebs.Ec2Limits;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bookkeeping of one attempt at a page of sets: which copy to start next, and what each
 * response from EC2 means for the set, for the rest of the page, and for the wait after it.
 */
final class CopyPage {
  /** Well below the function's timeout of 180 s, with time for a call that hangs. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  /** EC2's error code when the limit on copies in progress or another one is exceeded. */
  private static final String LIMIT = "ResourceLimitExceeded";

  /** In EC2's message about the limit on copies in progress, which include those of other tools. */
  private static final String TOO_MANY_COPIES = "Too many snapshot copies";

  private final Clock clock;
  private final Instant until;
  private final Map<SetRef, SnapshotSet> source = new HashMap<>();
  private final List<SetToPull> later = new ArrayList<>();
  private final List<SetProblem> problems = new ArrayList<>();
  private final Deque<CopyOrder> orders = new ArrayDeque<>();
  private int places;
  private final int inProgress;
  private int begun;
  private Optional<String> obstacle = Optional.empty();
  private Duration wait = Duration.ZERO;

  /**
   * @param sets the sets to pull, in order
   * @param source the sets at the source, from reading the snapshots that {@link #toRead} returns
   */
  CopyPage(List<SetToPull> sets, CopiesHere here, List<SnapshotSet> source, Clock clock) {
    this.clock = clock;
    until = clock.instant().plus(PATIENCE);
    inProgress = here.inProgress();
    places = Ec2Limits.COPIES_IN_PROGRESS - inProgress;
    source.forEach(set -> this.source.putIfAbsent(set.ref(), set));
    sets.forEach(set -> open(set, missing(set, here)));
  }

  /** The ids of the snapshots of all sets that still need a copy to start. */
  static List<String> toRead(List<SetToPull> sets, CopiesHere here) {
    return sets.stream()
        .filter(set -> !missing(set, here).isEmpty())
        .flatMap(set -> set.snapshotIds().stream())
        .toList();
  }

  private static List<String> missing(SetToPull set, CopiesHere here) {
    return set.snapshotIds().stream()
        .filter(id -> here.of(id) instanceof CopiesHere.State.None)
        .toList();
  }

  private void open(SetToPull set, List<String> missing) {
    if (missing.isEmpty()) {
      later.add(set);
      return;
    }
    Optional<SnapshotSet> now =
        Optional.ofNullable(source.get(set.set()))
            .filter(SnapshotSet::good)
            .filter(found -> ids(found).equals(set.snapshotIds()));
    if (now.isEmpty()) {
      problems.add(
          new SetProblem(
              set.set().source(),
              "the set of %s is no longer complete at the source: deleted, changed, or no longer shared"
                  .formatted(set.set().startTime()),
              List.of()));
      return;
    }
    later.add(set);
    now.get().snapshots().stream()
        .filter(snapshot -> missing.contains(snapshot.snapshotId()))
        .forEach(
            snapshot ->
                orders.add(new CopyOrder(now.get(), snapshot, set.attempt(snapshot.snapshotId()))));
  }

  private static List<String> ids(SnapshotSet set) {
    return set.snapshots().stream().map(Snapshot::snapshotId).toList();
  }

  /** Whether there is a copy to start, a place for it, and time. */
  boolean hasNext() {
    return !orders.isEmpty() && places > 0 && clock.instant().isBefore(until);
  }

  CopyOrder next() {
    return orders.element();
  }

  /** Counts a copy that EC2 has started. */
  void begun() {
    orders.remove();
    places--;
    begun++;
    atLeast(Pace.UNTIL_VISIBLE);
  }

  /**
   * Records a failed call.
   *
   * @throws AccessDeniedException the same failure, since no other copy would start either
   */
  void failed(AwsCallException failure) {
    switch (failure) {
      case ThrottledException e -> leave(e, Pace.AFTER_THROTTLING);
      case OutcomeUnknownException e -> {
        // The copy may have started, so the next attempt looks for it. The set is then the last
        // one, so that a snapshot that EC2 never copies does not keep the others waiting.
        SetRef failed = orders.element().set().ref();
        later.sort(Comparator.comparing(set -> set.set().equals(failed)));
        leave(e, Pace.UNTIL_VISIBLE);
      }
      case RefusedException e -> refused(e);
      case AccessDeniedException e -> throw e;
    }
  }

  private void refused(RefusedException refusal) {
    if (refusal.code().equals(LIMIT) && passes(refusal)) {
      leave(refusal, Duration.ZERO);
      return;
    }
    SnapshotSet set = orders.element().set();
    problems.add(
        new SetProblem(
            set.tags().source(),
            "%s of the set of %s cannot be copied: %s"
                .formatted(
                    orders.element().snapshot().snapshotId(),
                    set.startTime(),
                    refusal.getMessage()),
            List.of(orders.element().snapshot().volumeId())));
    later.removeIf(each -> each.set().equals(set.ref()));
    orders.removeIf(order -> order.set().ref().equals(set.ref()));
  }

  /** Whether another copy could start when copies that are in progress have ended. */
  private boolean passes(RefusedException limit) {
    return String.valueOf(limit.getMessage()).contains(TOO_MANY_COPIES) || inProgress + begun > 0;
  }

  private void leave(AwsCallException failure, Duration least) {
    obstacle = Optional.of(String.valueOf(failure.getMessage()));
    places = 0;
    atLeast(least);
  }

  private void atLeast(Duration least) {
    wait = Collections.max(List.of(least, wait));
  }

  /**
   * The end of an attempt.
   *
   * @param later the sets that can still become good
   * @param pause the minimum wait before the next attempt
   * @param waiting whether some copies have not started
   * @param obstacle why EC2 did not start a copy that may start later
   */
  record End(
      List<SetToPull> later,
      Duration pause,
      boolean waiting,
      int begun,
      List<SetProblem> problems,
      Optional<String> obstacle) {}

  End end() {
    return new End(
        List.copyOf(later), wait, !orders.isEmpty(), begun, List.copyOf(problems), obstacle);
  }
}
