package ebsbackup.prune;

import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bookkeeping of one attempt at a page of deletions, set by set: what may be deleted next, and
 * what each response of EC2 means for the set, for the rest of the page, and for the wait after it.
 */
final class DeletionPage {
  /**
   * How long a read is valid. A hold that is set after the read is not seen, so this is also the
   * longest time in which a set that was put on hold may still lose snapshots. At a tenth of a
   * second for each deletion, a page of 100 needs two reads.
   */
  static final Duration READING_COUNTS = Duration.ofSeconds(5);

  /**
   * After how many lost answers a set is given up. At 10 seconds each, this bridges short failures
   * of EC2; the next prune tries again.
   */
  static final int MOST_UNANSWERED = 10;

  private final String plan;
  private final DeletionTime time;
  private final Deque<Deletion> sets;
  private final List<Deletion> later = new ArrayList<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Set<String> deleted = new HashSet<>();
  private List<String> left = List.of();
  private Set<String> asked = Set.of();
  private Map<String, Snapshot> found = Map.of();
  private Instant readAt = Instant.MIN;
  private boolean touched;
  private Duration wait = Duration.ZERO;
  private Optional<String> failure = Optional.empty();
  private boolean deleting;
  private int calls;
  private int denials;
  private int alreadyGone;

  DeletionPage(String plan, List<Deletion> deletions, DeletionTime time) {
    this.plan = plan;
    this.time = time;
    sets = new ArrayDeque<>(deletions);
    open();
  }

  /** Whether this attempt may delete another snapshot. */
  boolean hasNext(Instant now) {
    if (!sets.isEmpty() && (calls == Pace.PAGE || !now.isBefore(time.until()))) {
      leave();
    }
    return !sets.isEmpty();
  }

  /**
   * The snapshots to read before the next deletion: whole sets, as many as this attempt may still
   * delete, and the sets that stay. Because a set is read as a whole, a set that was put on hold
   * loses nothing more. Empty while the last read is valid.
   */
  List<String> toRead(Instant now) {
    if (asked.containsAll(left) && now.isBefore(readAt.plus(READING_COUNTS))) {
      return List.of();
    }
    Set<String> ids = new LinkedHashSet<>(left);
    Set<String> kept = new LinkedHashSet<>(sets.element().kept());
    for (Deletion set : sets.stream().skip(1).toList()) {
      if (ids.size() >= Pace.PAGE - calls) {
        break;
      }
      ids.addAll(set.snapshotIds());
      kept.addAll(set.kept());
    }
    ids.addAll(kept);
    return List.copyOf(ids);
  }

  /**
   * Records a read.
   *
   * @param ids the ids from {@link #toRead}
   * @param snapshots the snapshots of these ids that exist
   * @param now when the read began
   */
  void read(List<String> ids, List<Snapshot> snapshots, Instant now) {
    asked = Set.copyOf(ids);
    found = snapshots.stream().collect(Collectors.toMap(Snapshot::snapshotId, s -> s));
    readAt = now;
  }

  /** The next snapshot to delete, according to the last read; empty if the set is finished. */
  Optional<String> next() {
    int before = left.size();
    left = left.stream().filter(found::containsKey).toList();
    alreadyGone += before - left.size();
    if (left.isEmpty()) {
      finish();
      return Optional.empty();
    }
    Optional<String> objection =
        left.stream()
            .flatMap(id -> sets.element().objection(plan, found.get(id), readAt).stream())
            .findFirst()
            .or(() -> sets.element().lost(found));
    if (objection.isPresent()) {
      close(Outcome.Result.REFUSED, objection.get());
      return Optional.empty();
    }
    calls++;
    deleting = true;
    return Optional.of(left.getFirst());
  }

  /**
   * Counts a deletion that EC2 accepted; {@code existed} is false if there was no such snapshot.
   */
  void deleted(String snapshotId, boolean existed) {
    deleting = false;
    if (existed) {
      deleted.add(snapshotId);
      touched = true;
    } else {
      alreadyGone++;
    }
    left = left.stream().filter(id -> !id.equals(snapshotId)).toList();
    if (left.isEmpty()) {
      finish();
    }
  }

  /** Counts a call that failed: the last deletion, or a read. */
  void failed(AwsCallException failed) {
    boolean deletion = deleting;
    deleting = false;
    String why = String.valueOf(failed.getMessage());
    switch (failed) {
      case ThrottledException e -> waitAndLeave();
      case OutcomeUnknownException e -> {
        if (deletion) {
          // The next attempt sees the result of the deletion when it reads the snapshot.
          unanswered(why);
        } else {
          waitAndLeave();
        }
      }
      case RefusedException e -> close(Outcome.Result.REFUSED, why);
      case AccessDeniedException e -> {
        if (deletion) {
          denied(why);
        } else {
          failure = Optional.of(why);
          leave();
        }
      }
    }
  }

  /** Puts the set last, so that a snapshot that EC2 cannot delete does not block the others. */
  private void unanswered(String why) {
    Deletion set = sets.remove().withLeft(left, true).withUnanswered();
    boolean givenUp = set.unanswered().orElse(0) == MOST_UNANSWERED;
    if (givenUp) {
      outcomes.add(Outcome.of(set, Outcome.Result.REFUSED, why));
    }
    later.addAll(sets);
    sets.clear();
    if (!givenUp) {
      later.add(set);
    }
    wait = Pace.AFTER_THROTTLING;
  }

  /**
   * A denial may be due to the snapshot's tags. If it ended the prune, every prune would end at
   * this set, and nothing would be deleted any more. A bucket of nothing but denials is due to the
   * role.
   */
  private void denied(String why) {
    close(Outcome.Result.REFUSED, why);
    if (++denials == Pace.PAGE) {
      failure = Optional.of(why);
    }
  }

  /** The ids of the snapshots that this attempt deleted. */
  Set<String> deleted() {
    return deleted;
  }

  /**
   * The end of an attempt.
   *
   * @param later what is left, to be passed in again after the wait
   * @param decideAgain whether the decision on what is left has become too old
   * @param waitSeconds the time that EC2's throttling bucket needs to refill
   */
  record End(List<Deletion> later, boolean decideAgain, int waitSeconds, DeletionResult result) {}

  /**
   * Ends the attempt. After the deadline, what is left is refused.
   *
   * @param recycled the number of deleted snapshots that are in the Recycle Bin
   */
  End end(Instant now, Instant deadline, int recycled) {
    boolean over = !now.isBefore(deadline);
    if (over) {
      later.forEach(
          set ->
              outcomes.add(
                  Outcome.of(
                      set,
                      Outcome.Result.REFUSED,
                      "EC2 did not accept the deletion before the deadline")));
    }
    Duration refill = Pace.refill(calls, Duration.between(time.begun(), now));
    return new End(
        over ? List.of() : List.copyOf(later),
        !over && !later.isEmpty() && time.isOutdated(now),
        (int) Math.max(refill.toSeconds(), wait.toSeconds()),
        new DeletionResult(deleted.size(), alreadyGone, recycled, outcomes, failure));
  }

  private void open() {
    left = sets.isEmpty() ? List.of() : sets.element().snapshotIds();
    touched = !sets.isEmpty() && sets.element().begun();
  }

  private void finish() {
    close(touched ? Outcome.Result.DELETED : Outcome.Result.ALREADY_GONE, sets.element().reason());
  }

  private void close(Outcome.Result result, String reason) {
    outcomes.add(Outcome.of(sets.remove(), result, reason));
    open();
  }

  private void waitAndLeave() {
    wait = Pace.AFTER_THROTTLING;
    leave();
  }

  /** Returns what is left of the current set, and the sets after it. */
  private void leave() {
    later.add(sets.remove().withLeft(left, touched));
    later.addAll(sets);
    sets.clear();
  }
}
