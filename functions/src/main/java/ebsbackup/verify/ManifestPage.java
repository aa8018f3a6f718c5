package ebsbackup.verify;

import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The bookkeeping of one attempt at a page of manifests. */
final class ManifestPage {
  /**
   * A step takes two minutes at the speed of Lambda's network, so the last step ends well before
   * the function's timeout of 900 s.
   */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Other tools in the account share its request quota. */
  private static final Duration AFTER_THROTTLING = Duration.ofMinutes(1);

  private final Clock clock;
  private final Instant patient;
  private final Instant deadline;
  private final Deque<DueManifest> due;
  private ManifestProgress progress;
  private Duration wait = Duration.ZERO;

  ManifestPage(List<DueManifest> due, ManifestProgress progress, Instant deadline, Clock clock) {
    this.clock = clock;
    this.deadline = deadline;
    this.progress = progress;
    this.due = new ArrayDeque<>(due);
    patient = clock.instant().plus(PATIENCE);
  }

  /** Whether this attempt has another item for {@link #next}. */
  boolean hasNext() {
    Instant now = clock.instant();
    return !due.isEmpty() && wait.isZero() && now.isBefore(patient) && now.isBefore(deadline);
  }

  DueManifest next() {
    return due.element();
  }

  /** Records the result of a step. */
  void record(HashStep step) {
    due.remove();
    switch (step) {
      case HashStep.Further further -> due.addFirst(further.due());
      case HashStep.Ended ended -> {
        progress = progress.plus(ended.line());
        if (ended.line().isMade()) {
          compareWith(ended.line());
        }
      }
      case HashStep.Compared compared -> progress = progress.plus(compared.line());
      case HashStep.Gone gone -> {}
    }
  }

  /** Makes the new manifest the base of the volume's later snapshots, which differ less from it. */
  private void compareWith(ManifestLine made) {
    List<DueManifest> rest = List.copyOf(due);
    due.clear();
    rest.forEach(
        each ->
            due.add(
                each.volumeId().equals(made.volumeId()) ? each.withBase(made.snapshotId()) : each));
  }

  /** Records a call that failed. */
  void failed(AwsCallException failure) {
    switch (failure) {
      case ThrottledException e -> wait = AFTER_THROTTLING;
      case OutcomeUnknownException e -> wait = AFTER_THROTTLING;
      case RefusedException e -> notStored(e);
      case AccessDeniedException e -> notStored(e);
    }
  }

  private void notStored(AwsCallException failure) {
    notMade(failure);
    if (failure.action().equals("PutObject") && !failure.code().equals("PreconditionFailed")) {
      // No object can be written, so reading the other volumes would be useless.
      due.clear();
    }
  }

  /** Records a failure that would recur in another attempt. */
  void notMade(RuntimeException failure) {
    notMade(String.valueOf(failure.getMessage()));
  }

  private void notMade(String reason) {
    record(new HashStep.Ended(ManifestLine.notMade(next(), reason)));
  }

  /**
   * The end of an attempt.
   *
   * @param later the remaining items, for the next attempt after the wait; empty when the time of
   *     the run is used up
   */
  record End(List<DueManifest> later, int waitSeconds, ManifestProgress manifests) {}

  /**
   * @param requests the number of requests that were made
   */
  End end(int requests) {
    if (!clock.instant().isBefore(deadline)) {
      if (!due.isEmpty() && next().begun().isPresent()) {
        notMade("the time of the run was used up");
      }
      due.clear();
    }
    return new End(
        List.copyOf(due),
        due.isEmpty() ? 0 : (int) wait.toSeconds(),
        progress.plusRequests(requests));
  }
}
