package ebsbackup.pull;

import ebsbackup.ebs.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether an execution selects sets now. Of all that run for one copy plan, the one that began
 * first pulls, and one waits for its end, since the first may have selected before the newest sets
 * were shared. What is there when a third one asks, the waiting one will select: the third ends.
 *
 * @param other the execution to which this one leaves the pull
 * @param waitSeconds until this one asks again; 0 if it selects now or ends
 */
record Turn(Optional<String> other, int waitSeconds) {
  /** Of an execution that may take 24 hours: twelve are for the pull itself. */
  static final Duration LONGEST_WAIT = Duration.ofHours(11);

  private static final Backoff LOOKS = new Backoff(Duration.ofMinutes(1), Duration.ofMinutes(5));

  /** With a check a minute, the history stays under 25,000 events. */
  private static final Duration LONGEST_PULL = Duration.ofHours(12);

  static final Turn NOW = new Turn(Optional.empty(), 0);

  /** When the pull that begins now ends; absent if it does not begin. */
  Optional<Instant> deadline(Instant now) {
    return equals(NOW) ? Optional.of(now.plus(LONGEST_PULL)) : Optional.empty();
  }

  /** How long an early pull still lets the sets settle, before it looks for others. */
  static Optional<Turn> settling(OtherPull own, Instant now) {
    Duration left = Duration.between(now, own.startTime().plus(EarlyPull.SETTLING));
    return own.early() && left.isPositive()
        ? Optional.of(new Turn(Optional.empty(), (int) left.plusMillis(999).toSeconds()))
        : Optional.empty();
  }

  /**
   * Decides.
   *
   * @param running all executions for the plan
   * @param waitedSeconds the wait before this look; 0 if there was none
   */
  static Turn of(OtherPull own, List<OtherPull> running, int waitedSeconds, Instant now) {
    List<OtherPull> before = own.before(running);
    if (before.isEmpty()) {
      return NOW;
    }
    // An early pull starts no prune, so no other leaves its work to one that waits.
    boolean oneWaits = before.stream().skip(1).anyMatch(other -> own.early() || !other.early());
    boolean over = !now.isBefore(own.startTime().plus(LONGEST_WAIT));
    return oneWaits || over
        ? new Turn(Optional.of(before.getFirst().executionArn()), 0)
        : new Turn(Optional.empty(), (int) LOOKS.next(waitedSeconds).toSeconds());
  }
}
