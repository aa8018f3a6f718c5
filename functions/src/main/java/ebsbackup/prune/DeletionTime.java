package ebsbackup.prune;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The time that one attempt at a page of deletions has.
 *
 * @param begun when the attempt began
 * @param until when it begins no more deletions
 * @param outdated when the decision on the page becomes too old
 */
record DeletionTime(Instant begun, Instant until, Instant outdated) {
  /**
   * How long a decision is valid. A page of 1,000 snapshots takes less than four minutes at EC2's
   * pace. It takes longer if EC2 throttles, or if the execution is stopped and redriven later.
   */
  private static final Duration DECISION_COUNTS = Duration.ofMinutes(10);

  /**
   * Time for a call that hangs and for the response. With less time, the rest is returned, because
   * the progress of a function that times out is lost.
   */
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(60);

  /**
   * Returns the time of an attempt that begins now.
   *
   * @param decidedAt when the page was decided on; absent if an earlier release decided
   * @param deadline when the prune stops deleting
   * @param remaining the time until AWS Lambda ends the function
   */
  static DeletionTime of(
      Instant now, Optional<Instant> decidedAt, Instant deadline, Duration remaining) {
    Instant outdated = decidedAt.orElse(now).plus(DECISION_COUNTS);
    Instant timeIsUp = now.plus(remaining).minus(TIME_TO_ANSWER);
    return new DeletionTime(now, Collections.min(List.of(deadline, outdated, timeIsUp)), outdated);
  }

  /** Whether what is left must be decided on again. */
  boolean isOutdated(Instant now) {
    return !now.isBefore(outdated);
  }
}
