package embeddedcloud.states;

import static embeddedcloud.states.Workflow.events;
import static embeddedcloud.states.Workflow.machine;
import static embeddedcloud.states.Workflow.single;
import static embeddedcloud.states.Workflow.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.SfnException;

class LimitsTest {
  private static final int MAX = Payload.MAX_BYTES;

  private final Workflow workflow = new Workflow();

  /** JSON text of a string that has this many bytes, quotes included. */
  private static String jsonOf(int bytes) {
    return "\"" + "x".repeat(bytes - 2) + "\"";
  }

  @Test
  void payload_countsBytesOfUtf8() {
    assertThat(Payload.of("aé€😀").bytes()).isEqualTo(2 + 1 + 2 + 3 + 4);
  }

  @Test
  void anInputOfExactlyTheLimitPassesAndOneByteMoreIsRefused() {
    Execution execution = workflow.run(single("\"Type\": \"Pass\""), jsonOf(MAX));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.usage().largestPayload()).isEqualTo(MAX);
    assertThat(execution.usage().largestPayloadAt()).isEqualTo("execution input");
    assertThatThrownBy(
            () -> workflow.service.startExecution(Workflow.ARN, Optional.empty(), jsonOf(MAX + 1)))
        .isInstanceOf(SfnException.class)
        .hasMessageContaining("262144");
  }

  @Test
  void anOutputOverTheLimitEndsTheExecution() {
    Execution execution =
        workflow.run(
            single("\"Type\": \"Pass\", \"Output\": \"{% $states.input & $states.input %}\""),
            jsonOf(MAX / 2 + 10));

    assertThat(execution.error()).contains("States.DataLimitExceeded");
    assertThat(execution.cause().orElseThrow()).contains("Only", "output", "262144");
    assertThat(execution.usage().largestPayload()).isEqualTo(MAX + 18);
    assertThat(execution.usage().largestPayloadAt()).isEqualTo("Only output");
    assertThat(events(execution)).doesNotContain("EvaluationFailed");
  }

  @Test
  void argumentsOverTheLimitInvokeNothing() {
    Execution execution = workflow.run(single(task("")), jsonOf(MAX - 10));

    assertThat(workflow.calls).isEmpty();
    assertThat(execution.error()).contains("States.DataLimitExceeded");
  }

  @Test
  void aResultOverTheLimitIsCaughtByItsNameOnly() {
    String definition =
        machine(
            """
            "Work": {%s, "End": true}, "Caught": {"Type": "Succeed", "Output": "small"}
            """
                .formatted(
                    task("\"Catch\": [{\"ErrorEquals\": [\"NAME\"], \"Next\": \"Caught\"}]")),
            "Work");

    Execution all =
        new Workflow()
            .answers(payload -> jsonOf(MAX))
            .run(definition.replace("NAME", "States.ALL"), "{}");
    Execution named =
        new Workflow()
            .answers(payload -> jsonOf(MAX))
            .run(definition.replace("NAME", "States.DataLimitExceeded"), "{}");

    assertThat(all.error()).contains("States.DataLimitExceeded");
    assertThat(events(all)).endsWith("TaskFailed", "ExecutionFailed");
    assertThat(named.output()).contains("\"small\"");
  }

  /** A loop of a Choice and a Pass state: four events a round, after the first. */
  private static String loop(int rounds) {
    return machine(
        """
        "Start": {"Type": "Pass", "Assign": {"n": 0}, "Next": "More?"},
        "More?": {"Type": "Choice", "Choices": [
            {"Condition": "{%% $n < %d %%}", "Next": "Count"}], "Default": "Done"},
        "Count": {"Type": "Pass", "Assign": {"n": "{%% $n + 1 %%}"}, "Next": "More?"},
        "Done": {"Type": "Succeed"}
        """
            .formatted(rounds),
        "Start");
  }

  @Test
  void the25000thEventMayBeTheEnd() {
    // 3 to start, 4 a round, 2 to choose the end, 2 for Succeed, 1 to end: 8 + 4 x 6248 = 25,000.
    Execution execution = workflow.run(loop(6248), "{}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.usage().events()).isEqualTo(25_000);
    assertThat(execution.usage().transitions()).isEqualTo(1 + 2 * 6248 + 2);
  }

  @Test
  void otherwiseTheExecutionFailsWithTheHistoryFull() {
    Execution execution = workflow.run(loop(6249), "{}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("States.Runtime");
    assertThat(execution.cause().orElseThrow()).contains("25000");
    assertThat(execution.usage().events()).isEqualTo(25_000);
    assertThat(events(execution)).endsWith("ExecutionFailed");
    assertThatThrownBy(() -> workflow.service.redriveExecution(execution.arn()))
        .isInstanceOf(ExecutionNotRedrivableException.class);
  }

  @Test
  void theLargestPayload_isNamed_whereverItIs() {
    Execution execution =
        workflow.run(
            machine(
                """
                "Grow": {"Type": "Pass", "Output": "{% $states.input & $states.input %}",
                         "Next": "Shrink"},
                "Shrink": {"Type": "Pass", "Output": "small", "End": true}
                """,
                "Grow"),
            jsonOf(100));

    assertThat(execution.usage().largestPayload()).isEqualTo(198);
    assertThat(execution.usage().largestPayloadAt()).isEqualTo("Grow output");
  }

  @Test
  void aRetryLoopEndsWithTheHistoryFullInSpiteOfACatch() {
    Execution execution =
        workflow
            .function(call -> new TaskOutcome.Failed(Duration.ZERO, "Busy", ""))
            .run(
                machine(
                    """
                    "Work": {%s, "End": true}, "Caught": {"Type": "Succeed"}
                    """
                        .formatted(
                            task(
                                """
                                "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 99999999,
                                           "BackoffRate": 1}],
                                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
                                """)),
                    "Work"),
                "{}");

    assertThat(execution.error()).contains("States.Runtime");
    assertThat(execution.usage().events()).isEqualTo(25_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"big\": \"{% $states.input & $states.input %}\"",
        "\"a\": \"{% $states.input %}\", \"b\": \"{% $states.input %}\""
      })
  void variablesOverTheirLimitEndTheExecution(String assign) {
    Execution execution =
        workflow.run(
            single("\"Type\": \"Pass\", \"Assign\": {" + assign + "}"), jsonOf(MAX / 2 + 10));

    assertThat(execution.error()).contains("States.DataLimitExceeded");
    assertThat(execution.cause().orElseThrow()).contains("262144");
  }

  @Test
  void allVariablesTogetherHaveALimit() {
    StringBuilder states = new StringBuilder();
    for (int i = 0; i < 41; i++) {
      states.append(
          """
          "S%d": {"Type": "Pass", "Assign": {"v%d": "{%% $states.input %%}"}, "Next": "S%d"},
          """
              .formatted(i, i, i + 1));
    }
    states.append("\"S41\": {\"Type\": \"Succeed\"}");

    Execution execution = workflow.run(machine(states.toString(), "S0"), jsonOf(MAX));

    assertThat(execution.error()).contains("States.DataLimitExceeded");
    assertThat(execution.cause().orElseThrow()).contains("10485760");
    // 40 x 256 KiB are 10 MiB: the forty-first is one too many.
    assertThat(execution.history())
        .filteredOn(event -> event.typeAsString().equals("PassStateExited"))
        .hasSize(40);
  }

  @Test
  void aCauseIsCutToWhatAwsKeeps() {
    workflow.function(
        call -> new TaskOutcome.Failed(Duration.ZERO, "E".repeat(300), "c".repeat(40_000)));

    Execution execution = workflow.run(single(task("")), "{}");

    assertThat(execution.error().orElseThrow()).hasSize(256);
    assertThat(execution.cause().orElseThrow()).hasSize(32_768);
  }
}
