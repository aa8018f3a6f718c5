package ebsbackup.verify;

import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.Verification;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.request.VerifyRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The bookkeeping of one attempt at a page of sets: what each answer means for the set, for the
 * rest of the page, and for the wait after it.
 */
final class VerificationPage {
  /** After this time, the attempt begins no further set. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /**
   * Enough for a set of 128 volumes, and well below the function's timeout of 900 s, with time for
   * a call that hangs.
   */
  static final Duration LONGEST = Duration.ofMinutes(12);

  /** Other tools in the account share its quota of 50 listings a second. */
  private static final Duration AFTER_THROTTLING = Duration.ofMinutes(1);

  /**
   * The number of attempts, at least a minute apart, after which a lasting failure is reported. A
   * smaller number would report throttling by a backup of another tool.
   */
  static final int MAX_ATTEMPTS = 20;

  private final Clock clock;
  private final Instant deadline;
  private final Instant patient;
  private final int mostRequests;
  private final RequestBudget budget;
  private final Deque<SelectedSet> sets;
  private VerifyProgress progress;
  private Optional<CheckedSet> unrecorded = Optional.empty();
  private boolean first = true;
  private boolean left;
  private Duration wait = Duration.ZERO;

  VerificationPage(
      VerifyRequest request,
      List<SelectedSet> sets,
      VerifyProgress progress,
      Instant deadline,
      Clock clock) {
    this.clock = clock;
    this.deadline = deadline;
    this.progress = progress;
    this.sets = new ArrayDeque<>(sets);
    mostRequests = request.maxRequests() - progress.requests();
    patient = clock.instant().plus(PATIENCE);
    Instant longest = clock.instant().plus(LONGEST);
    budget =
        new RequestBudget(mostRequests, longest.isBefore(deadline) ? longest : deadline, clock);
  }

  /** Whether this attempt has another item for {@link #next}. */
  boolean hasNext() {
    return !sets.isEmpty() && !left && !budget.spent() && clock.instant().isBefore(patient);
  }

  SelectedSet next() {
    return sets.element();
  }

  /** The budget for all requests of this attempt. */
  RequestBudget budget() {
    return budget;
  }

  /**
   * Records the result of reading a set.
   *
   * @param checked empty if the set is being deleted
   * @return the verdict to record; call {@link #recorded} or {@link #failed} after it
   */
  Optional<Verification> checked(Optional<CheckedSet> checked) {
    if (checked.isEmpty()) {
      remove();
      return Optional.empty();
    }
    CheckedSet set = checked.get();
    if (set.worthAnotherAttempt()) {
      postpone(progress.plus(set, Optional.empty()));
      return Optional.empty();
    }
    Optional<Verification> verdict = set.verification(clock.instant());
    if (verdict.isPresent()) {
      unrecorded = checked;
    } else if (budget.spent() && !hadWholeBudget()) {
      left = true;
    } else {
      close(set, Optional.empty());
    }
    return verdict;
  }

  /** Notes that every snapshot of the set now has the verdict. */
  void recorded() {
    unrecorded.ifPresent(set -> close(set, Optional.empty()));
  }

  /**
   * Records a failed call to EC2.
   *
   * @throws AwsCallException the same failure, if no set can be verified without the call
   */
  void failed(AwsCallException failure) {
    switch (failure) {
      case ThrottledException e -> postpone(unresolved(e));
      case OutcomeUnknownException e -> postpone(unresolved(e));
      case RefusedException e -> notRecorded(e);
      case AccessDeniedException e -> notRecorded(e);
    }
  }

  private void notRecorded(AwsCallException failure) {
    if (unrecorded.isEmpty()) {
      throw failure;
    }
    if (failure instanceof RefusedException refused && refused.notFound()) {
      // The set was deleted after it was read.
      remove();
      return;
    }
    close(unrecorded.get(), Optional.of(String.valueOf(failure.getMessage())));
  }

  /** The progress if there is no further attempt after this failure. */
  private VerifyProgress unresolved(AwsCallException failure) {
    Optional<String> why = Optional.of(String.valueOf(failure.getMessage()));
    return unrecorded
        .map(set -> progress.plus(set, why))
        .orElseGet(() -> progress.plusUnread(next(), why));
  }

  /**
   * The end of an attempt.
   *
   * @param later the remaining sets, for the next attempt after the wait; empty when the requests
   *     or the time of the run are used up
   */
  record End(List<SelectedSet> later, int waitSeconds, VerifyProgress progress) {}

  End end() {
    VerifyProgress done = progress.plusRequests(budget.taken());
    if (!over()) {
      return new End(List.copyOf(sets), (int) wait.toSeconds(), done);
    }
    // Sets without an attempt are for the next run, which is no fault.
    for (SelectedSet set : sets) {
      done = set.attempts() > 0 ? done.plusUnread(set, Optional.empty()) : done;
    }
    return new End(List.of(), 0, done);
  }

  private void close(CheckedSet set, Optional<String> notRecorded) {
    progress = progress.plus(set, notRecorded);
    remove();
  }

  private void remove() {
    unrecorded = Optional.empty();
    first = false;
    sets.remove();
  }

  /**
   * Ends the attempt, and moves the set behind the others: a single set that AWS does not read must
   * not keep them waiting.
   *
   * @param unresolved the progress if there is no further attempt
   */
  private void postpone(VerifyProgress unresolved) {
    SelectedSet tried = next().plusAttempt();
    remove();
    wait = AFTER_THROTTLING;
    left = true;
    if (tried.attempts() >= MAX_ATTEMPTS || over()) {
      progress = unresolved;
    } else {
      sets.addLast(tried);
    }
  }

  /** Whether nothing can be read after the wait. */
  private boolean over() {
    return budget.taken() >= mostRequests || !clock.instant().plus(wait).isBefore(deadline);
  }

  /** Whether the set has used up the most that any attempt, or the run, could give it. */
  private boolean hadWholeBudget() {
    return first && (!over() || progress.requests() == 0);
  }
}
