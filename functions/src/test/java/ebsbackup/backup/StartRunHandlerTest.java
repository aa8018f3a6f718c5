package ebsbackup.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartRunHandlerTest {
  /** Many executions have succeeded since an old scheduled time, and each takes a call. */
  @ParameterizedTest
  @CsvSource({"2026-03-01T03:00:01Z, true", "2026-03-01T03:00:00Z, false"})
  void anOccurrenceThatCanNoLongerBeDeliveredTwice_isNotLookedFor(
      String scheduledTime, boolean lookedFor) {
    CannedClients clients = new CannedClients(Map.of());
    Instant now = Instant.parse("2026-03-02T03:00:00Z");
    StartRunHandler.Input input =
        new Json()
            .read(
                """
                {"plan": {"plan": "daily", "select": {"tags": {"Backup": ["daily"]}},
                          "scheduledTime": "%s"},
                 "executionArn":
                   "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup-backup:r",
                 "executionName": "r", "startTime": "2026-03-02T03:00:00Z",
                 "stateMachineArn":
                   "arn:aws:states:eu-central-1:123456789012:stateMachine:ebs-backup-backup"}
                """
                    .formatted(scheduledTime),
                StartRunHandler.Input.class);

    new StartRunHandler(new Wiring(clients, Clock.fixed(now, ZoneOffset.UTC), Map.of()))
        .handleRequest(input, null);

    assertThat(clients.sent().stream().anyMatch(request -> request.contains("SUCCEEDED")))
        .isEqualTo(lookedFor);
  }
}
