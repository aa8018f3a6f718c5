package embeddedcloud.states;

import static embeddedcloud.states.Workflow.ARN;
import static embeddedcloud.states.Workflow.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveFilter;
import software.amazon.awssdk.services.sfn.model.ExecutionRedriveStatus;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.GetExecutionHistoryResponse;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.ListExecutionsRequest;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ValidationException;

class EmbeddedSfnTest {
  private static final String DEFINITION =
      Workflow.machine(
          """
          "Good?": {"Type": "Choice", "Default": "No",
            "Choices": [{"Condition": "{% $states.input.good %}", "Next": "Pause"}]},
          "Pause": {"Type": "Wait", "Seconds": 60, "Next": "Yes"},
          "Yes": {"Type": "Succeed", "Output": "fine"},
          "No": {"Type": "Fail", "Error": "Bad", "Cause": "not good"}
          """,
          "Good?");

  private final Workflow workflow = new Workflow();
  private final SfnClient sfn = new EmbeddedSfn(workflow.service);

  @BeforeEach
  void create() {
    workflow.service.create("Test", ARN, Workflow.ROLE, DEFINITION);
  }

  private String start(String name, boolean good) {
    return sfn.startExecution(
            r -> r.stateMachineArn(ARN).name(name).input("{\"good\":" + good + "}"))
        .executionArn();
  }

  private String ended(String name, boolean good) {
    String arn = start(name, good);
    workflow.clock.runWhile(() -> true);
    return arn;
  }

  @Test
  void describeExecution_ofASuccessHasItsOutput() {
    DescribeExecutionResponse execution =
        sfn.describeExecution(r -> r.executionArn(ended("a", true)));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.stateMachineArn()).isEqualTo(ARN);
    assertThat(execution.input()).isEqualTo("{\"good\":true}");
    assertThat(execution.output()).isEqualTo("\"fine\"");
    assertThat(execution.startDate()).isEqualTo(START);
    assertThat(execution.stopDate()).isEqualTo(START.plusSeconds(60));
    assertThat(execution.error()).isNull();
    assertThat(execution.redriveStatus()).isEqualTo(ExecutionRedriveStatus.NOT_REDRIVABLE);
  }

  @Test
  void describeExecution_ofAFailureHasItsErrorAndCause() {
    DescribeExecutionResponse execution =
        sfn.describeExecution(r -> r.executionArn(ended("a", false)));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).isEqualTo("Bad");
    assertThat(execution.cause()).isEqualTo("not good");
    assertThat(execution.output()).isNull();
    assertThat(execution.redriveStatus()).isEqualTo(ExecutionRedriveStatus.REDRIVABLE);
  }

  @Test
  void startExecution_withoutInputTakesAnEmptyObject() {
    String arn = sfn.startExecution(r -> r.stateMachineArn(ARN)).executionArn();

    assertThat(sfn.describeExecution(r -> r.executionArn(arn)).input()).isEqualTo("{}");
  }

  @Test
  void getExecutionHistory_comesInPagesAndInReverse() {
    String arn = ended("a", true);

    GetExecutionHistoryResponse first =
        sfn.getExecutionHistory(r -> r.executionArn(arn).maxResults(3));
    List<HistoryEventType> all =
        sfn.getExecutionHistoryPaginator(r -> r.executionArn(arn).maxResults(3)).events().stream()
            .map(HistoryEvent::type)
            .toList();
    List<HistoryEvent> reversed =
        sfn.getExecutionHistory(r -> r.executionArn(arn).reverseOrder(true)).events();

    assertThat(first.events()).extracting(HistoryEvent::id).containsExactly(1L, 2L, 3L);
    assertThat(first.nextToken()).isNotNull();
    assertThat(all).hasSize(8).startsWith(HistoryEventType.EXECUTION_STARTED);
    assertThat(reversed).hasSize(8);
    assertThat(reversed.getFirst().type()).isEqualTo(HistoryEventType.EXECUTION_SUCCEEDED);
    assertThat(reversed.getFirst().executionSucceededEventDetails().output()).isEqualTo("\"fine\"");
  }

  @Test
  void getExecutionHistory_leavesTheDataOutWhenAskedTo() {
    List<HistoryEvent> events =
        sfn.getExecutionHistory(r -> r.executionArn(ended("a", true)).includeExecutionData(false))
            .events();

    assertThat(events.getFirst().executionStartedEventDetails().input()).isNull();
    assertThat(events.get(1).stateEnteredEventDetails().name()).isEqualTo("Good?");
    assertThat(events.get(1).stateEnteredEventDetails().input()).isNull();
    assertThat(events.get(2).stateExitedEventDetails().output()).isNull();
    assertThat(events.getLast().executionSucceededEventDetails().output()).isNull();
  }

  @Test
  void listExecutions_newestFirstByStatusInPages() {
    ended("old", false);
    ended("middle", true);
    ended("new", false);

    assertThat(names(sfn.listExecutions(r -> r.stateMachineArn(ARN)).executions()))
        .containsExactly("new", "middle", "old");
    assertThat(
            names(
                sfn.listExecutions(r -> r.stateMachineArn(ARN).statusFilter(ExecutionStatus.FAILED))
                    .executions()))
        .containsExactly("new", "old");
    assertThat(
            names(
                sfn
                    .listExecutionsPaginator(r -> r.stateMachineArn(ARN).maxResults(1))
                    .executions()
                    .stream()
                    .toList()))
        .containsExactly("new", "middle", "old");
  }

  private static List<String> names(List<ExecutionListItem> items) {
    return items.stream().map(ExecutionListItem::name).toList();
  }

  @Test
  void stopExecution_abortsWithErrorAndCause() {
    String arn = start("a", true);

    assertThat(
            sfn.stopExecution(r -> r.executionArn(arn).error("Enough").cause("by hand")).stopDate())
        .isEqualTo(Workflow.START);

    DescribeExecutionResponse execution = sfn.describeExecution(r -> r.executionArn(arn));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.ABORTED);
    assertThat(execution.error()).isEqualTo("Enough");
  }

  @Test
  void redriveExecution_runsAgain() {
    String arn = ended("a", false);

    assertThat(sfn.redriveExecution(r -> r.executionArn(arn)).redriveDate())
        .isEqualTo(workflow.clock.instant());

    assertThat(sfn.describeExecution(r -> r.executionArn(arn)).statusAsString())
        .isEqualTo("RUNNING");
    workflow.clock.runWhile(() -> true);
    assertThat(sfn.describeExecution(r -> r.executionArn(arn)).redriveCount()).isEqualTo(1);
  }

  @Test
  void listExecutions_byStatusAndRedrive() {
    String redriven = ended("redriven", false);
    ended("failed", false);
    start("running", true);
    sfn.redriveExecution(r -> r.executionArn(redriven));

    assertThat(listed(r -> r.statusFilter(ExecutionStatus.RUNNING)))
        .containsExactlyInAnyOrder("redriven", "running");
    assertThat(listed(r -> r.redriveFilter(ExecutionRedriveFilter.REDRIVEN)))
        .containsExactly("redriven");
    assertThat(listed(r -> r.redriveFilter(ExecutionRedriveFilter.NOT_REDRIVEN)))
        .containsExactlyInAnyOrder("failed", "running");
    assertThat(
            listed(
                r ->
                    r.redriveFilter(ExecutionRedriveFilter.REDRIVEN)
                        .statusFilter(ExecutionStatus.FAILED)))
        .isEmpty();
  }

  private List<String> listed(Consumer<ListExecutionsRequest.Builder> filter) {
    return names(sfn.listExecutions(r -> filter.accept(r.stateMachineArn(ARN))).executions());
  }

  @Test
  void stateMachines_areListedAndDescribed() {
    assertThat(sfn.listStateMachines().stateMachines())
        .extracting(machine -> machine.stateMachineArn())
        .containsExactly(ARN);
    assertThat(sfn.describeStateMachine(r -> r.stateMachineArn(ARN)).definition())
        .isEqualTo(DEFINITION);
  }

  @Test
  void aMissingResource_isReportedWithTheServicesErrorCode() {
    String none = "arn:aws:states:eu-west-1:123456789012:execution:Test:none";

    assertThatThrownBy(() -> sfn.describeExecution(r -> r.executionArn(none)))
        .isInstanceOfSatisfying(
            ExecutionDoesNotExistException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExecutionDoesNotExist");
              assertThat(e.statusCode()).isEqualTo(400);
              assertThat(e).hasMessageContaining(none);
            });
    assertThatThrownBy(() -> sfn.getExecutionHistory(r -> r.executionArn(none)))
        .isInstanceOf(ExecutionDoesNotExistException.class);
    assertThatThrownBy(() -> sfn.listExecutions(r -> r.stateMachineArn(ARN + "x")))
        .isInstanceOf(StateMachineDoesNotExistException.class);
    assertThatThrownBy(() -> sfn.listExecutions(r -> r.stateMachineArn(ARN).nextToken("?")))
        .isInstanceOf(InvalidTokenException.class);
    assertThatThrownBy(() -> sfn.listExecutions(r -> r.stateMachineArn(ARN).maxResults(1001)))
        .isInstanceOf(ValidationException.class);
    assertThat(workflow.service.execution(start("b", true)).status())
        .isEqualTo(ExecutionStatus.RUNNING);
    assertThat(Optional.of(sfn.serviceName())).contains("states");
  }
}
