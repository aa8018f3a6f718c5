package embeddedcloud.states;

import static embeddedcloud.states.Workflow.START;
import static embeddedcloud.states.Workflow.events;
import static embeddedcloud.states.Workflow.machine;
import static embeddedcloud.states.Workflow.object;
import static embeddedcloud.states.Workflow.single;
import static embeddedcloud.states.Workflow.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

class StateTypesTest {
  private final Workflow workflow = new Workflow();

  @Test
  void aTask_ofAnotherPartitionThanTheExecution_endsItWithRuntime() {
    Workflow workflow = new Workflow();
    String foreign =
        Workflow.task("\"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"Done\"}]")
            .replace("arn:aws:", "arn:aws-cn:");

    Execution execution =
        workflow.run(
            Workflow.machine(
                "\"Only\": {%s, \"End\": true}, \"Done\": {\"Type\": \"Succeed\"}"
                    .formatted(foreign),
                "Only"),
            "{}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("States.Runtime");
    assertThat(execution.cause().orElseThrow())
        .contains("The resource belongs to a different partition from the running execution");
    assertThat(workflow.calls).isEmpty();
  }

  @Test
  void pass_putsOutWhatItsOutputSaysAndItsInputOtherwise() {
    Execution execution =
        workflow.run(
            machine(
                """
                "Shape": {"Type": "Pass", "Output": {"n": "{% $states.input.n + 1 %}", "k": "v"},
                          "Next": "Keep"},
                "Keep": {"Type": "Pass", "End": true}
                """,
                "Shape"),
            "{\"n\": 1}");

    assertThat(execution.output()).contains("{\"n\":2,\"k\":\"v\"}");
    assertThat(events(execution))
        .containsExactly(
            "ExecutionStarted",
            "PassStateEntered",
            "PassStateExited",
            "PassStateEntered",
            "PassStateExited",
            "ExecutionSucceeded");
  }

  @Test
  void pass_maySayNull() {
    assertThat(Workflow.output("null", "{\"a\":1}")).isEqualTo("null");
    assertThat(Workflow.evaluate("$states.input.a", "{\"a\":null}")).isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource({"5, few", "50, some", "500, many"})
  void choice_takesTheFirstRuleThatHoldsElseItsDefault(int n, String expected) {
    Execution execution =
        workflow.run(
            machine(
                """
                "How many": {"Type": "Choice", "Choices": [
                    {"Condition": "{% $states.input < 10 %}", "Next": "End", "Output": "few"},
                    {"Condition": "{% $states.input < 100 %}", "Next": "End", "Output": "some"}],
                  "Default": "End", "Output": "many"},
                "End": {"Type": "Succeed"}
                """,
                "How many"),
            "" + n);

    assertThat(execution.output()).contains("\"" + expected + "\"");
    assertThat(events(execution))
        .containsExactly(
            "ExecutionStarted",
            "ChoiceStateEntered",
            "ChoiceStateExited",
            "SucceedStateEntered",
            "SucceedStateExited",
            "ExecutionSucceeded");
  }

  @Test
  void choice_withoutDefaultFailsWhenNoRuleHolds() {
    Execution execution =
        workflow.run(
            machine(
                """
                "Ask": {"Type": "Choice",
                  "Choices": [{"Condition": "{% $states.input > 1 %}", "Next": "End"}]},
                "End": {"Type": "Succeed"}
                """,
                "Ask"),
            "1");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("States.NoChoiceMatched");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"'yes'", "1", "$states.input.missing", "$states.input.missing > 1"})
  void choice_conditionMustYieldABoolean(String condition) {
    Execution execution =
        workflow.run(
            machine(
                """
                "Ask": {"Type": "Choice",
                  "Choices": [{"Condition": "{%% %s %%}", "Next": "End"}], "Default": "End"},
                "End": {"Type": "Succeed"}
                """
                    .formatted(condition),
                "Ask"),
            "{}");

    assertThat(execution.error()).contains("States.QueryEvaluationError");
    assertThat(events(execution)).endsWith("EvaluationFailed", "ExecutionFailed");
    HistoryEvent failed = execution.history().get(execution.history().size() - 2);
    assertThat(failed.evaluationFailedEventDetails().state()).isEqualTo("Ask");
    assertThat(failed.evaluationFailedEventDetails().location()).isEqualTo("Choices[0]/Condition");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Seconds\": 90 | 90",
        "\"Seconds\": \"{% $min([$states.input.n * 2, 300]) %}\" | 80",
        "\"Seconds\": 0 | 0",
      })
  void wait_letsThatMuchVirtualTimePass(String field, long seconds) {
    Execution execution = workflow.run(single("\"Type\": \"Wait\", " + field), "{\"n\": 40}");

    assertThat(execution.stopDate()).contains(START.plusSeconds(seconds));
    assertThat(events(execution))
        .containsExactly(
            "ExecutionStarted", "WaitStateEntered", "WaitStateExited", "ExecutionSucceeded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"Seconds\": \"{% 1.5 %}\"",
        "\"Seconds\": \"{% -1 %}\"",
        "\"Seconds\": \"{% '10' %}\"",
      })
  void wait_failsOnAValueThatIsNotATime(String field) {
    Execution execution = workflow.run(single("\"Type\": \"Wait\", " + field), "{}");

    assertThat(execution.error()).contains("States.QueryEvaluationError");
  }

  @Test
  void succeed_endsWithItsOutput() {
    Execution execution =
        workflow.run(
            machine(
                "\"Done\": {\"Type\": \"Succeed\", \"Output\": \"{% $states.input.a %}\"}", "Done"),
            "{\"a\": [1]}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.output()).contains("[1]");
  }

  @Test
  void fail_endsWithItsErrorAndCause() {
    Execution execution =
        workflow.run(
            machine(
                """
                "No": {"Type": "Fail", "Error": "Partial", "Cause": "{% $states.input.why %}"}
                """,
                "No"),
            "{\"why\": \"2 of 5 sets\"}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("Partial");
    assertThat(execution.cause()).contains("2 of 5 sets");
    assertThat(execution.output()).isEmpty();
    assertThat(events(execution))
        .containsExactly("ExecutionStarted", "FailStateEntered", "ExecutionFailed");
  }

  private Execution failing(int length) {
    return workflow.run(
        machine(
            """
            "No": {"Type": "Fail", "Error": "{% $pad('', $states.input, 'x') %}", "Cause": "short"}
            """,
            "No"),
        Integer.toString(length));
  }

  @Test
  void fail_takesAnErrorOf256Characters() {
    assertThat(failing(256).error()).contains("x".repeat(256));
  }

  @Test
  void fail_refusesAnErrorThatIsTooLong() {
    Execution execution = failing(257);

    assertThat(execution.error()).contains("States.QueryEvaluationError");
    assertThat(execution.cause().orElseThrow()).contains("256");
  }

  @Test
  void fail_refusesAnErrorThatIsNotText() {
    Execution execution =
        workflow.run(machine("\"No\": {\"Type\": \"Fail\", \"Error\": \"{% 5 %}\"}", "No"), "{}");

    assertThat(execution.error()).contains("States.QueryEvaluationError");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'work'",
        "{'Payload': 1}",
        "{'FunctionName': 5}",
        "{'FunctionName': ''}",
        "{'FunctionName': 'work', 'Name': 'a'}",
        "{'FunctionName': 'work', 'Paylod': 1}"
      })
  void task_withComputedArguments_checksThem(String arguments) {
    Execution execution = workflow.run(single(computed("lambda:invoke", arguments)), "{}");

    assertThat(execution.error()).contains("States.Runtime");
    assertThat(workflow.calls).isEmpty();
  }

  private static String computed(String integration, String arguments) {
    return "\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::%s\", \"Arguments\": \"{%% %s %%}\""
        .formatted(integration, arguments);
  }

  @Test
  void task_withoutAPayload_sendsAnEmptyObject() {
    workflow.run(single(computed("lambda:invoke", "{'FunctionName': 'work'}")), "5");

    assertThat(workflow.calls).extracting(Workflow.Call::payload).containsExactly("{}");
  }

  @Test
  void task_startsAnExecution_andDoesNotWaitForIt() {
    String other = Workflow.ARN + "2";
    workflow.service.create(
        "Test2", other, Workflow.ROLE, single("\"Type\": \"Wait\", \"Seconds\": 60"));
    Execution execution =
        workflow.run(
            single(
                computed(
                    "states:startExecution",
                    "{'StateMachineArn': '%s', 'Name': 'a', 'Input': {'n': 1}}".formatted(other))),
            "{}");

    Execution started = workflow.service.executions(other).getFirst();
    assertThat(object(execution.output().orElseThrow()))
        .isEqualTo(Map.of("ExecutionArn", started.arn(), "StartDate", "2026-03-01T03:00:00.000Z"));
    assertThat(started.name()).isEqualTo("a");
    assertThat(started.input()).isEqualTo("{\"n\":1}");
    assertThat(started.stopDate()).isEmpty();
  }

  @Test
  void task_startsAnExecutionWithAnEmptyObject_byDefault() {
    String other = Workflow.ARN + "2";
    workflow.service.create("Test2", other, Workflow.ROLE, single("\"Type\": \"Pass\""));
    workflow.run(
        single(computed("states:startExecution", "{'StateMachineArn': '" + other + "'}")), "5");

    assertThat(workflow.service.executions(other).getFirst().input()).isEqualTo("{}");
  }

  @Test
  void task_thatCannotStartAnExecution_failsWithTheErrorOfStepFunctions() {
    Execution execution =
        workflow.run(
            single(
                computed("states:startExecution", "{'StateMachineArn': '" + Workflow.ARN + "2'}")),
            "{}");

    assertThat(execution.error()).contains("StepFunctions.StateMachineDoesNotExistException");
    assertThat(execution.cause().orElseThrow())
        .startsWith("State Machine Does Not Exist: '" + Workflow.ARN + "2' (Service: AWSStepFunct")
        .contains("Status Code: 400; Error Code: StateMachineDoesNotExist");
  }

  @Test
  void task_invokesTheFunctionAndTakesItsResult() {
    workflow.answers(payload -> "{\"was\":" + payload + "}");

    Execution execution =
        workflow.run(
            single(
                task(
                    """
                    "TimeoutSeconds": 60, "Output": "{% $states.result.Payload.was.n %}"
                    """)),
            "{\"n\": 3}");

    assertThat(execution.output()).contains("3");
    assertThat(workflow.calls).containsExactly(new Workflow.Call(START, 1, "work", "{\"n\":3}"));
    assertThat(execution.stopDate()).contains(START.plusMillis(5));
    assertThat(events(execution))
        .containsExactly(
            "ExecutionStarted",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskSucceeded",
            "TaskStateExited",
            "ExecutionSucceeded");
    HistoryEvent scheduled = execution.history().get(2);
    assertThat(scheduled.taskScheduledEventDetails().resourceType()).isEqualTo("lambda");
    assertThat(scheduled.taskScheduledEventDetails().resource()).isEqualTo("invoke");
    assertThat(scheduled.taskScheduledEventDetails().region()).isEqualTo("eu-west-1");
    assertThat(scheduled.taskScheduledEventDetails().timeoutInSeconds()).isEqualTo(60);
    assertThat(scheduled.taskScheduledEventDetails().parameters())
        .isEqualTo("{\"FunctionName\":\"work\",\"Payload\":{\"n\":3}}");
    assertThat(execution.history().get(4).taskSucceededEventDetails().output())
        .isEqualTo(
            "{\"ExecutedVersion\":\"1\",\"Payload\":{\"was\":{\"n\":3}},\"StatusCode\":200}");
  }

  @Test
  void task_withoutOutputPutsOutTheWholeResult() {
    Execution execution = workflow.answers(payload -> "7").run(single(task("")), "{}");

    assertThat(execution.output())
        .contains("{\"ExecutedVersion\":\"1\",\"Payload\":7,\"StatusCode\":200}");
  }

  @Test
  void history_numbersEventsAndNamesTheOneBefore() {
    workflow.function(call -> new TaskOutcome.Succeeded(Duration.ofSeconds(3), "null", "1"));

    Execution execution = workflow.run(single(task("")), "{}");

    assertThat(execution.history())
        .extracting(HistoryEvent::id)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(execution.history())
        .extracting(HistoryEvent::previousEventId)
        .containsExactly(0L, 0L, 2L, 3L, 4L, 5L, 6L);
    assertThat(execution.history().get(3).timestamp()).isEqualTo(START);
    assertThat(execution.history().get(4).timestamp()).isEqualTo(START.plusSeconds(3));
    assertThat(execution.history().get(1).stateEnteredEventDetails().name()).isEqualTo("Only");
    assertThat(execution.history().get(1).stateEnteredEventDetails().input()).isEqualTo("{}");
    assertThat(execution.history().getFirst().executionStartedEventDetails().roleArn())
        .isEqualTo(Workflow.ROLE);
  }

  @Test
  void history_holdsTheTextBetweenTwoStatesOnce() {
    Execution execution =
        workflow.run(
            machine(
                """
                "One": {"Type": "Pass", "Output": "{% 'text' %}", "Next": "Two"},
                "Two": {"Type": "Pass", "End": true}
                """,
                "One"),
            "{}");

    String out = execution.history().get(2).stateExitedEventDetails().output();
    assertThat(execution.history().get(3).stateEnteredEventDetails().input()).isSameAs(out);
    assertThat(execution.history().get(4).stateExitedEventDetails().output()).isSameAs(out);
  }
}
