package ebsbackup.pull;

import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CopyPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The completion duration of a time-based copy in minutes, a multiple of 15.
 * https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html
 */
record CompletionTime(int minutes) {
  private static final int STEP = 15;
  private static final int MEBIBYTES_A_SECOND = 500;

  /**
   * The completion duration that the plan requests.
   *
   * @throws InvalidInputException if a snapshot is too large for it
   */
  static Optional<CompletionTime> of(CopyPlan plan, List<Snapshot> snapshots) {
    return plan.completeWithin().map(CompletionTime::within).map(t -> t.checkedFor(snapshots));
  }

  /** The longest valid duration that does not exceed the requested one. */
  static CompletionTime within(Duration asked) {
    return new CompletionTime((int) (asked.toMinutes() / STEP * STEP));
  }

  /** The shortest valid duration for a full copy. */
  static CompletionTime shortest(Snapshot snapshot) {
    long perStep = STEP * 60L * MEBIBYTES_A_SECOND;
    long steps = Math.ceilDiv(snapshot.volumeSize() * 1024L, perStep);
    return new CompletionTime((int) Math.max(1, steps) * STEP);
  }

  /**
   * Checks the duration against the sizes of the snapshots.
   *
   * @throws InvalidInputException naming the first snapshot that takes longer
   */
  CompletionTime checkedFor(List<Snapshot> snapshots) {
    for (Snapshot snapshot : snapshots) {
      Duration shortest = Duration.ofMinutes(shortest(snapshot).minutes());
      if (shortest.toMinutes() > minutes) {
        throw new InvalidInputException(
            "completeWithin",
            Duration.ofMinutes(minutes).toString(),
            "at least %s, the minimum for %s with %d GiB"
                .formatted(shortest, snapshot.snapshotId(), snapshot.volumeSize()));
      }
    }
    return this;
  }
}
