package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;

/**
 * Which sets to verify: the input of a verify execution, which a good backup may start.
 *
 * @param plan the plan whose sets to verify
 * @param maxRequests how many requests to the EBS direct APIs one run may make, apart from those
 *     for manifests
 * @param manifest whether to store the SHA-256 of every block
 * @param maxManifestRequests how many requests one run may make for manifests
 * @param dryRun whether only to say what there is to read, and what it costs
 */
public record VerifyRequest(
    String plan, int maxRequests, boolean manifest, int maxManifestRequests, boolean dryRun) {
  /** About 900 ordinary volumes, for at most 6 cents. */
  public static final int DEFAULT_MAX_REQUESTS = 20_000;

  /** About 1 TiB of data, for at most 6 dollars. */
  public static final int DEFAULT_MAX_MANIFEST_REQUESTS = 2_000_000;

  /**
   * 60 requests for each volume of a set of 128 volumes, EC2's largest: with fewer requests, it
   * could not be read.
   */
  private static final int FEWEST = 10_000;

  /** 45,000 ordinary volumes, for at most 3 dollars. */
  private static final int MOST = 1_000_000;

  /** Below the largest number that a request counter can hold, even after several more attempts. */
  private static final int MAX_FOR_MANIFESTS = 1_000_000_000;

  public VerifyRequest {
    Plan.checkName(plan);
    checkMaxRequests("maxRequests", maxRequests);
    checkMaxManifestRequests("maxManifestRequests", maxManifestRequests);
  }

  /**
   * Checks that manifests can be stored.
   *
   * @throws InvalidInputException if they are requested but there is no bucket
   */
  public void checkManifest(boolean hasBucket) {
    if (manifest && !hasBucket) {
      throw new InvalidInputException(
          "manifest", "true", "false, or a stack whose parameter ManifestBucket names a bucket");
    }
  }

  /**
   * Checks the number as a field of a plan.
   *
   * @param field the path of the field in the input
   */
  public static void checkMaxRequests(String field, int maxRequests) {
    check(field, maxRequests, MOST);
  }

  /** Checks the number of requests for manifests. */
  public static void checkMaxManifestRequests(String field, int maxManifestRequests) {
    check(field, maxManifestRequests, MAX_FOR_MANIFESTS);
  }

  private static void check(String field, int requests, int most) {
    if (requests < FEWEST || requests > most) {
      throw new InvalidInputException(
          field, Integer.toString(requests), "a number from %d to %d".formatted(FEWEST, most));
    }
  }
}
