package embeddedcloud.states;

import static embeddedcloud.states.Workflow.START;
import static embeddedcloud.states.Workflow.events;
import static embeddedcloud.states.Workflow.machine;
import static embeddedcloud.states.Workflow.single;
import static embeddedcloud.states.Workflow.task;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

class ErrorHandlingTest {
  private final Workflow workflow = new Workflow();

  private List<Long> secondsOfCalls() {
    return workflow.calls.stream()
        .map(call -> Duration.between(START, call.at()).toSeconds())
        .toList();
  }

  private static String[] times(int count, String error) {
    return Collections.nCopies(count, error).toArray(String[]::new);
  }

  private static String retry(String more) {
    return task("\"Retry\": [{\"ErrorEquals\": [\"Busy\"]" + more + "}]");
  }

  @Test
  void retry_triesThreeTimesAfterOneTwoAndFourSecondsByDefault() {
    Execution execution = workflow.failsWith(times(9, "Busy")).run(single(retry("")), "{}");

    assertThat(secondsOfCalls()).containsExactly(0L, 1L, 3L, 7L);
    assertThat(execution.error()).contains("Busy");
    assertThat(execution.cause()).contains("why");
    assertThat(execution.usage().transitions()).isEqualTo(4);
  }

  @Test
  void retry_waitsByIntervalAndRateUpToTheLongest() {
    workflow
        .failsWith(times(5, "Busy"))
        .run(
            single(
                retry(
                    """
                    , "IntervalSeconds": 10, "BackoffRate": 3, "MaxDelaySeconds": 60,
                    "MaxAttempts": 5
                    """)),
            "{}");

    assertThat(secondsOfCalls()).containsExactly(0L, 10L, 40L, 100L, 160L, 220L);
  }

  @Test
  void retry_schedulesTheTaskAgainWithoutEnteringTheStateAgain() {
    Execution execution = workflow.failsWith("Busy").run(single(retry("")), "{}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(events(execution))
        .containsExactly(
            "ExecutionStarted",
            "TaskStateEntered",
            "TaskScheduled",
            "TaskStarted",
            "TaskFailed",
            "TaskScheduled",
            "TaskStarted",
            "TaskSucceeded",
            "TaskStateExited",
            "ExecutionSucceeded");
  }

  @Test
  void retry_countsForEachRetrierSeparately() {
    workflow
        .failsWith("A", "B", "A", "B", "A")
        .run(
            single(
                task(
                    """
                    "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 2, "BackoffRate": 1},
                              {"ErrorEquals": ["B"], "MaxAttempts": 9, "BackoffRate": 1}]
                    """)),
            "{}");

    assertThat(workflow.calls).hasSize(5);
  }

  @Test
  void retry_withNoAttemptsIsAnException() {
    workflow.failsWith("Busy").run(single(retry(", \"MaxAttempts\": 0")), "{}");

    assertThat(workflow.calls).hasSize(1);
  }

  @Test
  void retry_withFullJitterWaitsAPartOfTheTimeAndTheSameForTheSameSeed() {
    String definition = single(retry(", \"IntervalSeconds\": 100, \"JitterStrategy\": \"FULL\""));
    Workflow other = new Workflow();

    workflow.failsWith("Busy").run(definition, "{}");
    other.failsWith("Busy").run(definition, "{}");

    Duration waited = Duration.between(START, workflow.calls.getLast().at());
    assertThat(waited).isPositive().isLessThan(Duration.ofSeconds(100));
    assertThat(other.calls.getLast().at()).isEqualTo(workflow.calls.getLast().at());
  }

  @Test
  void retry_showsItsCountInTheContext() {
    workflow
        .failsWith("Busy", "Busy")
        .run(
            single(
                """
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "work",
                              "Payload": "{% $states.context.State.RetryCount %}"},
                "Retry": [{"ErrorEquals": ["Busy"]}]
                """),
            "{}");

    assertThat(workflow.calls).extracting(Workflow.Call::payload).containsExactly("0", "1", "2");
  }

  @Test
  void catch_goesOnWithTheErrorItsOutputAndItsVariables() {
    Execution execution =
        workflow
            .failsWith("ebsbackup.Refused")
            .run(
                machine(
                    """
                    "Work": {%s, "End": true},
                    "Undo": {"Type": "Pass", "End": true,
                             "Output": {"in": "{%% $states.input %%}", "why": "{%% $why %%}"}}
                    """
                        .formatted(
                            task(
                                """
                                "Catch": [{"ErrorEquals": ["Other"], "Next": "Undo"},
                                  {"ErrorEquals": ["ebsbackup.Refused"], "Next": "Undo",
                                   "Assign": {"why": "{% $states.errorOutput.Cause %}"},
                                   "Output": {"error": "{% $states.errorOutput.Error %}",
                                              "n": "{% $states.input.n %}"}}]
                                """)),
                    "Work"),
                "{\"n\": 5}");

    assertThat(execution.output())
        .contains("{\"in\":{\"error\":\"ebsbackup.Refused\",\"n\":5},\"why\":\"why\"}");
    assertThat(events(execution))
        .containsSubsequence("TaskFailed", "TaskStateExited", "PassStateEntered");
  }

  @Test
  void catch_withoutOutputPassesErrorAndCauseOn() {
    Execution execution = workflow.failsWith("Bad").run(caught("States.ALL"), "{}");

    assertThat(execution.output()).contains("{\"Error\":\"Bad\",\"Cause\":\"why\"}");
  }

  @Test
  void catch_comesAfterTheLastRetry() {
    Execution execution =
        workflow
            .failsWith(times(9, "Bad"))
            .run(
                machine(
                    """
                    "Work": {%s, "End": true}, "Caught": {"Type": "Succeed"}
                    """
                        .formatted(
                            task(
                                """
                                "Retry": [{"ErrorEquals": ["Bad"], "MaxAttempts": 1}],
                                "Catch": [{"ErrorEquals": ["Bad"], "Next": "Caught"}]
                                """)),
                    "Work"),
                "{}");

    assertThat(workflow.calls).hasSize(2);
    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }

  private static String caught(String error) {
    return machine(
        """
        "Work": {%s, "End": true}, "Caught": {"Type": "Succeed"}
        """
            .formatted(
                task("\"Catch\": [{\"ErrorEquals\": [\"" + error + "\"], \"Next\": \"Caught\"}]")),
        "Work");
  }

  @ParameterizedTest
  @CsvSource({
    "Any.Error,                     States.ALL,                   true",
    "Any.Error,                     States.TaskFailed,            true",
    "Any.Error,                     Any.Error,                    true",
    "Any.Error,                     Any,                          false",
    "States.Timeout,                States.ALL,                   true",
    "States.Timeout,                States.Timeout,               true",
    "States.Timeout,                States.TaskFailed,            false",
    "States.QueryEvaluationError,   States.ALL,                   true",
    "States.QueryEvaluationError,   States.QueryEvaluationError,  true",
    "States.DataLimitExceeded,      States.ALL,                   false",
    "States.DataLimitExceeded,      States.TaskFailed,            false",
    "States.DataLimitExceeded,      States.DataLimitExceeded,     true",
    "States.Runtime,                States.ALL,                   false",
    "States.Runtime,                States.TaskFailed,            false",
    "States.Runtime,                States.Runtime,               false"
  })
  void errorNamesMatchAsOnAws(String error, String listed, boolean taken) {
    Execution execution = workflow.failsWith(error).run(caught(listed), "{}");

    assertThat(execution.status())
        .isEqualTo(taken ? ExecutionStatus.SUCCEEDED : ExecutionStatus.FAILED);
  }

  @Test
  void timeoutSeconds_endsATaskThatTakesLonger() {
    workflow.function(call -> new TaskOutcome.Succeeded(Duration.ofSeconds(31), "\"late\"", "1"));

    Execution execution = workflow.run(single(task("\"TimeoutSeconds\": \"{% 15 * 2 %}\"")), "{}");

    assertThat(execution.error()).contains("States.Timeout");
    assertThat(execution.stopDate()).contains(START.plusSeconds(30));
    assertThat(events(execution)).endsWith("TaskStarted", "TaskTimedOut", "ExecutionFailed");
  }

  @Test
  void timeoutSeconds_ofTheMachineEndsTheExecutionInSpiteOfACatch() {
    workflow.function(call -> new TaskOutcome.Succeeded(Duration.ofMinutes(10), "\"late\"", "1"));

    Execution execution =
        workflow.run(
            caught("States.ALL")
                .replace("{\"QueryLanguage\"", "{\"TimeoutSeconds\": 60, \"QueryLanguage\""),
            "{}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.TIMED_OUT);
    assertThat(execution.error()).contains("States.Timeout");
    assertThat(execution.stopDate()).contains(START.plusSeconds(60));
    assertThat(events(execution)).endsWith("TaskStarted", "ExecutionTimedOut");
  }

  @Test
  void timeoutSeconds_leavesNothingOnTheClock() {
    workflow.run(
        single("\"Type\": \"Pass\"").replace("{\"Query", "{\"TimeoutSeconds\": 86400, \"Query"),
        "{}");

    assertThat(workflow.clock.runNext()).isFalse();
  }

  @Test
  void anArgumentThatIsUndefinedCanBeCaughtAndInvokesNothing() {
    Execution execution =
        workflow.run(
            caught("States.QueryEvaluationError").replace("$states.input ", "$states.input.none "),
            "{}");

    assertThat(workflow.calls).isEmpty();
    assertThat(execution.output().orElseThrow())
        .contains("States.QueryEvaluationError", "Arguments/Payload", "undefined");
    assertThat(events(execution))
        .containsExactly(
            "ExecutionStarted",
            "TaskStateEntered",
            "EvaluationFailed",
            "TaskStateExited",
            "SucceedStateEntered",
            "SucceedStateExited",
            "ExecutionSucceeded");
  }

  @Test
  void anOutputThatFailsAfterTheTaskIsRetriedWithTheTask() {
    List<String> answers = new ArrayList<>(List.of("{}", "{\"n\":1}"));

    Execution execution =
        workflow
            .answers(payload -> answers.removeFirst())
            .run(
                single(
                    task(
                        """
                        "Output": "{% $states.result.Payload.n %}",
                        "Retry": [{"ErrorEquals": ["States.QueryEvaluationError"]}]
                        """)),
                "{}");

    assertThat(workflow.calls).hasSize(2);
    assertThat(execution.output()).contains("1");
  }

  @Test
  void anErrorInAPassStateCannotBeCaughtAndIsWrittenOnce() {
    Execution execution = Workflow.evaluating("$error('boom')", "{}");

    assertThat(execution.error()).contains("States.QueryEvaluationError");
    assertThat(execution.cause().orElseThrow()).contains("boom", "Output");
    assertThat(events(execution))
        .containsExactly(
            "ExecutionStarted", "PassStateEntered", "EvaluationFailed", "ExecutionFailed");
  }
}
