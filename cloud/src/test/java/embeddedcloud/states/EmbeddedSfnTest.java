package embeddedcloud.states;

import static embeddedcloud.states.Workflow.ARN;
import static embeddedcloud.states.Workflow.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.json.Json;
import embeddedcloud.world.SdkJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.CloudWatchEventsExecutionDataDetails;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.DescribeStateMachineResponse;
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
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.StateMachineListItem;
import software.amazon.awssdk.services.sfn.model.StateMachineStatus;
import software.amazon.awssdk.services.sfn.model.StateMachineType;
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

  /** Replies as wholes: Terraform and other clients compare each member with its state. */
  @Test
  void everyReplyOfAnExecution_hasEveryMember() {
    String good = ended("good", true);
    String bad = ended("bad", false);
    sfn.redriveExecution(r -> r.executionArn(bad));
    String execution = ARN.replace("stateMachine", "execution") + ":";
    CloudWatchEventsExecutionDataDetails included =
        CloudWatchEventsExecutionDataDetails.builder().included(true).build();

    assertThat(good).isEqualTo(execution + "good");
    assertThat(sfn.describeExecution(r -> r.executionArn(good)))
        .isEqualTo(
            DescribeExecutionResponse.builder()
                .executionArn(good)
                .stateMachineArn(ARN)
                .name("good")
                .status(ExecutionStatus.SUCCEEDED)
                .startDate(START)
                .stopDate(START.plusSeconds(60))
                .input("{\"good\":true}")
                .inputDetails(included)
                .output("\"fine\"")
                .outputDetails(included)
                .redriveCount(0)
                .redriveStatus(ExecutionRedriveStatus.NOT_REDRIVABLE)
                .build());
    assertThat(sfn.describeExecution(r -> r.executionArn(bad)))
        .isEqualTo(
            DescribeExecutionResponse.builder()
                .executionArn(bad)
                .stateMachineArn(ARN)
                .name("bad")
                .status(ExecutionStatus.RUNNING)
                .startDate(START.plusSeconds(60))
                .input("{\"good\":false}")
                .inputDetails(included)
                .redriveCount(1)
                .redriveDate(START.plusSeconds(60))
                .redriveStatus(ExecutionRedriveStatus.NOT_REDRIVABLE)
                .build());
    assertThat(sfn.listExecutions(r -> r.stateMachineArn(ARN)).executions())
        .containsExactly(
            ExecutionListItem.builder()
                .executionArn(bad)
                .stateMachineArn(ARN)
                .name("bad")
                .status(ExecutionStatus.RUNNING)
                .startDate(START.plusSeconds(60))
                .redriveCount(1)
                .redriveDate(START.plusSeconds(60))
                .build(),
            ExecutionListItem.builder()
                .executionArn(good)
                .stateMachineArn(ARN)
                .name("good")
                .status(ExecutionStatus.SUCCEEDED)
                .startDate(START)
                .stopDate(START.plusSeconds(60))
                .redriveCount(0)
                .build());
    assertThat(sfn.startExecution(r -> r.stateMachineArn(ARN).name("new")))
        .isEqualTo(
            StartExecutionResponse.builder()
                .executionArn(execution + "new")
                .startDate(START.plusSeconds(60))
                .build());
  }

  @Test
  void everyReplyOfAStateMachine_hasEveryMember() {
    workflow.clock.advance(Duration.ofSeconds(7));
    workflow.service.create("Other", ARN + "2", Workflow.ROLE + "2", DEFINITION);

    assertThat(sfn.describeStateMachine(r -> r.stateMachineArn(ARN + "2")))
        .isEqualTo(
            DescribeStateMachineResponse.builder()
                .stateMachineArn(ARN + "2")
                .name("Other")
                .status(StateMachineStatus.ACTIVE)
                .definition(DEFINITION)
                .roleArn(Workflow.ROLE + "2")
                .type(StateMachineType.STANDARD)
                .creationDate(START.plusSeconds(7))
                .build());
    assertThat(
            sfn.listStateMachinesPaginator(r -> r.maxResults(1)).stream()
                .flatMap(page -> page.stateMachines().stream()))
        .containsExactlyInAnyOrder(
            listed("Test", ARN, START), listed("Other", ARN + "2", START.plusSeconds(7)));
    assertThat(sfn.listStateMachines(r -> r.maxResults(1)).stateMachines()).hasSize(1);
  }

  private static StateMachineListItem listed(String name, String arn, Instant created) {
    return StateMachineListItem.builder()
        .stateMachineArn(arn)
        .name(name)
        .type(StateMachineType.STANDARD)
        .creationDate(created)
        .build();
  }

  @Test
  void whatIsRequired_isNamedIfItIsMissing() {
    required("stateMachineArn", () -> sfn.startExecution(r -> {}));
    required("stateMachineArn", () -> sfn.startExecution(r -> r.stateMachineArn("")));
    required("stateMachineArn", () -> sfn.listExecutions(r -> {}));
    required("stateMachineArn", () -> sfn.describeStateMachine(r -> {}));
    required("executionArn", () -> sfn.stopExecution(r -> {}));
    required("executionArn", () -> sfn.redriveExecution(r -> {}));
    required("executionArn", () -> sfn.describeExecution(r -> {}));
    required("executionArn", () -> sfn.getExecutionHistory(r -> {}));
  }

  private static void required(String member, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("'" + member + "' must not be null");
  }

  @Test
  void theAnswerOfATask_isLeftOutToo() {
    workflow.service.create(
        "Asks", ARN + "2", Workflow.ROLE, Workflow.single(Workflow.task("\"Comment\": \"asks\"")));
    String arn = sfn.startExecution(r -> r.stateMachineArn(ARN + "2")).executionArn();
    workflow.clock.runWhile(() -> true);

    List<HistoryEvent> whole = sfn.getExecutionHistory(r -> r.executionArn(arn)).events();
    List<HistoryEvent> bare =
        sfn.getExecutionHistory(r -> r.executionArn(arn).includeExecutionData(false)).events();

    assertThat(bare).extracting(HistoryEvent::type).contains(HistoryEventType.TASK_SUCCEEDED);
    assertThat(whole.toString()).contains("Output=");
    assertThat(bare.toString()).doesNotContain("Output=", "Input=");
  }

  /**
   * Every event as a whole: {@code history.txt}. A line that changes there must be what Step
   * Functions records.
   */
  @Test
  void everyEventHasEveryMember() throws IOException {
    workflow.function(
        call ->
            switch (call.number()) {
              case 1 -> new TaskOutcome.Failed(Duration.ofSeconds(2), "Flaky", "try again");
              case 2 -> new TaskOutcome.Succeeded(Duration.ofSeconds(3), "{\"a\":7}", "5");
              default -> new TaskOutcome.Succeeded(Duration.ofSeconds(60), "8", "6");
            });
    String retried =
        """
        "Ask": {%s, "Next": "Keep"},
        "Keep": {"Type": "Pass", "Assign": {"kept": "{%% $states.input.Payload.a %%}"},
          "Output": "{%% 'kept' %%}", "Next": "Yes"},
        "Yes": {"Type": "Succeed"}
        """
            .formatted(
                Workflow.task(
                    "\"TimeoutSeconds\": 9, \"Retry\": [{\"ErrorEquals\": [\"Flaky\"]}]"));
    String late =
        """
        "Ask": {%s, "End": true},
        "Late": {"Type": "Fail", "Error": "Late", "Cause": "took too long"}
        """
            .formatted(
                Workflow.task(
                    "\"TimeoutSeconds\": 9,"
                        + " \"Catch\": [{\"ErrorEquals\": [\"States.Timeout\"], \"Next\": \"Late\"}]"));
    StringBuilder history = new StringBuilder();
    history(history, "Retried", Workflow.machine(retried, "Ask"), arn -> {});
    history(history, "Late", Workflow.machine(late, "Ask"), arn -> {});
    history(
        history,
        "Wrong",
        Workflow.single("\"Type\": \"Pass\", \"Output\": \"{% $states.input + 'a' %}\""),
        arn -> {});
    String waits = Workflow.single("\"Type\": \"Wait\", \"Seconds\": 60");
    history(
        history,
        "Stopped",
        waits,
        arn -> sfn.stopExecution(r -> r.executionArn(arn).error("Enough").cause("by hand")));
    history(
        history,
        "TooLong",
        waits.replace("{\"Query", "{\"TimeoutSeconds\": 7, \"Query"),
        arn -> {});
    history(
        history,
        "Redriven",
        Workflow.machine("\"No\": {\"Type\": \"Fail\", \"Error\": \"Bad\"}", "No"),
        arn -> {
          workflow.clock.runWhile(() -> true);
          sfn.redriveExecution(r -> r.executionArn(arn));
        });

    try (InputStream expected = getClass().getResourceAsStream("history.txt")) {
      assertThat(history.toString())
          .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Appends the events of an execution of the definition; meanwhile, something else happens. */
  private void history(
      StringBuilder to, String name, String definition, Consumer<String> meanwhile) {
    String machine = ARN.replace("Test", name);
    workflow.service.create(name, machine, Workflow.ROLE, definition);
    String arn = sfn.startExecution(r -> r.stateMachineArn(machine).input("[1]")).executionArn();
    meanwhile.accept(arn);
    workflow.clock.runWhile(() -> true);
    for (HistoryEvent event : sfn.getExecutionHistory(r -> r.executionArn(arn)).events()) {
      to.append(Json.print(SdkJson.print(event))).append("\n");
    }
    to.append("\n");
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
