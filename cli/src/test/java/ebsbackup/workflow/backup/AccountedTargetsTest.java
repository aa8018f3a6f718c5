package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.plan;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.ebs.SetProblem;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;

/** No target gets lost: each is backed up, left out as the plan says, or named. */
final class AccountedTargetsTest {
  private final TestCloud cloud = new TestCloud();

  @Test
  void deferredTargets_ofMoreThanAPage_areAllBackedUp_whenTheirVolumesAreFree() {
    List<String> instances = launch(103);
    cloud.faults().on("CreateSnapshots").times(250).refuse("PendingSnapshotLimitExceeded");

    Backup backup = cloud.backup(daily("\"deadline\": \"PT6H\""));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(103);
    assertThat(instances)
        .allSatisfy(id -> assertThat(cloud.snapshotsOf(cloud.root(id))).hasSize(1));
  }

  @Test
  void deferredTargets_ofMoreThanAPage_areAllNamed_whenTheirVolumesStayBusy() {
    List<String> instances = launch(103);
    cloud.faults().on("CreateSnapshots").always().refuse("PendingSnapshotLimitExceeded");

    Backup backup = cloud.backup(daily("\"deadline\": \"PT1H\""));

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(backup.report().notGood())
        .extracting(SetProblem::source)
        .containsExactlyInAnyOrderElementsOf(instances);
  }

  @Test
  void aPartialBackup_failsUnderThatName_prunesNothing_andSendsOneMessage() {
    launch(2);
    String keep = "\"keep\": {\"last\": 1}";
    for (int night = 0; night < 3; night++) {
      assertThat(cloud.backup(daily("")).ended(Status.SUCCEEDED)).isTrue();
      cloud.pass(Duration.ofDays(1));
    }
    cloud.faults().on("CreateSnapshots").refuse("TagLimitExceeded");

    Backup backup = cloud.backup(daily(keep));

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(prunes()).isEmpty();
    assertThat(cloud.snapshots()).hasSize(7);
    assertThat(cloud.calls().count("DeleteSnapshot")).isZero();
    assertThat(cloud.cloud().messages()).hasSize(1);
    cloud.pass(Duration.ofDays(1));
    assertThat(cloud.backup(daily(keep)).ended(Status.SUCCEEDED)).isTrue();
    prunes().forEach(cloud.cloud()::finish);
    assertThat(cloud.snapshots()).hasSize(2);
  }

  @Test
  void threeDeniedInstances_inAPageThatWorks_areNamed_andTheOthersBackedUp() {
    List<String> instances = launch(6);
    cloud
        .faults()
        .on("CreateSnapshots")
        .call(2)
        .times(3)
        .refuse("UnauthorizedOperation", "explicit deny for this tag");

    Backup backup = cloud.backup(daily(""));

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(3);
    assertThat(backup.report().notGood())
        .extracting(SetProblem::source)
        .containsExactlyInAnyOrderElementsOf(instances.subList(1, 4));
    assertThat(backup.report().notGood())
        .allSatisfy(problem -> assertThat(problem.reason()).contains("explicit deny"));
    for (String id : List.of(instances.get(0), instances.get(4), instances.get(5))) {
      assertThat(cloud.snapshotsOf(cloud.root(id))).hasSize(1);
    }
  }

  @Test
  void threeDeniedInstances_onTheLastPage_areNamed_andTheRunContinues() {
    List<String> instances = launch(103);
    cloud.faults().on("CreateSnapshots").call(101).times(3).refuse("UnauthorizedOperation");

    Backup backup = cloud.backup(daily(""));

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(100);
    assertThat(backup.report().notGood())
        .extracting(SetProblem::source)
        .containsExactlyInAnyOrderElementsOf(instances.subList(100, 103));
  }

  @Test
  void anInstanceWhoseOnlySelectedVolumeIsDetachedBeforeItsSet_isNamed() {
    String left = cloud.launch(new Disk("/dev/sdf", 10).tagged("claim", "a"));
    String stays = cloud.launch(new Disk("/dev/sdf", 20).tagged("claim", "b"));
    cloud.faults().on("DescribeSnapshots").interfere(() -> cloud.detach(cloud.data(left)));

    Backup backup = cloud.backup(plan("claims", "{\"volumeTags\": {\"claim\": [\"*\"]}}", ""));

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.report().notGood())
        .containsExactly(
            new SetProblem(
                left,
                "no volume that the plan selects is attached to the instance any more",
                List.of()));
    assertThat(cloud.snapshots()).extracting(Snapshot::volumeId).containsExactly(cloud.data(stays));
  }

  /** The first call and all after the first pass are of the first instance. */
  @Test
  void anInstanceWhoseCallsKeepFailing_delaysNoOther_andIsNamed() {
    List<String> instances = launch(101);
    cloud.faults().on("CreateSnapshots").call(1).refuse("InternalError");
    cloud.faults().on("CreateSnapshots").call(102).times(100).refuse("InternalError");

    Backup backup = cloud.backup(daily("\"deadline\": \"PT1H\""));

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(100);
    assertThat(backup.report().notGood())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.source()).isEqualTo(instances.getFirst());
              assertThat(problem.reason())
                  .startsWith("no set was created before the deadline; last error: ")
                  .contains("InternalError");
            });
    assertThat(cloud.snapshots())
        .extracting(Snapshot::startTime)
        .allMatch(time -> time.isBefore(TestCloud.BEGINS.plus(Duration.ofMinutes(5))));
  }

  @Test
  void aVolumeNamedByItsId_thatATagExcludes_isLeftOut() {
    String wanted = cloud.data(cloud.launchWithData());
    String excluded = cloud.data(cloud.launch(new Disk("/dev/sdf", 10).tagged("Backup", "never")));

    Backup backup =
        cloud.backup(
            plan(
                "lone",
                "{\"volumeIds\": [\"%s\", \"%s\"]}".formatted(wanted, excluded),
                "\"exclude\": {\"volumeTags\": {\"Backup\": [\"never\"]}}"));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.snapshots()).extracting(Snapshot::volumeId).containsExactly(wanted);
    assertThat(backup.counts().skipped()).isEqualTo(1);
    assertThat(backup.counts().leftOut()).isEqualTo(1);
  }

  @Test
  void anAsteriskInAValue_isAnAsterisk_forInstancesAndExclusions() {
    String starred = tagged("day*");
    String other = tagged("daylight");
    String backslash = tagged("\\*");
    String any = tagged("*");
    String question = tagged("day?");

    assertThat(sourcesOf("a", "day*")).containsExactly(starred);
    assertThat(sourcesOf("b", "day?")).containsExactly(question);
    assertThat(sourcesOf("c", "\\\\*")).containsExactly(any);
    assertThat(sourcesOf("d", "\\\\\\\\*")).containsExactly(backslash);
    assertThat(sourcesOf("e", "*"))
        .containsExactlyInAnyOrder(starred, other, backslash, any, question);

    String kept = cloud.data(cloud.launch(new Disk("/dev/sdf", 10).tagged("Use", "cache")));
    String left = cloud.data(cloud.launch(new Disk("/dev/sdf", 10).tagged("Use", "cach*")));
    Backup backup = cloud.backup(daily("\"exclude\": {\"volumeTags\": {\"Use\": [\"cach*\"]}}"));
    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.snapshotsOf(kept)).hasSize(1);
    assertThat(cloud.snapshotsOf(left)).isEmpty();
  }

  /** The sources that a plan with this value, as JSON has it, backs up. */
  private List<String> sourcesOf(String plan, String value) {
    Backup backup =
        cloud.backup(plan(plan, "{\"tags\": {\"Mark\": [\"%s\"]}}".formatted(value), ""));
    assertThat(backup.ended(Status.SUCCEEDED)).as(value).isTrue();
    cloud.pass(Duration.ofMinutes(1));
    return cloud.snapshots().stream()
        .filter(s -> TestCloud.tag(s.tags(), "ebs-backup:plan").filter(plan::equals).isPresent())
        .map(s -> TestCloud.tag(s.tags(), "ebs-backup:source").orElseThrow())
        .toList();
  }

  private String tagged(String mark) {
    return cloud.launch(Map.of("Mark", mark), List.of(new Disk("/dev/xvda", 9)));
  }

  @Test
  void aStoppedBackup_canBeRedriven_andMakesNoSecondSet() {
    List<String> instances = launch(3);
    cloud.faults().keepSnapshotsPending(Duration.ofHours(1));
    Execution execution = cloud.startBackup(daily(""));
    cloud.pass(Duration.ofMinutes(10));
    assertThat(cloud.snapshots()).hasSize(3);
    cloud
        .cloud()
        .stateMachines()
        .stopExecution(execution.arn(), Optional.empty(), Optional.empty());
    cloud.pass(Duration.ofMinutes(1));

    cloud.cloud().stateMachines().redriveExecution(execution.arn());
    cloud.cloud().finish(execution);

    assertThat(cloud.backup(execution).ended(Status.SUCCEEDED)).isTrue();
    assertThat(instances)
        .allSatisfy(id -> assertThat(cloud.snapshotsOf(cloud.root(id))).hasSize(1));
  }

  private List<String> launch(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(cloud.launch());
    }
    return ids;
  }

  private List<Execution> prunes() {
    return cloud.cloud().stateMachines().executions(cloud.cloud().machineArn("prune"));
  }
}
