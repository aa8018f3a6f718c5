package ebsbackup.backup;

import java.time.Instant;
import java.util.Optional;

/**
 * An execution of the backup state machine, with the plan that its input names and the result that
 * its output names.
 *
 * @param status Step Functions' name for the status, for example {@code RUNNING}
 * @param plan the plan's name; absent if the input has none
 * @param runId the run id; absent if the input has no plan
 * @param result the status in the report; absent unless the execution has succeeded
 */
public record Execution(
    String arn,
    String status,
    Instant startTime,
    Optional<String> plan,
    Optional<String> runId,
    Optional<Status> result) {

  /** Returns the account id in the ARN of an execution. */
  static String accountOf(String arn) {
    return arn.split(":", -1)[4];
  }

  boolean running() {
    return status.equals("RUNNING");
  }

  /**
   * Whether it has backed up what the plan selects. An execution that left this to another one has
   * not, although it has succeeded: the other one may have failed since.
   */
  boolean succeeded() {
    return status.equals("SUCCEEDED") && !result.equals(Optional.of(Status.ALREADY_DONE));
  }

  /** The order is the same for all executions, even if two started in the same millisecond. */
  boolean isBefore(Instant otherStart, String otherArn) {
    int order = startTime.compareTo(otherStart);
    return order < 0 || (order == 0 && arn.compareTo(otherArn) < 0);
  }
}
