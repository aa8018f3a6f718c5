package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * How a plan is pruned, apart from its {@link Keep}.
 *
 * @param timeZone the time zone in which hours, days, weeks, months and years are counted
 * @param maxDeletions the most sets that one run may delete; if absent, the larger of 50 and a
 *     fifth of the plan's sets
 * @param grace how old a set that is not good must be to be deleted
 * @param keepUntil for a manual run: its sets are kept until then and do not count for the rules
 * @param dryRun whether to decide and report, but delete nothing
 * @param estimate whether to estimate what each deletion frees, which costs requests to the EBS
 *     direct APIs
 */
public record Pruning(
    ZoneId timeZone,
    Optional<Integer> maxDeletions,
    Duration grace,
    Optional<Instant> keepUntil,
    boolean dryRun,
    boolean estimate) {

  public static final Duration DEFAULT_GRACE = Duration.ofDays(2);

  /** Leaves time to look at a failed set before it is deleted. */
  private static final Duration SHORTEST_GRACE = Duration.ofHours(1);

  private static final Duration LONGEST_GRACE = Duration.ofDays(365);

  public static final Pruning DEFAULT =
      new Pruning(
          ZoneId.of("UTC"), Optional.empty(), DEFAULT_GRACE, Optional.empty(), false, false);

  public Pruning {
    maxDeletions.ifPresent(
        most -> {
          if (most < 1) {
            throw new InvalidInputException("maxDeletions", most.toString(), "at least 1 set");
          }
        });
    if (grace.compareTo(SHORTEST_GRACE) < 0 || grace.compareTo(LONGEST_GRACE) > 0) {
      throw new InvalidInputException(
          "grace",
          grace.toString(),
          "a duration from %s to P%dD".formatted(SHORTEST_GRACE, LONGEST_GRACE.toDays()));
    }
  }
}
