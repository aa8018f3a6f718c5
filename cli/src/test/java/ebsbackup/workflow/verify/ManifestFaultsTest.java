package ebsbackup.workflow.verify;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import embeddedcloud.lambda.Fault;
import embeddedcloud.s3.EmbeddedS3;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/** What goes wrong while a manifest is made: the next run makes it, and none is ever wrong. */
class ManifestFaultsTest {
  private static final String REQUEST = "{\"plan\": \"daily\", \"manifest\": true}";
  private static final String TAG = "ebs-backup:manifest";

  private final VerifyWorld world =
      new VerifyWorld(TestCloud.settings(), Map.of("ManifestBucket", "proofs"));
  private String run;
  private List<String> expected;

  @BeforeEach
  void aVerifiedSetWithManifests() {
    world.writeText(world.launch(), 16_380, 8, 1);
    run = world.night();
    assertThat(world.verify(REQUEST).status()).isEqualTo("SUCCEEDED");
    expected = roots();
  }

  private EmbeddedS3 s3() {
    return world.cloud.cloud().s3();
  }

  /** What the tags say, without the time. */
  private List<String> roots() {
    return world.tags(run, TAG).stream().map(tag -> tag.replaceFirst(" [^ ]*Z$", "")).toList();
  }

  private void forget() {
    List<String> ids = world.ofRun(run).stream().map(Snapshot::snapshotId).toList();
    world.cloud.ec2().deleteTags(r -> r.resources(ids).tags(Tag.builder().key(TAG).build()));
    s3().objects().keySet().forEach(s3()::delete);
  }

  private record Failure(String action, String code) {}

  private static final List<Failure> FAILURES =
      List.of(
          new Failure("ListSnapshotBlocks", "RequestThrottledException/ACCOUNT_THROTTLED"),
          new Failure("ListSnapshotBlocks", "AccessDeniedException/UNAUTHORIZED_ACCOUNT"),
          new Failure("GetSnapshotBlock", "InternalServerException"),
          new Failure("GetSnapshotBlock", "ValidationException/INVALID_CUSTOMER_KEY"),
          new Failure("DescribeSnapshots", "RequestLimitExceeded"),
          new Failure("CreateTags", "InternalError"),
          new Failure("CreateTags", "TagLimitExceeded"));

  @Test
  void aCallThatFails_atAnyTime_makesNoWrongManifest_andTheNextRunMakesIt() {
    for (Failure failure : FAILURES) {
      int failed = 0;
      for (int call : List.of(1, 4)) {
        forget();
        world.cloud.faults().on(failure.action()).call(call).refuse(failure.code());

        VerifyWorld.Verified verified = world.verify(REQUEST);

        assertThat(verified.status()).isIn("SUCCEEDED", "PARTIAL", "FAILED");
        assertThat(world.tags(run, TAG).stream().filter(tag -> !tag.equals("none")))
            .as("%s %d", failure, call)
            .allSatisfy(tag -> assertThat(expected).anyMatch(tag::startsWith));
        failed += verified.status().equals("SUCCEEDED") ? 0 : 1;
        world.cloud.faults().clear();
        world.verify(REQUEST);
        assertThat(roots()).as("%s %d", failure, call).isEqualTo(expected);
      }
      boolean passes = failure.code().matches(".*(Throttled|Internal|LimitExceeded).*");
      assertThat(failed == 0)
          .as(failure.toString())
          .isEqualTo(passes && !failure.code().equals("TagLimitExceeded"));
    }
  }

  @Test
  void aFunctionThatIsKilled_isRepeated() {
    forget();
    for (String function : List.of("SelectManifests", "HashBlocks")) {
      world.cloud.fail(
          function, 1, new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));
    }

    assertThat(world.verify(REQUEST).status()).isEqualTo("SUCCEEDED");
    assertThat(roots()).isEqualTo(expected);
  }

  @Test
  void throttlingForEver_isReported_withItsReason() {
    forget();
    s3().refuse(Integer.MAX_VALUE, "SlowDown", 503);

    VerifyWorld.Verified verified = world.verify(REQUEST);

    assertThat(verified.status()).isEqualTo("PARTIAL");
    assertThat(verified.summary())
        .contains("2 snapshots without a manifest; snap-")
        .contains(" has no manifest: PutObject: SlowDown");
    assertThat(verified.execution().history()).hasSizeLessThan(10_000);
    assertThat(
            Duration.between(
                verified.execution().startDate(), verified.execution().stopDate().orElseThrow()))
        .isBetween(Duration.ofMinutes(35), Duration.ofMinutes(45));
  }
}
