package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.ebs.SetProblem;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.sns.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** Sets that were made and did not become good: what the report and the messages say. */
final class BrokenSetTest {
  private static final String REASON = "The KMS key is disabled";

  private final TestCloud cloud = new TestCloud();
  private final String shop = cloud.launchWithData();
  private final String mail = cloud.launchWithData();

  @Test
  void oneFailedVolume_spoilsItsWholeSet_andOnlyThat() {
    cloud.faults().failNextSnapshotOf(cloud.data(shop), REASON);

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(1);
    assertThat(backup.counts().notGood()).isEqualTo(1);
    SetProblem problem = backup.problemOf(shop);
    assertThat(problem.volumes()).containsExactlyInAnyOrderElementsOf(cloud.volumesOf(shop));
    assertThat(problem.reason()).contains("is error (" + REASON + ")");
    assertThat(cloud.snapshotsOf(cloud.data(mail)))
        .extracting(Snapshot::stateAsString)
        .containsExactly("completed");
  }

  @Test
  void peopleAreTold_whatTheyCanActOn() {
    assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
    Instant lastGood = cloud.snapshotsOf(cloud.data(shop)).getFirst().startTime();
    cloud.pass(Duration.ofDays(1));
    cloud.faults().failNextSnapshotOf(cloud.data(shop), REASON);

    Backup backup = cloud.backup(DAILY);

    List<Message> messages = cloud.cloud().messages();
    assertThat(messages).hasSize(1);
    assertThat(messages.getFirst().subject()).contains("daily").hasSizeLessThanOrEqualTo(100);
    assertThat(messages.getFirst().text())
        .contains("backup plan daily", "1 of 2 sets are good")
        .contains(shop, cloud.root(shop), cloud.data(shop), REASON)
        .contains("last good set " + lastGood + " (1 d 0 h ago)")
        .contains(
            "aws stepfunctions start-execution --region eu-central-1 --state-machine-arn "
                + cloud.cloud().machineArn("backup")
                + " --input '"
                + DAILY
                + "'")
        .contains(
            "https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1"
                + "#/v2/executions/details/"
                + backup.execution().arn())
        .doesNotContain(mail);
    assertThat(cloud.cloud().undelivered()).isEmpty();
  }

  @Test
  void peopleAreTold_thatThereIsNoGoodSetAtAll() {
    cloud.faults().failNextSnapshotOf(cloud.data(shop), REASON);

    cloud.backup(DAILY);

    assertThat(cloud.cloud().messages())
        .singleElement()
        .satisfies(message -> assertThat(message.text()).contains("no good set of this plan"));
  }

  @Test
  void noMessageIsSent_whenAllIsWell() {
    cloud.backup(DAILY);

    assertThat(cloud.cloud().messages()).isEmpty();
  }

  @Test
  void whenEverySetFails_theRunHasFailed() {
    cloud.faults().failNextSnapshotOf(cloud.root(shop), REASON);
    cloud.faults().failNextSnapshotOf(cloud.data(mail), REASON);

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(backup.report().summary())
        .startsWith("0 of 2 sets are good; the first that is not good");
    assertThat(backup.report().notGood()).extracting(SetProblem::source).contains(shop, mail);
  }

  @Test
  void snapshotsPendingForHours_areWaitedFor() {
    cloud.faults().keepSnapshotsPending(Duration.ofHours(11));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    // The waits grow to five minutes: 12 checks an hour, and a few more at the beginning.
    assertThat(cloud.invocations("CheckSnapshots")).isBetween(11 * 12, 11 * 12 + 15);
  }

  @Test
  void snapshotsPendingPastTheDeadline_areNamed_andStay() {
    cloud.faults().keepSnapshotsPending(cloud.data(shop), Duration.ofHours(20));

    Backup backup = cloud.backup(daily("\"deadline\": \"PT2H\""));

    assertThat(backup.ended(Status.STILL_PENDING)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(1);
    assertThat(backup.problemOf(shop).volumes()).containsExactly(cloud.data(shop));
    assertThat(backup.problemOf(shop).reason()).contains("is pending");
    assertThat(Duration.between(TestCloud.BEGINS, backup.execution().stopDate().orElseThrow()))
        .isBetween(Duration.ofHours(2), Duration.ofMinutes(121));
    assertThat(cloud.snapshots()).hasSize(4);
  }

  @Test
  void theSameRunStartedAgain_afterAFailedSet_triesThatOneAgain() {
    String occurrence = daily("\"scheduledTime\": \"%s\"".formatted(TestCloud.BEGINS));
    cloud.faults().failNextSnapshotOf(cloud.data(shop), REASON);
    assertThat(cloud.backup(occurrence).ended(Status.PARTIAL)).isTrue();

    Backup again = cloud.backup(occurrence);

    assertThat(again.ended(Status.SUCCEEDED)).isTrue();
    assertThat(again.counts().good()).isEqualTo(2);
    assertThat(again.counts().created()).isEqualTo(1);
    assertThat(again.report().surplus()).hasSize(2);
    assertThat(cloud.snapshotsOf(cloud.data(mail))).hasSize(1);
  }
}
