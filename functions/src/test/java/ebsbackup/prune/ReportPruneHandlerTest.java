package ebsbackup.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPruneHandlerTest {
  @Test
  void theErrorsOfTheEstimateAndOfTheRun_areReported() {
    ReportPruneHandler.Input input =
        new Json()
            .read(
                """
                {"plan": {"plan": "daily", "select": {"instanceIds": ["i-0a1b2c3d4e5f60718"]},
                          "keep": {"last": 1}, "estimate": true},
                 "progress": {},
                 "error": {"Error": "Denied", "Cause": "no permission"},
                 "estimateError": {"Error": "Sandbox.Timedout", "Cause": "after 900 s"}}
                """,
                ReportPruneHandler.Input.class);
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T04:00:00Z"), ZoneOffset.UTC);

    PruneReport report =
        new ReportPruneHandler(new Wiring(new CannedClients(Map.of()), clock, Map.of()))
            .handleRequest(input, null);

    assertThat(report.status()).isEqualTo(PruneReport.Status.FAILED);
    assertThat(report.summary()).contains("Denied: no permission");
    assertThat(report.estimate().orElseThrow().problems())
        .containsExactly("Sandbox.Timedout: after 900 s");
  }
}
