package ebsbackup.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;

/**
 * A workflow of a deployed stack: starts it through Step Functions' API and follows it to its end.
 */
final class DeployedWorkflow {
  /** Often enough to look live; a look is one or two calls. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private static final int PAGE = 1_000;

  private final SfnClient sfn;
  private final String stackName;
  private final Consumer<Duration> pause;

  /**
   * @param pause lets that much time pass
   */
  DeployedWorkflow(SfnClient sfn, String stackName, Consumer<Duration> pause) {
    this.sfn = sfn;
    this.stackName = stackName;
    this.pause = pause;
  }

  /**
   * Runs a workflow.
   *
   * @param workflow {@code restore} or {@code prune}
   * @param eachEvent receives each new event of the history
   * @throws BadInputException if the stack has no such workflow
   */
  FinishedExecution run(
      String workflow, Optional<String> name, String input, Consumer<HistoryEvent> eachEvent) {
    String machine = machineArn(workflow);
    String arn =
        sfn.startExecution(
                request -> request.stateMachineArn(machine).name(name.orElse(null)).input(input))
            .executionArn();
    List<HistoryEvent> history = new ArrayList<>();
    while (true) {
      // The status first: what the history then lacks can only be more of a running execution.
      DescribeExecutionResponse now = sfn.describeExecution(request -> request.executionArn(arn));
      for (HistoryEvent event : history(arn)) {
        if (event.id() > history.size()) {
          history.add(event);
          eachEvent.accept(event);
        }
      }
      if (now.status() != ExecutionStatus.RUNNING) {
        return ended(now, history);
      }
      pause.accept(BETWEEN_LOOKS);
    }
  }

  private static FinishedExecution ended(
      DescribeExecutionResponse execution, List<HistoryEvent> history) {
    return new FinishedExecution(
        execution.name(),
        execution.statusAsString(),
        Optional.ofNullable(execution.error()),
        Optional.ofNullable(execution.cause()),
        Optional.ofNullable(execution.output()),
        execution.startDate(),
        Optional.ofNullable(execution.stopDate()),
        List.copyOf(history),
        Optional.empty());
  }

  /** Events are numbered from 1 without gaps, and a page has the oldest first. */
  private List<HistoryEvent> history(String arn) {
    List<HistoryEvent> events = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      GetExecutionHistoryResponse page =
          sfn.getExecutionHistory(
              request -> request.executionArn(arn).maxResults(PAGE).nextToken(from));
      events.addAll(page.events());
      token = page.nextToken();
    } while (token != null);
    return events;
  }

  private String machineArn(String workflow) {
    String name = stackName + "-" + workflow;
    return sfn
        .listStateMachinesPaginator(request -> request.maxResults(PAGE))
        .stateMachines()
        .stream()
        .filter(machine -> machine.name().equals(name))
        .map(StateMachineListItem::stateMachineArn)
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "--stack-name: there is no state machine %s in this account and Region"
                        .formatted(name)));
  }
}
