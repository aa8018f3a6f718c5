package ebsbackup.backup;

import ebsbackup.ebs.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a run continues to wait for its snapshots.
 *
 * @param pending the number of pending snapshots
 * @param waitSeconds the wait before the next check
 */
public record SnapshotCheck(boolean finished, int pending, int waitSeconds) {

  /**
   * Decides on the pending snapshots that a listing shows. The listing proves nothing until all new
   * snapshots must be visible, so the run waits for that even if its deadline has passed.
   * Otherwise, it would report sets that it has just created as missing.
   *
   * @param previousSeconds the wait before this check; 0 if there was none
   * @param createdAt when this execution last created a snapshot; empty if it created none
   */
  static SnapshotCheck of(
      Run run, int previousSeconds, Optional<Instant> createdAt, int pending, Instant now) {
    Duration untilVisible =
        createdAt
            .map(at -> Duration.between(now, at.plus(Pace.UNTIL_VISIBLE)))
            .filter(Duration::isPositive)
            .orElse(Duration.ZERO);
    boolean over = run.over(now);
    return new SnapshotCheck(
        untilVisible.isZero() && (pending == 0 || over),
        pending,
        over
            ? Math.toIntExact(untilVisible.plusMillis(999).toSeconds())
            : run.waitSeconds(Pace.nextCheck(previousSeconds), now));
  }
}
