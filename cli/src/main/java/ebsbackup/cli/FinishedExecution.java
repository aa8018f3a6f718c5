package ebsbackup.cli;

import embeddedcloud.states.Execution;
import embeddedcloud.states.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * An execution that has ended, on the embedded cloud or on AWS.
 *
 * @param status the status, as Step Functions names it
 * @param usage known only for executions on the embedded cloud
 */
record FinishedExecution(
    String name,
    String status,
    Optional<String> error,
    Optional<String> cause,
    Optional<String> output,
    Instant startDate,
    Optional<Instant> stopDate,
    List<HistoryEvent> history,
    Optional<Usage> usage) {

  static FinishedExecution of(Execution execution) {
    return new FinishedExecution(
        execution.name(),
        execution.status().toString(),
        execution.error(),
        execution.cause(),
        execution.output(),
        execution.startDate(),
        execution.stopDate(),
        execution.history(),
        Optional.of(execution.usage()));
  }

  boolean succeeded() {
    return status.equals("SUCCEEDED");
  }
}
