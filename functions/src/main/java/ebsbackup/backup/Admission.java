package ebsbackup.backup;

import java.time.Instant;
import java.util.List;

/** Whether a run may start now: never beside another run of the same plan, never a second time. */
public sealed interface Admission {

  /** Nothing stands in the way. */
  record Start() implements Admission {}

  /** Another run of the plan began earlier and is still going. */
  record Wait(String executionArn) implements Admission {}

  /** Another execution is doing, or has done, this very occurrence. */
  record AlreadyDone(String executionArn) implements Admission {}

  /**
   * Decides for one execution.
   *
   * @param others the running executions of the state machine, and those that have succeeded since
   *     the scheduled time
   */
  static Admission decide(Run run, String executionArn, Instant startTime, List<Execution> others) {
    for (Execution other : others) {
      boolean earlier = other.running() && other.isBefore(startTime, executionArn);
      if (other.runId().filter(run.id()::equals).isPresent()
          && !other.arn().equals(executionArn)
          && (earlier || other.succeeded())) {
        return new AlreadyDone(other.arn());
      }
    }
    for (Execution other : others) {
      if (other.plan().filter(run.plan()::equals).isPresent()
          && !other.arn().equals(executionArn)
          && other.running()
          && other.isBefore(startTime, executionArn)) {
        return new Wait(other.arn());
      }
    }
    return new Start();
  }
}
