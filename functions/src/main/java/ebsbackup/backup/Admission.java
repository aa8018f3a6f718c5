package ebsbackup.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether a run may start now: it must not run alongside another run of the same plan, nor repeat
 * an occurrence.
 *
 * @param other the execution that prevents the start
 * @param waitSeconds the wait before the next check
 */
record Admission(Turn turn, Optional<String> other, int waitSeconds) {

  /** With the longest deadline, three days, this stays well below 25,000 history events. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(5);

  /**
   * Decides for one execution.
   *
   * @param listed the running executions of the state machine and those that have succeeded since
   *     the scheduled time; possibly including this one
   */
  static Admission decide(
      Run run, String executionArn, Instant startTime, List<Execution> listed, Instant now) {
    List<Execution> others =
        listed.stream().filter(other -> !other.arn().equals(executionArn)).toList();
    for (Execution other : others) {
      boolean earlier = other.running() && other.isBefore(startTime, executionArn);
      if (other.runId().filter(run.id()::equals).isPresent() && (earlier || other.succeeded())) {
        return new Admission(Turn.ALREADY_DONE, Optional.of(other.arn()), 0);
      }
    }
    for (Execution other : others) {
      if (other.plan().filter(run.plan()::equals).isPresent()
          && other.running()
          && other.isBefore(startTime, executionArn)) {
        return new Admission(
            run.over(now) ? Turn.GIVE_UP : Turn.WAIT,
            Optional.of(other.arn()),
            run.waitSeconds(BETWEEN_LOOKS, now));
      }
    }
    return new Admission(Turn.START, Optional.empty(), 0);
  }
}
