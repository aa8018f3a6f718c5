package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.json.Json;
import org.junit.jupiter.api.Test;

class ReportPullHandlerTest {
  @Test
  void theErrorThatEndedTheRun_isReported() {
    PullReport report =
        new ReportPullHandler()
            .handleRequest(
                new Json()
                    .read(
                        """
                        {"plan": {"plan": "copies", "from": {"region": "eu-west-1", "plan": "daily"},
                                  "kmsKeyId": "alias/copies", "keep": {"last": 3}},
                         "progress": {},
                         "error": {"Error": "Lambda.Unknown", "Cause": "the disk was full"}}
                        """,
                        ReportPullHandler.Input.class),
                null);

    assertThat(report.status()).isEqualTo(PullReport.Status.FAILED);
    assertThat(report.summary()).startsWith("The run failed: Lambda.Unknown: the disk was full; ");
  }
}
