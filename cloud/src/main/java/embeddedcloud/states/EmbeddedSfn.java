package embeddedcloud.states;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.CloudWatchEventsExecutionDataDetails;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineRequest;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveFilter;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryRequest;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.ListExecutionsRequest;
import software.amazon.awssdk.services.sfn.model.ListExecutionsResponse;
import software.amazon.awssdk.services.sfn.model.ListStateMachinesRequest;
import software.amazon.awssdk.services.sfn.model.ListStateMachinesResponse;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionRequest;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineStatus;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionResponse;

/** The SDK's client for Step Functions, answered by {@link StateMachines} in this JVM. */
public final class EmbeddedSfn implements SfnClient {
  private static final CloudWatchEventsExecutionDataDetails INCLUDED =
      CloudWatchEventsExecutionDataDetails.builder().included(true).build();

  private final StateMachines stateMachines;

  public EmbeddedSfn(StateMachines stateMachines) {
    this.stateMachines = stateMachines;
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}

  @Override
  public StartExecutionResponse startExecution(StartExecutionRequest request) {
    Execution execution =
        stateMachines.startExecution(
            required("stateMachineArn", request.stateMachineArn()),
            Optional.ofNullable(request.name()),
            Optional.ofNullable(request.input()).orElse("{}"));
    return StartExecutionResponse.builder()
        .executionArn(execution.arn())
        .startDate(execution.startDate())
        .build();
  }

  @Override
  public StopExecutionResponse stopExecution(StopExecutionRequest request) {
    String arn = required("executionArn", request.executionArn());
    stateMachines.stopExecution(
        arn, Optional.ofNullable(request.error()), Optional.ofNullable(request.cause()));
    return StopExecutionResponse.builder()
        .stopDate(stateMachines.execution(arn).stopDate().orElseThrow())
        .build();
  }

  @Override
  public RedriveExecutionResponse redriveExecution(RedriveExecutionRequest request) {
    String arn = required("executionArn", request.executionArn());
    stateMachines.redriveExecution(arn);
    return RedriveExecutionResponse.builder()
        .redriveDate(stateMachines.execution(arn).redriveDate().orElseThrow())
        .build();
  }

  @Override
  public DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
    Execution execution = stateMachines.execution(required("executionArn", request.executionArn()));
    return DescribeExecutionResponse.builder()
        .executionArn(execution.arn())
        .stateMachineArn(execution.machine().arn())
        .name(execution.name())
        .status(execution.status())
        .startDate(execution.startDate())
        .stopDate(execution.stopDate().orElse(null))
        .input(execution.input())
        .inputDetails(INCLUDED)
        .output(execution.output().orElse(null))
        .outputDetails(execution.output().isPresent() ? INCLUDED : null)
        .error(execution.error().orElse(null))
        .cause(execution.cause().orElse(null))
        .redriveCount(execution.redriveCount())
        .redriveDate(execution.redriveDate().orElse(null))
        .redriveStatus(
            execution.isRedrivable()
                ? ExecutionRedriveStatus.REDRIVABLE
                : ExecutionRedriveStatus.NOT_REDRIVABLE)
        .build();
  }

  @Override
  public GetExecutionHistoryResponse getExecutionHistory(GetExecutionHistoryRequest request) {
    List<HistoryEvent> events =
        stateMachines.execution(required("executionArn", request.executionArn())).history();
    Page<HistoryEvent> page =
        Page.of(
            (Boolean.TRUE.equals(request.reverseOrder()) ? events.reversed() : events).stream(),
            request.maxResults(),
            request.nextToken(),
            stateMachines.mostResults());
    boolean data = !Boolean.FALSE.equals(request.includeExecutionData());
    return GetExecutionHistoryResponse.builder()
        .events(data ? page.items() : page.items().stream().map(EmbeddedSfn::bare).toList())
        .nextToken(page.nextToken().orElse(null))
        .build();
  }

  /** The event without inputs and outputs, as returned for includeExecutionData=false. */
  private static HistoryEvent bare(HistoryEvent event) {
    HistoryEvent.Builder bare = event.toBuilder();
    if (event.executionStartedEventDetails() != null) {
      bare.executionStartedEventDetails(
          event.executionStartedEventDetails().toBuilder().input(null).build());
    }
    if (event.executionSucceededEventDetails() != null) {
      bare.executionSucceededEventDetails(
          event.executionSucceededEventDetails().toBuilder().output(null).build());
    }
    if (event.stateEnteredEventDetails() != null) {
      bare.stateEnteredEventDetails(
          event.stateEnteredEventDetails().toBuilder().input(null).build());
    }
    if (event.stateExitedEventDetails() != null) {
      bare.stateExitedEventDetails(
          event.stateExitedEventDetails().toBuilder().output(null).build());
    }
    if (event.taskSucceededEventDetails() != null) {
      bare.taskSucceededEventDetails(
          event.taskSucceededEventDetails().toBuilder().output(null).build());
    }
    return bare.build();
  }

  @Override
  public ListExecutionsResponse listExecutions(ListExecutionsRequest request) {
    String machineArn = required("stateMachineArn", request.stateMachineArn());
    Stream<Execution> executions =
        (request.statusFilter() == ExecutionStatus.RUNNING
                ? stateMachines.running(machineArn)
                : stateMachines.latestFirst(machineArn))
            .filter(execution -> matches(request, execution));
    Page<Execution> page =
        Page.of(executions, request.maxResults(), request.nextToken(), stateMachines.mostResults());
    return ListExecutionsResponse.builder()
        .executions(page.items().stream().map(EmbeddedSfn::item).toList())
        .nextToken(page.nextToken().orElse(null))
        .build();
  }

  private static boolean matches(ListExecutionsRequest request, Execution execution) {
    ExecutionStatus status = request.statusFilter();
    ExecutionRedriveFilter redrive = request.redriveFilter();
    boolean redriven = execution.redriveCount() > 0;
    return (status == null || status == execution.status())
        && (redrive == null || (redrive == ExecutionRedriveFilter.REDRIVEN) == redriven);
  }

  private static ExecutionListItem item(Execution execution) {
    return ExecutionListItem.builder()
        .executionArn(execution.arn())
        .stateMachineArn(execution.machine().arn())
        .name(execution.name())
        .status(execution.status())
        .startDate(execution.startDate())
        .stopDate(execution.stopDate().orElse(null))
        .redriveCount(execution.redriveCount())
        .redriveDate(execution.redriveDate().orElse(null))
        .build();
  }

  @Override
  public DescribeStateMachineResponse describeStateMachine(DescribeStateMachineRequest request) {
    StateMachine machine =
        stateMachines.machine(required("stateMachineArn", request.stateMachineArn()));
    return DescribeStateMachineResponse.builder()
        .stateMachineArn(machine.arn())
        .name(machine.name())
        .status(StateMachineStatus.ACTIVE)
        .definition(machine.definitionText())
        .roleArn(machine.roleArn())
        .type(StateMachineType.STANDARD)
        .creationDate(machine.creationDate())
        .build();
  }

  @Override
  public ListStateMachinesResponse listStateMachines(ListStateMachinesRequest request) {
    Function<StateMachine, StateMachineListItem> item =
        machine ->
            StateMachineListItem.builder()
                .stateMachineArn(machine.arn())
                .name(machine.name())
                .type(StateMachineType.STANDARD)
                .creationDate(machine.creationDate())
                .build();
    Page<StateMachineListItem> page =
        Page.of(
            stateMachines.machines().stream().map(item),
            request.maxResults(),
            request.nextToken(),
            stateMachines.mostResults());
    return ListStateMachinesResponse.builder()
        .stateMachines(page.items())
        .nextToken(page.nextToken().orElse(null))
        .build();
  }

  private static String required(String member, String value) {
    if (value == null || value.isEmpty()) {
      throw SfnErrors.validation("1 validation error detected: '" + member + "' must not be null");
    }
    return value;
  }
}
