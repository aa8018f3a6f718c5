package ebsbackup.pull;

import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.CopyPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * In how many minutes EC2 shall complete a copy: a multiple of 15.
 * https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html
 */
record CompletionTime(int minutes) {
  private static final int STEP = 15;
  private static final int MEBIBYTES_A_SECOND = 500;

  /**
   * The time that the plan asks for.
   *
   * @throws InvalidInputException if the sizes cannot make it
   */
  static Optional<CompletionTime> of(CopyPlan plan, List<Snapshot> snapshots) {
    return plan.completeWithin().map(CompletionTime::within).map(t -> t.checkedFor(snapshots));
  }

  /** The longest legal time that is not over the one asked for. */
  static CompletionTime within(Duration asked) {
    return new CompletionTime((int) (asked.toMinutes() / STEP * STEP));
  }

  /** The shortest legal time for a full copy. */
  static CompletionTime shortest(Snapshot snapshot) {
    long perStep = STEP * 60L * MEBIBYTES_A_SECOND;
    long steps = (snapshot.volumeSize() * 1024L + perStep - 1) / perStep;
    return new CompletionTime((int) Math.max(1, steps) * STEP);
  }

  /**
   * Checks the time against the sizes.
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
            "at least %s, in which EC2 can copy %s of %d GiB"
                .formatted(shortest, snapshot.snapshotId(), snapshot.volumeSize()));
      }
    }
    return this;
  }
}
