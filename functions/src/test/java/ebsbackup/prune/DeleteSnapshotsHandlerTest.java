package ebsbackup.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetRef;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeleteSnapshotsHandlerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  /** The definition never comes here in a dry run. If it did, nothing may be lost. */
  @Test
  void aDryRunDeletesNothing() {
    CannedClients clients = new CannedClients(Map.of());
    Plan plan =
        new Json()
            .read(
                """
                {"plan": "daily", "select": {"tags": {"Backup": ["daily"]}},
                 "keep": {"last": 1}, "dryRun": true}
                """,
                Plan.class);
    Deletion deletion =
        new Deletion(
            new SetRef("i-1", "daily/1", NOW),
            List.of("snap-1"),
            "old",
            false,
            Optional.empty(),
            List.of(),
            Optional.empty());
    DeleteSnapshotsHandler handler =
        new DeleteSnapshotsHandler(new Wiring(clients, Clock.fixed(NOW, ZoneOffset.UTC), Map.of()));

    assertThatThrownBy(
            () ->
                handler.handleRequest(
                    new DeleteSnapshotsHandler.Input(
                        plan,
                        List.of(deletion),
                        Optional.of(NOW),
                        NOW,
                        new Json().read("{}", PruneProgress.class)),
                    null))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "plan.dryRun: expected false, because this step deletes snapshots, but was true");

    assertThat(clients.sent()).isEmpty();
  }
}
