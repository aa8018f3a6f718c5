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
  /** Well below the function's timeout of 300 s, with time for a call that hangs. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Other tools in the account share its quota of 50 listings a second. */
  private static final Duration AFTER_THROTTLING = Duration.ofMinutes(1);

  private final Clock clock;
  private final Instant deadline;
  private final int mostRequests;
  private final RequestBudget budget;
  private final Deque<SelectedSet> sets;
  private VerifyProgress progress;
  private Optional<CheckedSet> unrecorded = Optional.empty();
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
    Instant patient = clock.instant().plus(PATIENCE);
    budget =
        new RequestBudget(mostRequests, patient.isBefore(deadline) ? patient : deadline, clock);
  }

  /** Whether this attempt has another item for {@link #next}. */
  boolean hasNext() {
    return !sets.isEmpty() && !left && !budget.spent();
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
      sets.remove();
      return Optional.empty();
    }
    CheckedSet set = checked.get();
    if (set.worthAnotherAttempt()) {
      waitAndLeave();
      return Optional.empty();
    }
    Optional<Verification> verdict = set.verification(clock.instant());
    if (verdict.isPresent()) {
      unrecorded = checked;
    } else if (budget.spent()) {
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
      case ThrottledException e -> waitAndLeave();
      case OutcomeUnknownException e -> waitAndLeave();
      case RefusedException e -> notRecorded(e);
      case AccessDeniedException e -> notRecorded(e);
    }
  }

  private void notRecorded(AwsCallException failure) {
    if (unrecorded.isEmpty()) {
      throw failure;
    }
    close(unrecorded.get(), Optional.of(String.valueOf(failure.getMessage())));
  }

  /**
   * The end of an attempt.
   *
   * @param later the remaining sets, for the next attempt after the wait; empty when the requests
   *     or the time of the run are used up
   */
  record End(List<SelectedSet> later, int waitSeconds, VerifyProgress progress) {}

  End end() {
    boolean over = budget.taken() >= mostRequests || !clock.instant().isBefore(deadline);
    return new End(
        over ? List.of() : List.copyOf(sets),
        over ? 0 : (int) wait.toSeconds(),
        progress.plusRequests(budget.taken()));
  }

  private void close(CheckedSet set, Optional<String> notRecorded) {
    progress = progress.plus(set, notRecorded);
    unrecorded = Optional.empty();
    sets.remove();
  }

  private void waitAndLeave() {
    wait = AFTER_THROTTLING;
    left = true;
  }
}
