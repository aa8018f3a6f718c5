package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.plan;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.ebs.SetProblem;
import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.restore.Restore;
import embeddedcloud.ec2.Disk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** What EC2 may answer, or fail to answer, while a backup runs. */
final class BackupFaultTest {
  private final TestCloud cloud = new TestCloud();
  private final String shop = cloud.launchWithData();

  @Test
  void aLostReply_leavesOneSet_whichIsAdopted() {
    cloud.faults().on("CreateSnapshots").loseReply();

    assertOneSet(cloud.backup(DAILY));
    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(1);
  }

  @Test
  void aTimeOut_leavesOneSet_whichIsAdopted() {
    cloud.faults().on("CreateSnapshots").timeOut();

    assertOneSet(cloud.backup(DAILY));
    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(1);
  }

  @Test
  void aLostReply_isWaitedOut_whileTheSetIsNotVisibleYet() {
    TestCloud slow =
        new TestCloud(
            TestCloud.settings()
                .with(TestCloud.settings().timings().withConsistencyLag(Duration.ofSeconds(50))));
    String instance = slow.launchWithData();
    slow.faults().on("CreateSnapshots").loseReply();

    Backup backup = slow.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(slow.snapshotsOf(slow.data(instance))).hasSize(1);
  }

  @Test
  void aLostReplyJustBeforeTheDeadline_leavesOneSet_whichIsCounted() {
    TestCloud slow =
        new TestCloud(
            TestCloud.settings()
                .with(TestCloud.settings().timings().withConsistencyLag(Duration.ofSeconds(30))));
    String instance = slow.launchWithData();
    slow.pass(Duration.ofMinutes(5));
    slow.faults().on("CreateSnapshots").call(1).refuse("RequestLimitExceeded");
    slow.faults().on("CreateSnapshots").call(2).loseReply();

    Backup backup = slow.backup(daily("\"deadline\": \"PT1M20S\""));

    assertThat(slow.snapshotsOf(slow.data(instance))).hasSize(1);
    assertThat(slow.calls().count("CreateSnapshots")).isEqualTo(2);
    assertThat(backup.report().surplus()).isEmpty();
    assertThat(backup.counts().sets()).isEqualTo(1);
  }

  @Test
  void aPageThatBeginsAfterTheDeadline_createsNothing_andNamesEachTarget() {
    for (int i = 0; i < 101; i++) {
      cloud.launch();
    }
    cloud
        .faults()
        .on("CreateSnapshots")
        .call(100)
        .interfere(() -> cloud.cloud().clock().advance(Duration.ofMinutes(2)));

    Backup backup = cloud.backup(daily("\"deadline\": \"PT1M\""));

    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(100);
    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(100);
    assertThat(backup.report().notGood())
        .extracting(SetProblem::reason)
        .containsExactly(
            "no set was created before the deadline", "no set was created before the deadline");
  }

  @Test
  void aLostReplyForALoneVolume_leavesOneSnapshot() {
    cloud.faults().on("CreateSnapshot").loseReply();

    Backup backup =
        cloud.backup(plan("lone", "{\"volumeIds\": [\"%s\"]}".formatted(cloud.data(shop)), ""));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.snapshots()).hasSize(1);
  }

  /** A code, how often in a row, and for which call. */
  @ParameterizedTest
  @CsvSource({
    "CreateSnapshots, RequestLimitExceeded, 30",
    "CreateSnapshots, InternalError, 3",
    "CreateSnapshots, Unavailable, 3",
    "CreateSnapshots, SnapshotCreationPerVolumeRateExceeded, 5",
    "CreateSnapshots, ConcurrentSnapshotLimitExceeded, 20",
    "CreateSnapshots, PendingSnapshotLimitExceeded, 20",
    "CreateSnapshots, IncorrectState, 1",
    "CreateSnapshots, IncorrectModificationState, 1",
    "CreateSnapshots, ConcurrentTagAccess, 1",
    "DescribeInstances, RequestLimitExceeded, 5",
    "DescribeInstances, InternalError, 5",
    "DescribeVolumes, RequestLimitExceeded, 5",
    "DescribeVolumes, InternalError, 5",
    "DescribeSnapshots, RequestLimitExceeded, 5",
    "DescribeSnapshots, InternalError, 5"
  })
  void whatPasses_isWaitedOut(String action, String code, int times) {
    cloud.faults().on(action).times(times).refuse(code);

    assertOneSet(cloud.backup(DAILY));
    assertThat(cloud.calls().count(action, code)).isEqualTo(times);
  }

  @Test
  void aSetThatWasSnapshottedAMomentAgo_isTakenALittleLater() {
    cloud.ec2().createSnapshot(request -> request.volumeId(cloud.data(shop)));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.calls().count("CreateSnapshots", "SnapshotCreationPerVolumeRateExceeded"))
        .isPositive();
  }

  @Test
  void aVolumeWithFivePendingSnapshots_waitsUntilOneIsCompleted() {
    cloud.faults().keepSnapshotsPending(Duration.ofMinutes(20));
    for (int i = 0; i < 5; i++) {
      cloud.ec2().createSnapshot(request -> request.volumeId(cloud.data(shop)));
      cloud.pass(Duration.ofSeconds(16));
    }

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.calls().count("CreateSnapshots", "ConcurrentSnapshotLimitExceeded"))
        .isPositive();
  }

  @Test
  void aPageThatRunsOutOfTime_isContinuedByTheNextInvocation_andEverySetIsMadeOnce() {
    cloud.launchWithData();
    cloud
        .faults()
        .on("CreateSnapshots")
        .interfere(() -> cloud.cloud().clock().advance(Duration.ofSeconds(150)));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.invocations("CreateSnapshots")).isEqualTo(2);
    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(2);
  }

  /** EC2 counts a failed snapshot as in progress, so waiting for it would take all of the run. */
  @ParameterizedTest
  @CsvSource({"sc1, 1, ''", "gp3, 5, ' and 4 more in the state error'"})
  void aVolumeWhoseSnapshotsFailed_isNamedAtOnce_untilTheyAreDeleted(
      String type, int failures, String more) {
    String other = cloud.launch(new Disk("/dev/sdf", 500).ofType(VolumeType.fromValue(type)));
    String volume = cloud.data(other);
    for (int i = 0; i < failures; i++) {
      cloud.faults().failNextSnapshotOf(volume, "Client.InternalError");
      cloud.ec2().createSnapshot(request -> request.volumeId(volume));
      cloud.pass(Duration.ofMinutes(30));
    }
    // Pending, but of another volume.
    cloud.faults().keepSnapshotsPending(cloud.root(other), Duration.ofHours(1));
    cloud.ec2().createSnapshot(request -> request.volumeId(cloud.root(other)));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.problemOf(other).reason())
        .matches(
            "EC2 counts failed snapshots of %s as in progress and accepts no more: delete snap-\\w+%s"
                .formatted(volume, more));
    assertThat(backup.problemOf(other).volumes()).containsExactly(volume);
    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(
            Duration.between(
                backup.execution().startDate(), backup.execution().stopDate().orElseThrow()))
        .isLessThan(Duration.ofMinutes(10));

    cloud.snapshots().stream()
        .filter(s -> s.state() == SnapshotState.ERROR)
        .forEach(s -> cloud.ec2().deleteSnapshot(r -> r.snapshotId(s.snapshotId())));
    cloud.pass(Duration.ofDays(1));
    assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SnapshotCreationPerVolumeRateExceeded",
        "ConcurrentSnapshotLimitExceeded",
        "PendingSnapshotLimitExceeded",
        "RequestLimitExceeded"
      })
  void whatDoesNotPass_isNamedAtTheDeadline(String code) {
    cloud.faults().on("CreateSnapshots").always().refuse(code);

    Backup backup = cloud.backup(daily("\"deadline\": \"PT30M\""));

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(backup.problemOf(shop).reason()).contains("before the deadline", code);
    assertThat(Duration.between(TestCloud.BEGINS, backup.execution().stopDate().orElseThrow()))
        .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(32));
  }

  @Test
  void theAccountsSnapshotLimit_failsByName_andNothingIsDeleted() {
    TestCloud full =
        new TestCloud(TestCloud.settings().with(TestCloud.settings().limits().withSnapshots(4)));
    full.launchWithData();
    assertThat(full.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
    full.launchWithData();
    full.pass(Duration.ofDays(1));

    Backup backup = full.backup(DAILY);

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(backup.report().summary()).contains("SnapshotLimitExceeded", "1 of 1 set is good");
    assertThat(full.calls().count("CreateSnapshots", "SnapshotLimitExceeded")).isEqualTo(1);
    assertThat(full.calls().count("DeleteSnapshot")).isZero();
    assertThat(full.snapshots()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DescribeInstances", "DescribeVolumes", "DescribeSnapshots", "CreateSnapshots"})
  void aMissingPermission_isNotRetried_andNamedWithTheRequest(String action) {
    cloud
        .faults()
        .on(action)
        .refuse("UnauthorizedOperation", "You are not authorized to perform this operation.");

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(cloud.calls().count(action, "UnauthorizedOperation")).isEqualTo(1);
    assertThat(backup.report().summary())
        .contains(action + ": UnauthorizedOperation")
        .containsPattern("\\(request [0-9a-f-]{36}\\)");
    assertThat(cloud.snapshots()).isEmpty();
  }

  @Test
  void aRefusalOfOneSet_isNamed_andTheOthersAreMade() {
    String other = cloud.launchWithData();
    cloud.faults().on("CreateSnapshots").refuse("TagLimitExceeded", "More than 50 tags");

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.problemOf(shop).reason())
        .contains("CreateSnapshots: TagLimitExceeded - More than 50 tags");
    assertThat(cloud.snapshotsOf(cloud.data(other))).hasSize(1);
  }

  @Test
  void anExcludedVolumeDetachedBeforeTheSet_costsTheInstanceNoBackup() {
    String other =
        cloud.launch(new Disk("/dev/sdf", 10), new Disk("/dev/sdg", 10).tagged("Backup", "never"));
    String scratch = cloud.volumesOf(other).getLast();
    cloud.faults().on("CreateSnapshots").call(2).interfere(() -> cloud.detach(scratch));

    Backup backup = cloud.backup(daily("\"exclude\": {\"volumeTags\": {\"Backup\": [\"never\"]}}"));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(3);
    assertThat(cloud.snapshotsOf(cloud.data(other))).hasSize(1);
    assertThat(cloud.snapshotsOf(scratch)).isEmpty();
  }

  @Test
  void anInstanceTerminatedBeforeItsSet_isNamed() {
    String other = cloud.launchWithData();
    cloud.faults().on("CreateSnapshots").interfere(() -> cloud.terminate(shop));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.problemOf(shop).reason()).contains("IncorrectInstanceState", shop);
    assertThat(cloud.snapshotsOf(cloud.data(other))).hasSize(1);
  }

  @Test
  void anInstanceGoneBetweenSelectionAndItsSet_isNamed() {
    String other = cloud.launchWithData();
    cloud
        .faults()
        .on("DescribeVolumes")
        .interfere(
            () -> {
              cloud.terminate(shop);
              cloud.pass(Duration.ofMinutes(1));
            });

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.problemOf(shop).reason()).isEqualTo("no volume is attached to the instance");
    assertThat(cloud.snapshotsOf(cloud.data(other))).hasSize(1);
  }

  @Test
  void aVolumeDeletedBetweenSelectionAndItsSnapshot_isNamed() {
    String gone = cloud.data(shop);
    String other = cloud.data(cloud.launchWithData());
    cloud.detach(gone);
    String select = "{\"volumeIds\": [\"%s\", \"%s\"]}".formatted(gone, other);
    cloud.faults().on("CreateSnapshot").interfere(() -> cloud.delete(gone));

    Backup backup = cloud.backup(plan("lone", select, ""));
    Backup again = cloud.backup(plan("lone", select, ""));

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.problemOf(gone).reason()).contains("InvalidVolume.NotFound", gone);
    assertThat(again.ended(Status.PARTIAL)).isTrue();
    assertThat(again.problemOf(gone).reason()).isEqualTo("the volume does not exist");
    assertThat(cloud.snapshotsOf(other)).hasSize(2);
  }

  @Test
  void aVolumeDetachedBeforeTheSet_makesAShortAnswer_andTheSetIsNotGood() {
    String gone = cloud.data(shop);
    cloud.faults().on("CreateSnapshots").interfere(() -> cloud.detach(gone));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(backup.counts().good()).isZero();
    assertThat(backup.problemOf(shop).volumes()).containsExactly(gone);
    assertThat(backup.problemOf(shop).reason()).isEqualTo("no snapshot of " + gone);
    assertThat(cloud.snapshots()).extracting(Snapshot::volumeId).containsExactly(cloud.root(shop));
  }

  @Test
  void aVolumeAttachedBeforeTheSet_isNotPartOfIt() {
    String helper =
        cloud.launch(Map.of(), List.of(new Disk("/dev/xvda", 8), new Disk("/dev/sdf", 10)));
    String late = cloud.data(helper);
    cloud.detach(late);
    cloud
        .faults()
        .on("CreateSnapshots")
        .interfere(
            () ->
                cloud
                    .ec2()
                    .attachVolume(r -> r.volumeId(late).instanceId(shop).device("/dev/sdz")));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().snapshots()).isEqualTo(2);
    assertThat(backup.report().summary()).contains("ignored: ", "without " + late);
    Restore restore = cloud.restore(shop, "{\"latest\": true}");
    assertThat(restore.report().volumes()).hasSize(2);
    assertThat(cloud.volumes().stream().filter(v -> !v.snapshotId().isEmpty())).hasSize(2);
  }

  private void assertOneSet(Backup backup) {
    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(1);
    assertThat(backup.counts().created()).isEqualTo(1);
    assertThat(backup.report().surplus()).isEmpty();
    assertThat(cloud.snapshotsOf(cloud.root(shop))).hasSize(1);
    assertThat(cloud.snapshotsOf(cloud.data(shop))).hasSize(1);
  }
}
