package ebsbackup.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;

/**
 * Starts a workflow of a deployed stack through the Step Functions API and follows it to its end.
 */
final class DeployedWorkflow {
  /** Often enough to look live. Each look takes at least two calls. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private static final int PAGE = 1_000;

  private final SfnClient sfn;
  private final String stackName;
  private final Consumer<Duration> pause;

  /**
   * @param pause waits for the given duration
   */
  DeployedWorkflow(SfnClient sfn, String stackName, Consumer<Duration> pause) {
    this.sfn = sfn;
    this.stackName = stackName;
    this.pause = pause;
  }

  /**
   * Starts a workflow.
   *
   * @param workflow the workflow's name, such as {@code restore}
   * @return the ARN of the execution
   * @throws BadInputException if the stack has no such workflow
   */
  String start(String workflow, Optional<String> name, String input) {
    String machine = machineArn(workflow);
    return sfn.startExecution(
            request -> request.stateMachineArn(machine).name(name.orElse(null)).input(input))
        .executionArn();
  }

  /**
   * Follows an execution to its end.
   *
   * @param eachEvent receives each event of the history, in order
   * @param eachLook runs after each look at an execution that is still running
   */
  FinishedExecution follow(String arn, Consumer<HistoryEvent> eachEvent, Runnable eachLook) {
    List<HistoryEvent> history = new ArrayList<>();
    while (true) {
      // Read the status first: if the execution has ended by then, the history is complete.
      DescribeExecutionResponse now = sfn.describeExecution(request -> request.executionArn(arn));
      List<HistoryEvent> events = eventsAfter(history.size(), arn);
      history.addAll(events);
      events.forEach(eachEvent);
      if (now.status() != ExecutionStatus.RUNNING) {
        return ended(now, history);
      }
      eachLook.run();
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

  /**
   * Events are numbered from 1 without gaps. They are read newest first, because a long history has
   * 25 pages and a look needs one.
   */
  private List<HistoryEvent> eventsAfter(int last, String arn) {
    List<HistoryEvent> events = new ArrayList<>();
    for (HistoryEvent event :
        sfn.getExecutionHistoryPaginator(
                request -> request.executionArn(arn).reverseOrder(true).maxResults(PAGE))
            .events()) {
      if (event.id() <= last) {
        break;
      }
      events.add(event);
    }
    return events.reversed();
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
