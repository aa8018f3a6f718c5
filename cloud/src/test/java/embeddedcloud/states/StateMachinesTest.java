package embeddedcloud.states;

import static embeddedcloud.states.Workflow.ARN;
import static embeddedcloud.states.Workflow.START;
import static embeddedcloud.states.Workflow.events;
import static embeddedcloud.states.Workflow.machine;
import static embeddedcloud.states.Workflow.single;
import static embeddedcloud.states.Workflow.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import embeddedcloud.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.InvalidArnException;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.StateMachineAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;

class StateMachinesTest {
  private static final String PASS = single("\"Type\": \"Pass\"");
  private static final String WAIT_A_MINUTE = single("\"Type\": \"Wait\", \"Seconds\": 60");

  private final Workflow workflow = new Workflow();
  private final StateMachines service = workflow.service;

  private Execution start(String name, String input) {
    return service.startExecution(ARN, Optional.of(name), input);
  }

  @Test
  void startExecution_onlyStarts() {
    Execution execution = workflow.start(PASS, "{}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(events(execution)).containsExactly("ExecutionStarted");
    assertThat(execution.arn())
        .isEqualTo("arn:aws:states:eu-west-1:123456789012:execution:Test:run-1");
  }

  @Test
  void startExecution_withTheSameNameAndInputIsTheSameWhileItRuns() {
    Execution first = workflow.start(WAIT_A_MINUTE, "{\"a\":1}");

    assertThat(start("run-1", "{\"a\":1}")).isSameAs(first);
    assertThatThrownBy(() -> start("run-1", "{\"a\":2}"))
        .isInstanceOf(ExecutionAlreadyExistsException.class)
        .hasMessageContaining("execution:Test:run-1");
    workflow.clock.runWhile(() -> true);
    assertThatThrownBy(() -> start("run-1", "{\"a\":1}"))
        .isInstanceOf(ExecutionAlreadyExistsException.class);
    assertThat(service.executions(ARN)).containsExactly(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a/b", "a:b", "a*", "a,b", "{a}", "a\"", "a\u0007", "a;b", "a&b"})
  void startExecution_refusesNamesThatAwsRefuses(String name) {
    service.create("Test", ARN, Workflow.ROLE, PASS);

    assertThatThrownBy(() -> start(name, "{}")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> start("x".repeat(81), "{}")).isInstanceOf(InvalidNameException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{a: 1}", "{} {}", "nope", "{\"a\":1,\"a\":2}"})
  void startExecution_refusesInputThatIsNotJson(String input) {
    service.create("Test", ARN, Workflow.ROLE, PASS);

    assertThatThrownBy(() -> start("a", input)).isInstanceOf(InvalidExecutionInputException.class);
  }

  @Test
  void startExecution_makesANameWhenNoneIsGiven() {
    service.create("Test", ARN, Workflow.ROLE, PASS);

    Execution one = service.startExecution(ARN, Optional.empty(), "{}");
    Execution two = service.startExecution(ARN, Optional.empty(), "{}");

    assertThat(one.name()).hasSize(36).isNotEqualTo(two.name());
    assertThat(service.executions(ARN)).containsExactly(two, one);
  }

  /** As Step Functions lists them: what ended last, however early it started, comes first. */
  @Test
  void executions_areInTheOrderOfTheirLastChange() {
    Execution one = workflow.start(WAIT_A_MINUTE, "{}");
    Execution two = start("two", "{}");
    Execution three = start("three", "{}");
    service.stopExecution(two.arn(), Optional.empty(), Optional.empty());
    service.stopExecution(one.arn(), Optional.empty(), Optional.empty());

    assertThat(service.executions(ARN)).containsExactly(one, two, three);
  }

  @Test
  void machines_areFoundByArnOnly() {
    service.create("Test", ARN, Workflow.ROLE, PASS);

    assertThatThrownBy(() -> service.create("Test", ARN, Workflow.ROLE, PASS))
        .isInstanceOf(StateMachineAlreadyExistsException.class);
    assertThatThrownBy(() -> service.create("Test", "Test", Workflow.ROLE, PASS))
        .isInstanceOf(InvalidArnException.class);
    assertThatThrownBy(() -> service.startExecution(ARN + "2", Optional.empty(), "{}"))
        .isInstanceOf(StateMachineDoesNotExistException.class);
  }

  @Test
  void executions_interleaveOnTheClock() {
    service.create(
        "Test",
        ARN,
        Workflow.ROLE,
        machine(
            """
            "Pause": {"Type": "Wait", "Seconds": "{%% $states.input.wait %%}", "Next": "Work"},
            "Work": {%s, "Next": "Pause again"},
            "Pause again": {"Type": "Wait", "Seconds": 10, "Next": "Work again"},
            "Work again": {%s, "End": true}
            """
                .formatted(
                    task("\"Output\": \"{% $states.input %}\""),
                    task("\"Output\": \"{% $states.input %}\"")),
            "Pause"));

    start("slow", "{\"who\":\"slow\",\"wait\":5}");
    start("fast", "{\"who\":\"fast\",\"wait\":1}");
    workflow.clock.runWhile(() -> true);

    assertThat(workflow.calls)
        .extracting(
            call -> ((Map<?, ?>) Json.parse(call.payload())).get("who"),
            call -> Duration.between(START, call.at()).toSeconds())
        .containsExactly(
            tuple("fast", 1L), tuple("slow", 5L), tuple("fast", 11L), tuple("slow", 15L));
  }

  @Test
  void stopExecution_abortsAndNothingMoreHappens() {
    Execution execution = workflow.start(WAIT_A_MINUTE, "{}");
    workflow.clock.advance(Duration.ofSeconds(30));

    service.stopExecution(execution.arn(), Optional.of("Operator"), Optional.of("by hand"));
    workflow.clock.runWhile(() -> true);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.ABORTED);
    assertThat(execution.stopDate()).contains(START.plusSeconds(30));
    assertThat(execution.error()).contains("Operator");
    assertThat(execution.cause()).contains("by hand");
    assertThat(events(execution))
        .containsExactly("ExecutionStarted", "WaitStateEntered", "ExecutionAborted");
  }

  @Test
  void stopExecution_leavesAnEndedExecutionAsItIs() {
    Execution execution = workflow.run(PASS, "{}");

    service.stopExecution(execution.arn(), Optional.empty(), Optional.empty());

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  @Test
  void redriveExecution_triesTheFailedTaskAgainWithItsInputAndVariables() {
    Execution execution =
        workflow
            .failsWith("Down", "Down")
            .run(
                machine(
                    """
                    "Set": {"Type": "Pass", "Assign": {"a": 1}, "Output": {"n": 5},
                            "Next": "Work"},
                    "Work": {%s, "End": true}
                    """
                        .formatted(
                            task(
                                """
                                "Output": "{% [$a, $states.input.n] %}",
                                "Retry": [{"ErrorEquals": ["Down"], "MaxAttempts": 1}]
                                """)),
                    "Set"),
                "{}");
    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);

    service.redriveExecution(execution.arn());
    workflow.clock.runWhile(() -> true);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.output()).contains("[1,5]");
    assertThat(execution.error()).isEmpty();
    assertThat(execution.redriveCount()).isEqualTo(1);
    assertThat(events(execution))
        .containsSubsequence(
            "ExecutionFailed", "ExecutionRedriven", "TaskScheduled", "ExecutionSucceeded");
    assertThatThrownBy(() -> service.redriveExecution(execution.arn()))
        .isInstanceOf(ExecutionNotRedrivableException.class);
  }

  @Test
  void redriveExecution_doesNotEnterTheTaskAgain_andSaysWhatItDoes() {
    List<Object> told = new ArrayList<>();
    service.onStatusChange(event -> told.add(((Map<?, ?>) event.get("detail")).get("status")));
    Execution execution =
        workflow
            .failsWith("Down")
            .run(single(task("\"Output\": \"{% $states.context.Execution.RedriveTime %}\"")), "{}");
    workflow.clock.advance(Duration.ofHours(1));

    service.redriveExecution(execution.arn());
    assertThatThrownBy(() -> service.redriveExecution(execution.arn()))
        .isInstanceOf(ExecutionNotRedrivableException.class);
    workflow.clock.runWhile(() -> true);

    assertThat(told).containsExactly("RUNNING", "FAILED", "RUNNING", "SUCCEEDED");
    assertThat(execution.output()).contains("\"2026-03-01T04:00:00.000Z\"");
    assertThat(events(execution)).containsOnlyOnce("TaskStateEntered");
    assertThat(execution.usage().transitions()).isEqualTo(2);
  }

  @Test
  void executions_areOfOneMachine_runningOrNot() {
    String other = ARN + "2";
    assertThat(service.create("Test2", other, Workflow.ROLE, PASS).name()).isEqualTo("Test2");
    assertThat(service.anyRunning()).isFalse();
    Execution first = workflow.start(WAIT_A_MINUTE, "{}");
    Execution second = service.startExecution(other, Optional.of("run-1"), "{}");

    assertThat(service.executions(ARN)).containsExactly(first);
    assertThat(service.running(other)).containsExactly(second);
    workflow.clock.advance(Duration.ofSeconds(30));
    assertThat(service.running(other)).isEmpty();
    assertThat(service.anyRunning()).isTrue();
    workflow.clock.advance(Duration.ofSeconds(30));
    assertThat(service.anyRunning()).isFalse();
  }

  @Test
  void forgetHistories_leavesARedrivenExecutionThatStillRuns() {
    service.forgetHistories(ended -> {});
    Execution execution =
        workflow.start(single("\"Type\": \"Wait\", \"Seconds\": 360000"), "{\"a\":1}");
    service.stopExecution(execution.arn(), Optional.empty(), Optional.empty());
    service.redriveExecution(execution.arn());
    workflow.clock.advance(Duration.ofDays(2));
    service.stopExecution(start("other", "{}").arn(), Optional.empty(), Optional.empty());
    assertThat(events(execution)).contains("ExecutionRedriven");

    workflow.clock.runWhile(() -> true);

    assertThat(execution.output()).contains("{\"a\":1}");
  }

  @Test
  void redriveExecution_ofAStoppedWaitIgnoresTheOldAlarm() {
    Execution execution = workflow.start(WAIT_A_MINUTE, "{}");
    workflow.clock.advance(Duration.ofSeconds(30));
    service.stopExecution(execution.arn(), Optional.empty(), Optional.empty());

    service.redriveExecution(execution.arn());
    workflow.clock.runWhile(() -> true);

    assertThat(execution.stopDate()).contains(START.plusSeconds(90));
  }

  @Test
  void forgetHistories_keepsTheHistoryForADay_andTheRestForNinety() {
    List<Integer> sizesAtTheEnd = new ArrayList<>();
    service.forgetHistories(execution -> sizesAtTheEnd.add(execution.history().size()));
    Execution failed =
        workflow.run(
            machine(
                """
                "No": {"Type": "Fail", "Error": "Partial", "Cause": "one set"}
                """,
                "No"),
            "{\"plan\":\"daily\"}");
    int events = failed.history().size();

    again(Duration.ofHours(24), "run-2");
    assertThat(failed.history()).hasSize(events);
    assertThat(failed.isRedrivable()).isTrue();

    again(Duration.ofHours(1), "run-3");
    assertThat(failed.history()).isEmpty();
    assertThat(failed.isRedrivable()).isFalse();
    assertThat(failed.usage().events()).isEqualTo(events);
    assertThat(service.execution(failed.arn()).cause()).contains("one set");
    assertThat(failed.input()).isEqualTo("{\"plan\":\"daily\"}");

    again(Duration.ofDays(90), "run-4");
    assertThatThrownBy(() -> service.execution(failed.arn()))
        .isInstanceOf(ExecutionDoesNotExistException.class);
    assertThat(sizesAtTheEnd).containsExactly(events, events, events, events);
  }

  private void again(Duration later, String name) {
    workflow.clock.advance(later);
    start(name, "{}");
    workflow.clock.runWhile(() -> true);
  }

  @Test
  void onStatusChange_tellsEventBridgesEvent() {
    List<Map<String, Object>> told = new ArrayList<>();
    service.onStatusChange(told::add);

    workflow.run(
        machine(
            """
            "No": {"Type": "Fail", "Error": "Partial", "Cause": "one set"}
            """,
            "No"),
        "{\"plan\":\"daily\"}");

    assertThat(told).hasSize(2);
    assertThat(((Map<?, ?>) told.getFirst().get("detail")).get("status")).isEqualTo("RUNNING");
    Map<String, Object> event = told.getLast();
    assertThat((String) event.remove("id")).hasSize(36);
    assertThat(Json.parse(Json.print(event)))
        .isEqualTo(
            Json.parse(
                """
                {"version": "0", "detail-type": "Step Functions Execution Status Change",
                 "source": "aws.states", "account": "123456789012",
                 "time": "2026-03-01T03:00:00Z", "region": "eu-west-1",
                 "resources": ["arn:aws:states:eu-west-1:123456789012:execution:Test:run-1"],
                 "detail": {
                   "executionArn": "arn:aws:states:eu-west-1:123456789012:execution:Test:run-1",
                   "stateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:Test",
                   "name": "run-1", "status": "FAILED",
                   "startDate": 1772334000000, "stopDate": 1772334000000,
                   "input": "{\\"plan\\":\\"daily\\"}", "inputDetails": {"included": true},
                   "output": null, "outputDetails": null,
                   "error": "Partial", "cause": "one set",
                   "redriveCount": 0, "redriveDate": null}}
                """));
  }

  @Test
  void onStatusChange_leavesOutWhatEventBridgeCannotCarry() {
    List<Map<String, Object>> told = new ArrayList<>();
    service.onStatusChange(told::add);

    workflow.run(PASS, "\"" + "x".repeat(150_000) + "\"");

    Map<?, ?> detail = (Map<?, ?>) told.getLast().get("detail");
    assertThat(detail.get("inputDetails")).isEqualTo(Map.of("included", false));
    assertThat(detail.get("input")).isNull();
    assertThat(detail.get("outputDetails")).isEqualTo(Map.of("included", true));
    assertThat((String) detail.get("output")).hasSize(150_002);
  }

  /** The two quotes around the text, and what JSON escapes in it, count too. */
  @ParameterizedTest
  @CsvSource({
    "x, 1",
    "\\\\, 4",
    "\u2028, 6",
    "\u2029, 6",
    "é, 2",
    "\\\", 4",
  })
  void onStatusChange_includesUpTo248KibibytesOfEscapedText(String more, int bytes) {
    int room = 248 * 1024 - 2 - 2 * 2;
    String filler = "x".repeat(room - bytes - 3);

    assertThat(included("\n\t\r\"" + filler.substring(3) + more + "\"")).isTrue();
    assertThat(included("\n\t\r\"" + filler.substring(2) + more + "\"")).isFalse();
  }

  private static boolean included(String input) {
    Workflow workflow = new Workflow();
    List<Map<String, Object>> told = new ArrayList<>();
    workflow.service.onStatusChange(told::add);
    workflow.start(PASS, input);
    Map<?, ?> detail = (Map<?, ?>) told.getFirst().get("detail");
    assertThat(detail.get("input")).isEqualTo(included(detail) ? input : null);
    return included(detail);
  }

  private static boolean included(Map<?, ?> detail) {
    return detail.get("inputDetails").equals(Map.of("included", true));
  }

  @Test
  void onStatusChange_leavesOutAnOutputThatIsTooLong_butKeepsItsInput() {
    List<Map<String, Object>> told = new ArrayList<>();
    service.onStatusChange(told::add);
    String input = "\"" + "x".repeat(130_000) + "\"";

    workflow.run(
        single("\"Type\": \"Pass\", \"Output\": \"{% $states.input & $states.input %}\""), input);

    Map<?, ?> detail = (Map<?, ?>) told.getLast().get("detail");
    assertThat(detail.get("output")).isNull();
    assertThat(detail.get("outputDetails")).isEqualTo(Map.of("included", false));
    assertThat(detail.get("input")).isEqualTo(input);
  }

  @Test
  void onEvent_tellsEveryEventAsItHappens() {
    List<String> told = new ArrayList<>();
    service.onEvent((execution, event) -> told.add(execution.name() + " " + event.typeAsString()));

    workflow.run(PASS, "{}");

    assertThat(told)
        .containsExactly(
            "run-1 ExecutionStarted",
            "run-1 PassStateEntered",
            "run-1 PassStateExited",
            "run-1 ExecutionSucceeded");
  }

  @Test
  void oneSeedReplaysOneRun() {
    String definition = single("\"Type\": \"Pass\", \"Output\": \"{% [$uuid(), $random()] %}\"");

    assertThat(new Workflow().run(definition, "{}").output())
        .isEqualTo(new Workflow().run(definition, "{}").output());
  }
}
