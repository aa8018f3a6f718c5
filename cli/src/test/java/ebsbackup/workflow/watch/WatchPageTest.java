package ebsbackup.workflow.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.cloudwatch.EmbeddedCloudWatch.Datum;
import embeddedcloud.lambda.Fault;
import embeddedcloud.s3.EmbeddedS3.StoredObject;
import embeddedcloud.sns.Message;
import embeddedcloud.states.Execution;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A page each day in the user's bucket. */
class WatchPageTest {
  private static final String PREFIX = "reports/ebs-backup/ebs-backup/daily/";
  private static final Pattern DATA =
      Pattern.compile("<script id=\"data\" type=\"text/plain\">([A-Za-z0-9+/=]+)</script>");
  private static final String MEASURED = TestCloud.daily("\"rpo\": \"PT26H\"");

  private final TestCloud cloud =
      new TestCloud(
          TestCloud.settings(),
          Map.of("Rpo", "PT26H", "ScheduleState", "DISABLED", "ReportBucket", "reports"));

  private Map<String, StoredObject> pages() {
    return cloud.cloud().s3().objects();
  }

  private void measureFor(Duration time) {
    Instant next = cloud.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
    cloud.cloud().runSchedules(next, next.plus(time), occurrence -> false);
  }

  private static String unpacked(StoredObject page) throws IOException {
    return unzipped(page.body().replaceFirst(".*id=page>", "").replaceFirst("<.*", ""));
  }

  private static String unzipped(String text) throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void thereIsOneForEachDay_asABrowserShowsIt() throws IOException {
    cloud.launch();
    cloud.backup(TestCloud.DAILY);

    measureFor(Duration.ofDays(3));

    assertThat(pages().keySet())
        .containsExactly(
            PREFIX + "2026-03-02.html", PREFIX + "2026-03-03.html", PREFIX + "2026-03-04.html");
    assertThat(pages().values())
        .allSatisfy(
            page -> {
              assertThat(page.contentType()).isEqualTo("text/html;charset=utf-8");
              assertThat(page.body())
                  .startsWith("<!doctype html>")
                  .doesNotContain("\"", "\\", "\n");
              assertThat(unpacked(page))
                  .startsWith("<!doctype html>")
                  .contains("What is protected");
            });
  }

  @Test
  void aPersonWhoMeasures_getsAPageOfTheirOwn() {
    cloud.launch();

    Execution execution = cloud.cloud().run("watch", Optional.empty(), MEASURED);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(pages().keySet())
        .singleElement()
        .asString()
        .matches(PREFIX + "2026-03-01T\\d\\d-\\d\\d-\\d\\dZ\\.html");
  }

  @Test
  void aPage_countsTheSnapshotsThatNoPlanCreatedAsWell() throws IOException {
    cloud.launch();
    cloud.backup(TestCloud.DAILY);
    String volume = cloud.cloud().ec2().contents().volumes().getFirst().volumeId();
    cloud.cloud().ec2().createSnapshot(r -> r.volumeId(volume));
    cloud.cloud().clock().advance(Duration.ofMinutes(5));

    cloud.cloud().run("watch", Optional.empty(), MEASURED);

    Matcher data = DATA.matcher(unpacked(pages().values().iterator().next()));
    assertThat(data.find()).isTrue();
    assertThat(unzipped(data.group(1))).contains("\"ofOthers\":1");
  }

  /**
   * The faults: no bucket, a bucket of another account, a missing permission, a function that fails
   * forever.
   */
  @Test
  void aPageThatCannotBeWritten_isReportedOnceADay_andNoMeasurementIsLost() {
    cloud.launch();
    cloud.cloud().s3().deleteBucket("reports");
    assertNamed("S3.NoSuchBucketException");
    cloud.cloud().s3().createBucket("reports", "999999999999");
    assertNamed("Access Denied");
    cloud.cloud().s3().createBucket("reports");
    cloud.cloud().s3().deny(Integer.MAX_VALUE);
    assertNamed("Access Denied");
    cloud.cloud().s3().deny(0);
    cloud.failForEver("MakePage", Fault.serviceException());
    assertNamed("Lambda.ServiceException");
    assertThat(pages()).isEmpty();
  }

  private void assertNamed(String problem) {
    int before = cloud.cloud().messages().size();
    long measured = measurements();
    Instant midnight = cloud.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    cloud.cloud().clock().runUntil(midnight.minusSeconds(1800));
    cloud.backup(TestCloud.DAILY);
    measureFor(Duration.ofHours(5));

    assertThat(measurements() - measured).isEqualTo(5);
    assertThat(cloud.cloud().messages().subList(before, cloud.cloud().messages().size()))
        .singleElement()
        .extracting(Message::text)
        .asString()
        .contains("The measurement of plan daily ended FAILED", "PAGE_NOT_WRITTEN", problem);
  }

  private long measurements() {
    return cloud.cloud().cloudWatch().data().stream()
        .map(Datum::name)
        .filter("SourcesOverRpo"::equals)
        .count();
  }
}
