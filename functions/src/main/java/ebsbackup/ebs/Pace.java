package ebsbackup.ebs;

import java.time.Duration;

/**
 * How fast to call EC2. For creating snapshots, EC2 allows a bucket of 100 calls that is refilled
 * at 5 a second, for the whole account and Region.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
public final class Pace {
  /** Sets a page: one full bucket, so that a page begun with a full bucket is never throttled. */
  public static final int PAGE = 100;

  private static final int REFILL_PER_SECOND = 5;

  /** After a throttled call: time for the bucket to hold half a page again. */
  public static final Duration AFTER_THROTTLING = Duration.ofSeconds(10);

  /**
   * After a call whose outcome is unknown, before looking for what it made: a new snapshot can stay
   * invisible for a while (eventual consistency), and a second set would be worse than a wait.
   */
  public static final Duration UNTIL_VISIBLE = Duration.ofSeconds(60);

  private static final Backoff CHECKS = new Backoff(Duration.ofSeconds(15), Duration.ofMinutes(5));

  private Pace() {}

  /** How long until the bucket holds again what was taken from it over that time. */
  public static Duration refill(int calls, Duration elapsed) {
    Duration needed = Duration.ofSeconds((calls + REFILL_PER_SECOND - 1) / REFILL_PER_SECOND);
    Duration left = needed.minus(elapsed);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * The wait before the next check: 15 s at first, then half as long again each time, to 5 minutes.
   *
   * @param previousSeconds the wait before this check; 0 if there was none
   */
  public static Duration nextCheck(int previousSeconds) {
    return CHECKS.next(previousSeconds);
  }
}
