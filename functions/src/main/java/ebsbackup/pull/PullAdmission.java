package ebsbackup.pull;

import ebsbackup.ebs.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether an execution selects sets now. Of all running executions for one copy plan, the oldest
 * pulls, and one waits for it to end, since the oldest may have selected sets before the newest
 * were shared. A third execution ends, since the waiting one will select every set that exists now.
 *
 * @param other the execution that this one leaves the pull to
 * @param waitSeconds the wait until this one checks again; 0 if it selects now or ends
 */
record PullAdmission(Optional<String> other, int waitSeconds) {
  /** An execution may take 24 hours, of which twelve are for the pull itself. */
  static final Duration LONGEST_WAIT = Duration.ofHours(11);

  private static final Backoff LOOKS = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(5));

  /** With one check per minute, the history stays below 25,000 events. */
  private static final Duration LONGEST_PULL = Duration.ofHours(12);

  static final PullAdmission NOW = new PullAdmission(Optional.empty(), 0);

  /** The deadline of a pull that begins now. Absent if it does not begin. */
  Optional<Instant> deadline(Instant now) {
    return equals(NOW) ? Optional.of(now.plus(LONGEST_PULL)) : Optional.empty();
  }

  /** How long an early pull still lets the sets settle before it checks for other pulls. */
  static Optional<PullAdmission> settling(OtherPull own, Instant now) {
    Duration left = Duration.between(now, own.startTime().plus(EarlyPull.SETTLING));
    return own.early() && left.isPositive()
        ? Optional.of(new PullAdmission(Optional.empty(), (int) left.plusMillis(999).toSeconds()))
        : Optional.empty();
  }

  /**
   * Decides for one execution.
   *
   * @param running all running executions for the plan
   * @param waitedSeconds the wait before this check; 0 if there was none
   */
  static PullAdmission of(OtherPull own, List<OtherPull> running, int waitedSeconds, Instant now) {
    List<OtherPull> before = own.before(running);
    if (before.isEmpty()) {
      return NOW;
    }
    // An early pull starts no prune, so a scheduled pull never leaves its work to a waiting early
    // pull.
    boolean oneWaits = before.stream().skip(1).anyMatch(other -> own.early() || !other.early());
    boolean over = !now.isBefore(own.startTime().plus(LONGEST_WAIT));
    return oneWaits || over
        ? new PullAdmission(Optional.of(before.getFirst().executionArn()), 0)
        : new PullAdmission(Optional.empty(), (int) LOOKS.next(waitedSeconds).toSeconds());
  }
}
