package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What each step of a measurement is given, and how the measurement ends. */
class WatchRouteTest {
  private static final String PLAN = "{\"plan\": \"daily\", \"rpo\": \"PT26H\"}";

  private final Script script = new Script("watch").with("plan", PLAN);

  private static String measured(String status) {
    return "-> {\"status\": \"%s\", \"summary\": \"all of it\", \"metrics\": [{\"MetricName\": \"A\"}]}\n"
        .formatted(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"WITHIN_TARGET", "STILL_OVER_TARGET"})
  void theMetricsArePublished_andTheExecutionSucceeds(String status) {
    Execution execution =
        script.run(
            "<plan>",
            "0 MeasureProtection {\"plan\": <plan>} "
                + measured(status)
                + "0 PutMetricData {\"Namespace\": \"EbsBackup\", \"MetricData\": [{\"MetricName\": \"A\"}]} -> {}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.output().orElseThrow()).contains("all of it");
  }

  private static final String DUE =
      "-> {\"status\": \"%s\", \"summary\": \"all of it\", \"metrics\": [], \"page\": \"daily/2026-03-01.html\"}\n";

  @Test
  void aPageThatIsDue_isMadeAndPut_afterTheMetrics() {
    Execution execution =
        script.run(
            "<plan>",
            "0 MeasureProtection * "
                + DUE.formatted("WITHIN_TARGET")
                + "0 PutMetricData * -> {}\n"
                + "0 MakePage {\"plan\": <plan>, \"name\": \"daily/2026-03-01.html\", \"prefix\": \"ebs-backup/test/\"}"
                + " -> {\"key\": \"ebs-backup/test/daily/2026-03-01.html\", \"page\": \"<html>\"}\n"
                + "0 PutObject {\"Bucket\": \"reports\", \"Key\": \"ebs-backup/test/daily/2026-03-01.html\","
                + " \"Body\": \"<html>\", \"ContentType\": \"text/html;charset=utf-8\","
                + " \"ExpectedBucketOwner\": \"123456789012\"} -> {}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(execution.output().orElseThrow()).contains("all of it").doesNotContain("<html>");
  }

  @ParameterizedTest
  @CsvSource({
    "WITHIN_TARGET, PAGE_NOT_WRITTEN",
    "STILL_OVER_TARGET, PAGE_NOT_WRITTEN",
    "OVER_TARGET, OVER_TARGET"
  })
  void aPageThatIsNotWritten_isNamed_andHidesNoSource(String status, String error) {
    Execution notMade =
        script.run(
            "<plan>",
            "0 MeasureProtection * "
                + DUE.formatted(status)
                + "0 PutMetricData * -> {}\n"
                + "0 MakePage * !! ebsbackup.failure.AccessDeniedException");

    assertThat(notMade.error()).contains(error);
    assertThat(notMade.cause().orElseThrow())
        .contains(
            error.equals("OVER_TARGET") ? "all of it" : "ebsbackup.failure.AccessDeniedException");
    Execution notPut =
        new Script("watch")
            .with("plan", PLAN)
            .run(
                "<plan>",
                "0 MeasureProtection * "
                    + DUE.formatted(status)
                    + "0 PutMetricData * -> {}\n"
                    + "0 MakePage * -> {\"key\": \"a\", \"page\": \"<html>\"}\n"
                    + "? PutObject * !! S3.NoSuchBucketException\n".repeat(7));

    assertThat(notPut.error()).contains(error);
    assertThat(notPut.cause().orElseThrow())
        .contains(error.equals("OVER_TARGET") ? "all of it" : "S3.NoSuchBucketException");
  }

  @Test
  void sourcesOverTheirTarget_failTheExecution_afterTheMetrics() {
    Execution execution =
        script.run(
            "<plan>",
            "0 MeasureProtection * " + measured("OVER_TARGET") + "0 PutMetricData * -> {}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(execution.error()).contains("OVER_TARGET");
    assertThat(execution.cause()).contains("all of it");
  }

  /** On that day, too. */
  @Test
  void sourcesOverTheirTarget_failTheExecution_afterThePage() {
    Execution execution =
        script.run(
            "<plan>",
            "0 MeasureProtection * "
                + DUE.formatted("OVER_TARGET")
                + "0 PutMetricData * -> {}\n"
                + "0 MakePage * -> {\"key\": \"a\", \"page\": \"<html>\"}\n"
                + "0 PutObject * -> {}");

    assertThat(execution.error()).contains("OVER_TARGET");
    assertThat(execution.cause()).contains("all of it");
  }

  @Test
  void aPlanThatIsNotValid_isNamed() {
    Execution execution =
        script.run("{}", "0 MeasureProtection * !! ebsbackup.failure.InvalidInputException");

    assertThat(execution.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(execution.cause()).contains("it failed");
  }

  @Test
  void whatCannotBeMeasured_failsTheExecution() {
    Execution execution =
        script.run("<plan>", "0 MeasureProtection * !! ebsbackup.failure.RefusedException");

    assertThat(execution.error()).contains("ebsbackup.failure.RefusedException");
  }

  @Test
  void anAnswerWithoutAStatus_isAskedForAgain_andSoAreMetrics() {
    Execution execution =
        script.run(
            "<plan>",
            "0 MeasureProtection * -> {}\n"
                + "? MeasureProtection * "
                + measured("WITHIN_TARGET")
                + "0 PutMetricData * !! CloudWatch.CloudWatchException\n"
                + "? PutMetricData * -> {}");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
  }
}
