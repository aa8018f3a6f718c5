package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.plan;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One set for each source and occurrence, however often and whenever executions are started. */
final class OccurrenceTest {
  private static final String OCCURRENCE =
      daily("\"scheduledTime\": \"%s\"".formatted(TestCloud.BEGINS));

  private final TestCloud cloud = new TestCloud();
  private final String shop = cloud.launchWithData();

  @Test
  void aScheduleDeliveredTwice_makesOneSetANight() {
    Instant from = cloud.now();

    cloud.cloud().runSchedules(from, from.plus(Duration.ofDays(3)), occurrence -> true);

    List<Backup> nights =
        cloud.cloud().executions().stream()
            .filter(execution -> execution.machine().name().endsWith("-backup"))
            .map(cloud::backup)
            .toList();
    assertThat(nights)
        .extracting(Backup::status)
        .containsExactly(
            Status.SUCCEEDED,
            Status.ALREADY_DONE,
            Status.SUCCEEDED,
            Status.ALREADY_DONE,
            Status.SUCCEEDED,
            Status.ALREADY_DONE);
    assertThat(nights).allMatch(backup -> backup.ended(backup.status()));
    assertThat(cloud.snapshotsOf(cloud.root(shop))).hasSize(3);
    assertThat(cloud.snapshotsOf(cloud.data(shop))).hasSize(3);
    assertThat(cloud.cloud().messages()).isEmpty();
  }

  @Test
  void aSecondDeliveryAfterTheFirstHasEnded_addsNothing_evenForANewInstance() {
    Backup first = cloud.backup(OCCURRENCE);
    cloud.launchWithData();
    cloud.calls().clear();

    Backup second = cloud.backup(OCCURRENCE);

    assertThat(first.ended(Status.SUCCEEDED)).isTrue();
    assertThat(second.ended(Status.ALREADY_DONE)).isTrue();
    assertThat(second.report().run()).isEqualTo(first.report().run());
    assertThat(second.report().summary()).contains(first.execution().arn());
    assertThat(second.counts().created()).isZero();
    assertThat(cloud.snapshots()).hasSize(2);
    assertThat(cloud.calls().byAction()).containsOnlyKeys("DescribeSnapshots");
  }

  @Test
  void aSecondDelivery_seesTheFirst_whenALongerExecutionHasEndedSince() {
    String weekly = cloud.launch(Map.of("Backup", "weekly"), List.of(new Disk("/dev/xvda", 8)));
    cloud.faults().keepSnapshotsPending(cloud.root(weekly), Duration.ofHours(2));
    Execution longer =
        cloud.startBackup(plan("weekly", "{\"tags\": {\"Backup\": [\"weekly\"]}}", ""));
    cloud.pass(Duration.ofMinutes(10));
    String occurrence = daily("\"scheduledTime\": \"%s\"".formatted(cloud.now()));
    Backup first = cloud.backup(occurrence);
    cloud.cloud().finish(longer);
    cloud.calls().clear();

    Backup second = cloud.backup(occurrence);

    assertThat(first.ended(Status.SUCCEEDED)).isTrue();
    assertThat(second.ended(Status.ALREADY_DONE)).isTrue();
    assertThat(second.report().summary()).contains(first.execution().arn());
    assertThat(cloud.calls().byAction()).containsOnlyKeys("DescribeSnapshots");
  }

  @Test
  void twoDeliveriesAtTheSameInstant_makeOneSet() {
    Execution one = cloud.startBackup(OCCURRENCE);
    Execution other = cloud.startBackup(OCCURRENCE);
    cloud.cloud().finish(one);
    cloud.cloud().finish(other);

    assertThat(List.of(cloud.backup(one).status(), cloud.backup(other).status()))
        .containsExactlyInAnyOrder(Status.SUCCEEDED, Status.ALREADY_DONE);
    assertThat(cloud.snapshots()).hasSize(2);
    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(1);
  }

  @Test
  void aNewDeliveryAfterAFailedOne_makesOnlyWhatIsMissing() {
    String other = cloud.launchWithData();
    cloud.faults().on("CreateSnapshots").call(2).refuse("SnapshotLimitExceeded");
    Backup broken = cloud.backup(OCCURRENCE);

    Backup again = cloud.backup(OCCURRENCE);

    assertThat(broken.ended(Status.FAILED)).isTrue();
    assertThat(again.ended(Status.SUCCEEDED)).isTrue();
    assertThat(again.counts().good()).isEqualTo(2);
    assertThat(again.counts().created()).isEqualTo(1);
    assertThat(cloud.snapshotsOf(cloud.data(shop))).hasSize(1);
    assertThat(cloud.snapshotsOf(cloud.data(other))).hasSize(1);
  }

  /** The delivery that left the work to the other one has succeeded, but the set is missing. */
  @Test
  void anOccurrenceThatFailed_afterASecondDelivery_canBeStartedAgain() {
    cloud.launchWithData();
    cloud.faults().on("CreateSnapshots").call(2).refuse("SnapshotLimitExceeded");
    Execution one = cloud.startBackup(OCCURRENCE);
    Execution other = cloud.startBackup(OCCURRENCE);
    cloud.cloud().finish(one);
    cloud.cloud().finish(other);
    assertThat(List.of(cloud.backup(one).status(), cloud.backup(other).status()))
        .containsExactlyInAnyOrder(Status.FAILED, Status.ALREADY_DONE);

    Backup again = cloud.backup(OCCURRENCE);

    assertThat(again.ended(Status.SUCCEEDED)).isTrue();
    assertThat(again.counts().good()).isEqualTo(2);
    assertThat(cloud.snapshots()).hasSize(4);
  }

  @Test
  void aLaterRunOfThePlan_waitsForTheEarlierOne() {
    cloud.faults().keepSnapshotsPending(Duration.ofHours(2));
    Execution earlier = cloud.startBackup(DAILY);
    cloud.pass(Duration.ofHours(1));
    Execution later = cloud.startBackup(DAILY);
    cloud.pass(Duration.ofMinutes(30));
    assertThat(cloud.snapshots()).hasSize(2);

    cloud.cloud().finish(later);

    assertThat(cloud.backup(earlier).ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.backup(later).ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.snapshots()).hasSize(4);
    assertThat(cloud.snapshots().getLast().startTime())
        .isAfterOrEqualTo(earlier.stopDate().orElseThrow());
  }

  @Test
  void aLaterRun_givesUpAtItsDeadline_andNamesTheEarlierOne() {
    cloud.faults().keepSnapshotsPending(Duration.ofHours(8));
    Execution earlier = cloud.startBackup(DAILY);
    cloud.pass(Duration.ofHours(1));

    Backup later = cloud.backup(daily("\"deadline\": \"PT2H\""));

    assertThat(later.ended(Status.FAILED)).isTrue();
    assertThat(later.report().summary())
        .contains("an earlier run of the plan is still running: " + earlier.arn());
    assertThat(Duration.between(later.execution().startDate(), cloud.now()))
        .isBetween(Duration.ofHours(2), Duration.ofMinutes(125));
    assertThat(cloud.snapshots()).hasSize(2);
  }

  @Test
  void runsOfDifferentPlans_doNotWaitForEachOther() {
    String weekly = cloud.launch(Map.of("Backup", "weekly"), List.of(new Disk("/dev/xvda", 8)));
    cloud.faults().keepSnapshotsPending(cloud.root(shop), Duration.ofHours(8));
    Execution slow = cloud.startBackup(DAILY);

    Backup quick = cloud.backup(plan("weekly", "{\"tags\": {\"Backup\": [\"weekly\"]}}", ""));

    assertThat(quick.ended(Status.SUCCEEDED)).isTrue();
    assertThat(slow.stopDate()).isEmpty();
    assertThat(Duration.between(TestCloud.BEGINS, cloud.now())).isLessThan(Duration.ofMinutes(5));
    assertThat(cloud.snapshotsOf(cloud.root(weekly))).hasSize(1);
  }

  @Test
  void anExecutionWhoseInputIsNotAPlan_blocksNoOther() {
    Execution nonsense = cloud.startBackup("{\"plan\": \"daily\"}");

    assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
    assertThat(nonsense.error()).contains("ebsbackup.failure.InvalidInputException");
  }
}
