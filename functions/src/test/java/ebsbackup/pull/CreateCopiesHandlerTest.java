package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreateCopiesHandlerTest {
  /** The definition never comes here in a dry run. If it did, nothing may be copied. */
  @Test
  void aDryRunCopiesNothing() {
    CannedClients clients = new CannedClients(Map.of());
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T04:00:00Z"), ZoneOffset.UTC);
    CreateCopiesHandler handler = new CreateCopiesHandler(new Wiring(clients, clock, Map.of()));
    CreateCopiesHandler.Input input =
        new Json()
            .read(
                """
                {"plan": {"plan": "copies", "from": {"region": "eu-west-1", "plan": "daily"},
                          "kmsKeyId": "alias/copies", "keep": {"last": 3}, "dryRun": true},
                 "from": {"region": "eu-west-1", "plan": "daily"},
                 "kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1",
                 "region": "eu-central-1",
                 "sets": [{"set": {"source": "i-0a1b2c3d4e5f60718", "run": "daily/1",
                                   "startTime": "2026-03-01T03:00:20Z"},
                           "snapshotIds": ["snap-00000000000000001"], "failures": {}}],
                 "progress": {"due": 1, "pulled": 0, "begun": 0, "failed": 0, "locked": 0,
                              "unlocked": 0, "problems": [], "problemsOmitted": 0}}
                """,
                CreateCopiesHandler.Input.class);

    assertThatThrownBy(() -> handler.handleRequest(input, null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "plan.dryRun: expected false, because this step copies snapshots, but was true");

    assertThat(clients.sent()).isEmpty();
  }
}
