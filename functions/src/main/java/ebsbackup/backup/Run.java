package ebsbackup.backup;

import ebsbackup.request.Plan;
import java.time.Duration;
import java.time.Instant;

/**
 * One occurrence of a plan: every step of a backup execution gets it.
 *
 * @param id the value of the tag {@code ebs-backup:run}
 * @param plan the plan's name
 * @param startedAt when the execution started
 * @param deadline when the run stops waiting
 */
public record Run(String id, String plan, Instant startedAt, Instant deadline) {

  /** Enough for 10,000 sets of four volumes to be shared, and as many to be withdrawn. */
  private static final Duration SHARING = Duration.ofHours(12);

  /** The run of an execution that started then. */
  static Run of(Plan plan, String executionName, Instant startTime) {
    return new Run(
        plan.runId(executionName, startTime),
        plan.name(),
        startTime,
        startTime.plus(plan.deadline()));
  }

  /** The time by which people know the run: the scheduled one, or the start of a manual run. */
  Instant occurrence(Plan plan) {
    return plan.scheduledTime().orElse(startedAt);
  }

  /** When the run stops sharing: what is not shared by then is a problem. */
  Instant sharingEnds() {
    return deadline.plus(SHARING);
  }

  public boolean over(Instant now) {
    return !now.isBefore(deadline);
  }

  /** The wait, cut so that it does not reach past the deadline; at least a second. */
  public int waitSeconds(Duration wished, Instant now) {
    Duration left = Duration.between(now, deadline);
    return (int) Math.max(1, Math.min(wished.toSeconds(), left.toSeconds()));
  }
}
