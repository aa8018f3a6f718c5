package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportBackupHandlerTest {
  @Test
  void anInputWithoutTheTurnOfTheRun_isRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> new ReportBackupHandler.Input(null, null, null, null, null, null, null))
        .withMessage("turn");
  }

  /** A run that gives up also names another execution: the one that it waited for. */
  @ParameterizedTest
  @CsvSource({"ALREADY_DONE, ALREADY_DONE", "GIVE_UP, FAILED", "START, NOTHING_SELECTED"})
  void onlyARunThatFindsItsOccurrenceHandled_isReportedAsDone(Turn turn, Status status) {
    BackupReport report = report("\"turn\": \"%s\", \"other\": \"arn:other\"".formatted(turn));

    assertThat(report.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"sharing\": {\"shared\": 2},"})
  void aSharingThatFailed_isReported_howeverFarItGot(String sharing) {
    BackupReport report =
        report(
            sharing
                + """
                "turn": "START", "shareError": {"Error": "Lambda.Unknown", "Cause": "no answer"}
                """);

    assertThat(report.share().orElseThrow().failure().orElseThrow()).contains("no answer");
    assertThat(report.share().orElseThrow().shared()).isEqualTo(sharing.isEmpty() ? 0 : 2);
  }

  /** The report of a run without sets, from an input with these fields. */
  private static BackupReport report(String fields) {
    ReportBackupHandler.Input input =
        new Json()
            .read(
                """
                {"run": {"id": "daily/1", "plan": "daily", "startedAt": "2026-03-01T03:00:12Z",
                         "deadline": "2026-03-01T15:00:12Z"},
                 "progress": {}, %s}
                """
                    .formatted(fields),
                ReportBackupHandler.Input.class);
    return new ReportBackupHandler(
            new Wiring(new CannedClients(Map.of()), Clock.systemUTC(), Map.of()))
        .handleRequest(input, null);
  }
}
