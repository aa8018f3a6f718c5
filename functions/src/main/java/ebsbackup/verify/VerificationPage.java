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
  /** Well under the function's time-out of 300 s, with time left for a call that hangs. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The 50 listings a second of an account are shared with every other tool that reads it. */
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

  /** What all requests of this attempt are taken from. */
  RequestBudget budget() {
    return budget;
  }

  /**
   * Takes in what was read of a set.
   *
   * @param checked empty if the set is being deleted
   * @return the verdict, which {@link #recorded} or {@link #failed} must follow
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

  /** Every snapshot of the set carries the verdict now. */
  void recorded() {
    unrecorded.ifPresent(set -> close(set, Optional.empty()));
  }

  /**
   * Takes in a call to EC2 that failed.
   *
   * @throws AwsCallException the same, if without it no set can be verified
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
   * @param later what is left, to bring again after the wait; nothing when the requests or the time
   *     of the run are used up
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
