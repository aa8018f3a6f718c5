package ebsbackup.prune;

import ebsbackup.report.Quantity;
import java.time.Duration;
import java.util.Optional;

/** What stops a prune before its first deletion, and how many sets it may delete. */
public final class SafetyLimits {
  /** Every run may delete this many sets; otherwise a plan of a few sets could never be pruned. */
  private static final int ALWAYS_ALLOWED = 50;

  /** One fifth of the sets. */
  private static final int SHARE = 5;

  private static final Duration CLOCKS_MAY_DIFFER_BY = Duration.ofMinutes(5);

  private SafetyLimits() {}

  /** The most sets that one run may delete. */
  static int most(int sets, Optional<Integer> maxDeletions) {
    return maxDeletions.orElse(Math.max(ALWAYS_ALLOWED, sets / SHARE));
  }

  /**
   * Why this number of sets must not be deleted; empty if it is allowed.
   *
   * @param sets the number of sets of the plan
   */
  public static Optional<String> tooMany(int sets, int deletions, Optional<Integer> maxDeletions) {
    int most = most(sets, maxDeletions);
    return deletions <= most
        ? Optional.empty()
        : Optional.of(
            "%d of %s would be deleted, and one run may delete %d%s. If this is"
                    .formatted(
                        deletions,
                        Quantity.of(sets, "set"),
                        most,
                        maxDeletions.isPresent()
                            ? " (maxDeletions)"
                            : " (the larger of 50 and 20 %)")
                + " intended, start the prune manually with \"maxDeletions\": %d"
                    .formatted(deletions));
  }

  /**
   * Why the clocks cannot be trusted; empty if they can.
   *
   * @param aheadBy how far AWS's clock is ahead of ours; absent if AWS did not send its time
   */
  public static Optional<String> clocks(Optional<Duration> aheadBy) {
    if (aheadBy.isEmpty()) {
      return Optional.of("EC2's response has no valid Date header, so ages cannot be trusted");
    }
    Duration by = aheadBy.get().abs();
    return by.compareTo(CLOCKS_MAY_DIFFER_BY) <= 0
        ? Optional.empty()
        : Optional.of(
            "this function's clock and EC2's differ by %s, more than %s"
                .formatted(by, CLOCKS_MAY_DIFFER_BY));
  }
}
