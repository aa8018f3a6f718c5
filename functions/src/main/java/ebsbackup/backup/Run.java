package ebsbackup.backup;

import ebsbackup.request.Plan;
import java.time.Duration;
import java.time.Instant;

/**
 * One occurrence of a plan. It is passed to every step of a backup execution.
 *
 * @param id the value of the tag {@code ebs-backup:run}
 * @param plan the plan's name
 * @param startedAt when the execution started
 * @param deadline when the run stops waiting
 */
public record Run(String id, String plan, Instant startedAt, Instant deadline) {

  /** Enough to share 10,000 sets of four volumes and to withdraw as many. */
  private static final Duration SHARING = Duration.ofHours(12);

  /** Returns the run of an execution that started at the given time. */
  static Run of(Plan plan, String executionName, Instant startTime) {
    return new Run(
        plan.runId(executionName, startTime),
        plan.name(),
        startTime,
        startTime.plus(plan.deadline()));
  }

  /**
   * The time that identifies the run to users: the scheduled time, or the start of a manual run.
   */
  Instant occurrence(Plan plan) {
    return plan.scheduledTime().orElse(startedAt);
  }

  /** When the run stops sharing. What is not shared by then is a problem. */
  Instant sharingEnds() {
    return deadline.plus(SHARING);
  }

  public boolean over(Instant now) {
    return !now.isBefore(deadline);
  }

  /**
   * Shortens the wait to end at the deadline, and not before, because an attempt before the
   * deadline may create something. Returns at least one second.
   */
  public int waitSeconds(Duration wished, Instant now) {
    Duration left = Duration.between(now, deadline).plusMillis(999);
    return (int) Math.max(1, Math.min(wished.toSeconds(), left.toSeconds()));
  }
}
