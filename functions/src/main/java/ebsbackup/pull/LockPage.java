package ebsbackup.pull;

import ebsbackup.ebs.Origin;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.request.CopyLock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bookkeeping of one attempt at locking: every unlocked copy, newest first, including those
 * that an earlier run could not lock. A copy that cannot be locked stays unlocked.
 */
final class LockPage {
  /** Well below the function's timeout of 300 s. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Comparator<Snapshot> NEWEST_FIRST =
      Comparator.comparing(Snapshot::startTime).reversed().thenComparing(Snapshot::snapshotId);

  /** A copy to lock. */
  record Lock(String snapshotId, Instant until) {}

  private final Clock clock;
  private final Instant end;
  private final Deque<Lock> locks;
  private int locked;
  private int refused;
  private boolean left;
  private Optional<String> problem = Optional.empty();

  /**
   * @param listed all snapshots with the copy plan's tag
   * @param alreadyLocked the ids of the locked snapshots
   */
  LockPage(CopyLock lock, List<Snapshot> listed, Set<String> alreadyLocked, Clock clock) {
    this.clock = clock;
    Instant now = clock.instant();
    end = now.plus(PATIENCE);
    locks =
        new ArrayDeque<>(
            listed.stream()
                .filter(copy -> copy.copyOf().isPresent())
                .filter(copy -> Origin.of(copy) instanceof Origin.Original)
                .filter(copy -> copy.completed() || copy.pending())
                .filter(copy -> !alreadyLocked.contains(copy.snapshotId()))
                .sorted(NEWEST_FIRST)
                .flatMap(
                    copy ->
                        lock
                            .until(copy.startTime(), now)
                            .map(until -> new Lock(copy.snapshotId(), until))
                            .stream())
                .toList());
  }

  boolean hasNext() {
    return !left && !locks.isEmpty() && clock.instant().isBefore(end);
  }

  Lock next() {
    return locks.element();
  }

  void locked() {
    locks.remove();
    locked++;
  }

  /**
   * Records a failed call. Unless EC2 refused it, the remaining copies are for the next attempt.
   */
  void failed(AwsCallException failure) {
    problem = problem.or(() -> Optional.of(String.valueOf(failure.getMessage())));
    switch (failure) {
      case RefusedException e -> {
        locks.remove();
        refused++;
      }
      case ThrottledException e -> left = true;
      case OutcomeUnknownException e -> left = true;
      case AccessDeniedException e -> left = true;
    }
  }

  /**
   * The end of an attempt.
   *
   * @param unlocked the number of copies that should be locked and are not
   * @param problem why they are not locked
   */
  record End(int locked, int unlocked, Optional<String> problem) {}

  End end() {
    return new End(locked, refused + locks.size(), problem);
  }
}
