package ebsbackup.backup;

import java.time.Instant;
import java.util.Optional;

/**
 * An execution of the backup state machine, with what its input says of its plan.
 *
 * @param status Step Functions' name of the status, such as {@code RUNNING}
 * @param plan the plan's name, absent if the input has none
 * @param runId absent likewise
 */
public record Execution(
    String arn, String status, Instant startTime, Optional<String> plan, Optional<String> runId) {

  /** The account that an execution, by its ARN, belongs to. */
  static String accountOf(String arn) {
    return arn.split(":", -1)[4];
  }

  boolean running() {
    return status.equals("RUNNING");
  }

  boolean succeeded() {
    return status.equals("SUCCEEDED");
  }

  /** One order that all executions agree on, also when two started in the same millisecond. */
  boolean isBefore(Instant otherStart, String otherArn) {
    int order = startTime.compareTo(otherStart);
    return order < 0 || (order == 0 && arn.compareTo(otherArn) < 0);
  }
}
