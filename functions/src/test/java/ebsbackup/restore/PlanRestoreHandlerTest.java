package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanRestoreHandlerTest {
  /** The role would refuse it too, but only after the volumes were swapped. */
  @Test
  void aHealthCheckThatTheStackDoesNotAllow_isRefusedBeforeTheFirstCall() {
    CannedClients clients = new CannedClients(Map.of());
    PlanRestoreHandler handler =
        new PlanRestoreHandler(
            new Wiring(
                clients,
                Clock.fixed(SamplePlans.START, ZoneOffset.UTC),
                Map.of("HEALTH_CHECK_DOCUMENT", "CheckShop")));
    PlanRestoreHandler.Input input =
        new Json()
            .read(
                """
                {"request": {"instanceId": "i-0123456789abcdef0", "from": {"latest": true},
                             "mode": "swap", "stop": true,
                             "healthCheck": {"document": "Other"}},
                 "executionArn":
                   "arn:aws:states:eu-central-1:123456789012:execution:ebs-backup-restore:r",
                 "executionName": "r", "startTime": "2026-03-03T09:00:00Z",
                 "stateMachineArn":
                   "arn:aws:states:eu-central-1:123456789012:stateMachine:ebs-backup-restore"}
                """,
                PlanRestoreHandler.Input.class);

    assertThatThrownBy(() -> handler.handleRequest(input, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("HealthCheckDocument, CheckShop");

    assertThat(clients.sent()).isEmpty();
  }
}
