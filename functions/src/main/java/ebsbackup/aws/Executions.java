package ebsbackup.aws;

import ebsbackup.failure.AwsCallException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.StateExitedEventDetails;

/** Executions in Step Functions. Every method throws {@link AwsCallException}. */
public final class Executions {
  /** Step Functions' largest page. */
  private static final int PAGE = 1_000;

  /** Enough for most days: older executions are not read. */
  private static final int PAGE_OF_SUCCEEDED = 100;

  private final SfnClient sfn;

  Executions(SfnClient sfn) {
    this.sfn = sfn;
  }

  /**
   * An execution as Step Functions describes it.
   *
   * @param input the input that it was started with
   * @param output absent unless it succeeded
   * @param error absent unless it failed, as is the cause
   */
  public record Description(
      String arn,
      String stateMachineArn,
      String name,
      String status,
      Instant startTime,
      String input,
      Optional<String> output,
      Optional<String> error,
      Optional<String> cause) {}

  /** The running executions of a state machine. */
  public List<Description> running(String stateMachineArn) {
    return described(stateMachineArn, ExecutionStatus.RUNNING, Instant.MIN, PAGE);
  }

  /** The executions of a state machine that started at or after an instant and have succeeded. */
  public List<Description> succeededSince(String stateMachineArn, Instant since) {
    return described(stateMachineArn, ExecutionStatus.SUCCEEDED, since, PAGE_OF_SUCCEEDED);
  }

  /** The executions of a state machine that have succeeded, the most recently ended first. */
  public List<Description> latestSucceeded(String stateMachineArn, int atMost) {
    return Calls.call(
            "ListExecutions",
            () ->
                sfn.listExecutions(
                    request ->
                        request
                            .stateMachineArn(stateMachineArn)
                            .statusFilter(ExecutionStatus.SUCCEEDED)
                            .maxResults(atMost)))
        .executions()
        .stream()
        .map(item -> describe(item.executionArn()))
        .toList();
  }

  public Description describe(String executionArn) {
    DescribeExecutionResponse e =
        Calls.call(
            "DescribeExecution",
            () -> sfn.describeExecution(request -> request.executionArn(executionArn)));
    return new Description(
        e.executionArn(),
        e.stateMachineArn(),
        e.name(),
        e.statusAsString(),
        e.startDate(),
        Optional.ofNullable(e.input()).orElse("{}"),
        Optional.ofNullable(e.output()),
        Optional.ofNullable(e.error()),
        Optional.ofNullable(e.cause()));
  }

  /**
   * The last output of a state with one of these names, as JSON; empty if the execution has not
   * exited any of them.
   */
  public Optional<String> lastOutputOf(String executionArn, Set<String> states) {
    return Calls.call(
        "GetExecutionHistory",
        () ->
            sfn
                .getExecutionHistoryPaginator(
                    request ->
                        request.executionArn(executionArn).reverseOrder(true).maxResults(PAGE))
                .events()
                .stream()
                .map(HistoryEvent::stateExitedEventDetails)
                .filter(exited -> exited != null && states.contains(exited.name()))
                .findFirst()
                .map(StateExitedEventDetails::output));
  }

  /**
   * Step Functions lists ended executions by their end, latest first. An execution that ended
   * before the instant therefore ends the listing, but one that only started before it does not.
   */
  private List<Description> described(
      String stateMachineArn, ExecutionStatus status, Instant since, int page) {
    return Calls.call(
            "ListExecutions",
            () ->
                sfn
                    .listExecutionsPaginator(
                        request ->
                            request
                                .stateMachineArn(stateMachineArn)
                                .statusFilter(status)
                                .maxResults(page))
                    .executions()
                    .stream()
                    .takeWhile(e -> e.stopDate() == null || !e.stopDate().isBefore(since))
                    .filter(e -> !e.startDate().isBefore(since))
                    .map(ExecutionListItem::executionArn)
                    .toList())
        .stream()
        .map(this::describe)
        .toList();
  }
}
