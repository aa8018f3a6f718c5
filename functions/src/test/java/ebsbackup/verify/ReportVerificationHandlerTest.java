package ebsbackup.verify;

import static ebsbackup.aws.SnapshotReplies.described;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.CannedClients;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A lost error, or a key of which the report says nothing. */
class ReportVerificationHandlerTest {
  private static final Instant NIGHT = Instant.parse("2026-03-01T03:00:00Z");
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";

  private final CannedClients clients =
      new CannedClients(Map.of())
          .reply(
              200,
              described(
                  SnapshotBuilder.like(Samples.snapshots("daily/1", NIGHT, "completed").getFirst())
                      .encrypted(true, KEY)
                      .build()))
          .reply(400, "{\"__type\": \"KMSInternalException\", \"message\": \"try again\"}");

  private VerifyReport report(String more) {
    return new ReportVerificationHandler(
            new Wiring(clients, Clock.fixed(NIGHT, ZoneOffset.UTC), Map.of()))
        .handleRequest(
            new Json()
                .read(
                    """
                    {"request": {"plan": "daily"}, "progress": {}, "manifests": {}%s}
                    """
                        .formatted(more),
                    ReportVerificationHandler.Input.class),
            null);
  }

  @Test
  void theErrorThatEndedTheRun_isReported() {
    VerifyReport report =
        report(", \"error\": {\"Error\": \"Lambda.Unknown\", \"Cause\": \"the disk was full\"}");

    assertThat(report.status()).isEqualTo(VerifyReport.Status.FAILED);
    assertThat(report.summary()).startsWith("The run failed: Lambda.Unknown: the disk was full");
  }

  @Test
  void aKeyThatCannotBeLookedUp_isReportedWithTheReason() {
    assertThat(report("").keys())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.key()).isEqualTo(KEY);
              assertThat(line.state()).startsWith("unchecked: ").contains("try again");
              assertThat(line.problem()).isEmpty();
            });
  }
}
