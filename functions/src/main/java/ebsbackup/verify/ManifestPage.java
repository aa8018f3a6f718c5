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

  /** As many as for a set that is verified. */
  static final int MAX_ATTEMPTS = VerificationPage.MAX_ATTEMPTS;

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
      case ThrottledException e -> postpone(e);
      case OutcomeUnknownException e -> postpone(e);
      case RefusedException e -> notStored(e);
      case AccessDeniedException e -> notStored(e);
    }
  }

  /**
   * Ends the attempt, and moves the snapshot behind those of other volumes: a single snapshot that
   * AWS does not read must not keep them waiting. The later snapshots of its volume move with it,
   * since they will be compared with it.
   */
  private void postpone(AwsCallException failure) {
    wait = AFTER_THROTTLING;
    DueManifest tried = next().plusAttempt();
    if (tried.attempts() >= MAX_ATTEMPTS || over()) {
      notMade(failure);
      return;
    }
    due.remove();
    List<DueManifest> ofVolume =
        due.stream().filter(each -> each.volumeId().equals(tried.volumeId())).toList();
    due.removeAll(ofVolume);
    due.add(tried);
    due.addAll(ofVolume);
  }

  /** Whether no step can be made after the wait. */
  private boolean over() {
    return !clock.instant().plus(wait).isBefore(deadline);
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
    DueManifest failed = next();
    record(
        failed
            .original()
            .<HashStep>map(
                original -> new HashStep.Compared(CopyLine.unknown(failed, original, reason)))
            .orElseGet(() -> new HashStep.Ended(ManifestLine.notMade(failed, reason))));
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
    while (over() && !due.isEmpty()) {
      if (next().begun().isPresent() || next().attempts() > 0) {
        notMade("the time of the run was used up");
      } else {
        due.remove();
      }
    }
    return new End(
        List.copyOf(due),
        due.isEmpty() ? 0 : (int) wait.toSeconds(),
        progress.plusRequests(requests));
  }
}
