package ebsbackup.ebs;

import java.time.Duration;

/**
 * How fast to call EC2. For creating snapshots, EC2 has a token bucket of 100 calls that refills at
 * 5 per second, for the whole account and Region.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
public final class Pace {
  /**
   * The sets of a page: one full bucket, so a page that starts with a full bucket is never
   * throttled.
   */
  public static final int PAGE = 100;

  private static final int REFILL_PER_SECOND = 5;

  /** The wait after a throttled call: the bucket then has tokens for half a page again. */
  public static final Duration AFTER_THROTTLING = Duration.ofSeconds(10);

  /**
   * The wait after a call whose outcome is unknown, before looking for what it created: a new
   * snapshot can stay invisible for a while (eventual consistency), and a second set would be worse
   * than a wait.
   */
  public static final Duration UNTIL_VISIBLE = Duration.ofSeconds(60);

  private static final Backoff CHECKS = new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(5));

  private Pace() {}

  /**
   * Returns the time until the calls made in the elapsed time are refilled, in whole seconds, as
   * the definitions wait: a wait that is too short would only be throttled again.
   */
  public static Duration refill(int calls, Duration elapsed) {
    Duration needed = Duration.ofSeconds((calls + REFILL_PER_SECOND - 1) / REFILL_PER_SECOND);
    Duration left = needed.minusSeconds(elapsed.toSeconds());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * The wait before the next check: 15 s at first, then half as long again each time, up to 5
   * minutes.
   *
   * @param previousSeconds the wait before this check; 0 if there was none
   */
  public static Duration nextCheck(int previousSeconds) {
    return CHECKS.next(previousSeconds);
  }
}
