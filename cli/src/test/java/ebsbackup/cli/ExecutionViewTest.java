package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.states.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;

class ExecutionViewTest {
  private static FinishedExecution ended(
      String status, Optional<String> error, Optional<String> cause) {
    return new FinishedExecution(
        "run",
        status,
        error,
        cause,
        Optional.empty(),
        Instant.EPOCH,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static String end(FinishedExecution execution) {
    return Cli.printed(out -> ExecutionView.printEnd(out, execution));
  }

  private static FinishedExecution failed(String cause) {
    return ended("FAILED", Optional.of("Wrong"), Optional.of(cause));
  }

  @Test
  void theCauseOfAnException_isItsMessage() {
    String cause = "{\"errorMessage\": \"`select`: unknown\", \"stackTrace\": [\"at a.B\"]}";

    assertThat(end(failed(cause)))
        .isEqualTo("Status    FAILED\nError     Wrong\nCause     `select`: unknown\n");
  }

  /** Causes may also be cut off at their limit, or be what a service wrote. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 of 2 sets are good",
        "",
        " ",
        "{",
        "{}",
        "{vol-1} is not there",
        "{\"errorMessage\": \"it was cut o",
        "{\"errorMessage\": \"twice\"} {\"errorMessage\": \"twice\"}",
        "{\"errorMessage\": 5}",
        "{\"errorMessage\": null}",
        "{\"message\": \"another member\"}",
        "[\"errorMessage\"]",
        "[1",
        "\"errorMessage\"",
        "17",
        "null"
      })
  void anyOtherCause_isPrintedAsItIs(String cause) {
    assertThat(end(failed(cause)))
        .isEqualTo("Status    FAILED\nError     Wrong\nCause     " + cause + "\n");
    assertThat(ExecutionView.summary(failed(cause))).isEqualTo(cause);
    assertThat(ExecutionView.json(failed(cause))).containsEntry("cause", cause);
  }

  @Test
  void anEndWithoutErrorAndCause_isItsStatus() {
    FinishedExecution aborted = ended("ABORTED", Optional.empty(), Optional.empty());

    assertThat(end(aborted)).isEqualTo("Status    ABORTED\n");
    assertThat(ExecutionView.summary(aborted)).isEqualTo("-");
    assertThat(ExecutionView.json(aborted))
        .isEqualTo(
            Json.parse(
                """
                {"name": "run", "status": "ABORTED", "error": null, "cause": null, "output": null,
                 "report": null, "startDate": "1970-01-01T00:00:00Z", "stopDate": null,
                 "history": []}
                """));
  }

  @Test
  void json_hasEveryPartOfAnExecution() {
    FinishedExecution execution =
        new FinishedExecution(
            "run",
            "SUCCEEDED",
            Optional.empty(),
            Optional.empty(),
            Optional.of("{\"a\": 1}"),
            Instant.EPOCH,
            Optional.of(Instant.EPOCH.plusSeconds(60)),
            List.of(
                HistoryEvent.builder()
                    .type(HistoryEventType.TASK_STATE_ENTERED)
                    .stateEnteredEventDetails(details -> details.name("Report Backup"))
                    .build(),
                HistoryEvent.builder()
                    .type(HistoryEventType.TASK_STATE_EXITED)
                    .stateExitedEventDetails(
                        details -> details.name("Report Backup").output("{\"summary\": \"good\"}"))
                    .build(),
                HistoryEvent.builder().type(HistoryEventType.EXECUTION_SUCCEEDED).build()),
            Optional.of(new Usage(3, 5, 70, "Report Backup output")));

    assertThat(ExecutionView.summary(execution)).isEqualTo("good");
    assertThat(Json.parse(Json.print(ExecutionView.json(execution))))
        .isEqualTo(
            Json.parse(
                """
                {"name": "run", "status": "SUCCEEDED", "error": null, "cause": null,
                 "output": {"a": 1}, "report": {"summary": "good"},
                 "startDate": "1970-01-01T00:00:00Z", "stopDate": "1970-01-01T00:01:00Z",
                 "history": [
                   {"type": "TaskStateEntered", "state": "Report Backup"},
                   {"type": "TaskStateExited", "state": "Report Backup"},
                   {"type": "ExecutionSucceeded"}],
                 "usage": {"transitions": 3, "events": 5, "largestPayload": 70}}
                """));
  }
}
