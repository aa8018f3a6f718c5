package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;

/**
 * Which sets to verify: the input of a verify execution, which a good backup may start.
 *
 * @param plan whose sets
 * @param maxRequests how many requests to the EBS direct APIs one run may make
 */
public record VerifyRequest(String plan, int maxRequests) {
  /** About 900 ordinary volumes, for at most 6 cents. */
  public static final int DEFAULT_MAX_REQUESTS = 20_000;

  /** A set of 128 volumes, EC2's largest, at 60 requests each: with fewer, it could not be read. */
  private static final int FEWEST = 10_000;

  /** 45,000 ordinary volumes, for at most 3 dollars. */
  private static final int MOST = 1_000_000;

  public VerifyRequest {
    Plan.checkName(plan);
    checkMaxRequests("maxRequests", maxRequests);
  }

  /**
   * Checks the number where it stands in a plan.
   *
   * @param field its path in the input
   */
  public static void checkMaxRequests(String field, int maxRequests) {
    if (maxRequests < FEWEST || maxRequests > MOST) {
      throw new InvalidInputException(
          field, Integer.toString(maxRequests), "a number from %d to %d".formatted(FEWEST, MOST));
    }
  }
}
