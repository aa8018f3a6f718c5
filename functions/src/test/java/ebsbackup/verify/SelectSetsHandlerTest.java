package ebsbackup.verify;

import static ebsbackup.aws.SnapshotReplies.described;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that reads on when its requests or its time are used up. */
class SelectSetsHandlerTest {
  private static final Instant NIGHT = Instant.parse("2026-03-01T03:00:00Z");

  private final CannedClients clients =
      new CannedClients(
          Map.of(
              "DescribeSnapshots",
              described(Samples.snapshots("daily/1", NIGHT, "completed").getFirst())));

  private Wiring at(Instant now) {
    return new Wiring(clients, Clock.fixed(now, ZoneOffset.UTC), Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T09:59:59Z,  9999, 1",
    "2026-03-01T10:00:00Z,  9999, 0",
    "2026-03-01T09:59:59Z, 10000, 0",
    "2026-03-01T09:59:59Z, 10001, 0"
  })
  void setsAreSelectedUntilTheRequestsOrTheTimeAreUsedUp(Instant now, int requests, int sets) {
    SelectSetsHandler.Output output =
        new SelectSetsHandler(at(now))
            .handleRequest(
                new Json()
                    .read(
                        """
                        {"request": {"plan": "daily", "maxRequests": 10000},
                         "startTime": "2026-03-01T04:00:00Z", "progress": {"requests": %d}}
                        """
                            .formatted(requests),
                        SelectSetsHandler.Input.class),
                null);

    assertThat(output.sets()).hasSize(sets);
    assertThat(output.deadline()).isEqualTo("2026-03-01T10:00:00Z");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T09:59:59Z, false, 1",
    "2026-03-01T10:00:00Z, false, 0",
    "2026-03-01T09:59:59Z, true, 0"
  })
  void snapshotsAreSelectedForManifestsUntilTheTimeIsUsedUp(
      Instant now, boolean dryRun, int manifests) {
    SelectManifestsHandler.Output output =
        new SelectManifestsHandler(at(now))
            .handleRequest(
                new Json()
                    .read(
                        """
                        {"request": {"plan": "daily", "manifest": true, "dryRun": %s},
                         "deadline": "2026-03-01T10:00:00Z"}
                        """
                            .formatted(dryRun),
                        SelectManifestsHandler.Input.class),
                null);

    assertThat(output.due()).hasSize(manifests);
  }
}
