package ebsbackup.workflow;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.plan;
import static ebsbackup.workflow.TestCloud.restoreOf;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.Wiring;
import ebsbackup.backup.Status;
import ebsbackup.cli.Deployment;
import ebsbackup.workflow.backup.Backup;
import ebsbackup.workflow.restore.Restore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Execution;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * Backup, prune and restore where every listing of EC2 and Step Functions comes in pages of two:
 * what is beyond the first page counts as much as what is on it.
 */
final class SmallPagesTest {
  private static final String LAST_ONE = "\"keep\": {\"last\": 1}";
  private static final int INSTANCES = 5;
  private static final int VOLUMES = 4;

  private final TestCloud cloud = new TestCloud(TestCloud.smallPages());
  private final List<String> instances = new ArrayList<>();

  @BeforeEach
  void limitPages() {
    cloud.cloud().stateMachines().limitPages(2);
  }

  private void launch() {
    for (int i = 0; i < INSTANCES; i++) {
      String instance =
          cloud.launch(
              new Disk("/dev/sdf", 11), new Disk("/dev/sdg", 12), new Disk("/dev/sdh", 13));
      cloud.write(cloud.data(instance), i, (char) ('a' + i));
      instances.add(instance);
    }
  }

  @Test
  void aBackup_takesEveryVolumeOfEveryInstance() {
    launch();

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(INSTANCES);
    for (String instance : instances) {
      assertThat(cloud.volumesOf(instance))
          .hasSize(VOLUMES)
          .allSatisfy(volume -> assertThat(cloud.snapshotsOf(volume)).hasSize(1));
    }
  }

  /** A prune takes a source that is not found for gone. */
  @Test
  void resourcesAreFound_withMoreIdsThanAFilterTakes() {
    launch();
    cloud.backup(DAILY);
    String volume = cloud.data(instances.get(0));
    String snapshot = cloud.snapshotsOf(volume).get(0).snapshotId();
    Wiring wiring =
        new Wiring(
            new Deployment.OwnClients(cloud.cloud(), cloud.functionName("PlanPrune")),
            Clock.systemUTC(),
            Map.of());

    assertThat(wiring.instances().byIds(after200("i", instances.get(0)))).hasSize(1);
    assertThat(wiring.volumes().byIds(after200("vol", volume))).hasSize(1);
    assertThat(wiring.snapshots().byIds(after200("snap", snapshot))).hasSize(1);
  }

  private static List<String> after200(String type, String last) {
    return Stream.concat(
            IntStream.range(0, 200).mapToObj(n -> "%s-%017x".formatted(type, n)), Stream.of(last))
        .toList();
  }

  @Test
  void namedInstances_areAllBackedUp() {
    launch();
    String ids = String.join("\", \"", instances);

    Backup backup = cloud.backup(plan("named", "{\"instanceIds\": [\"%s\"]}".formatted(ids), ""));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().snapshots()).isEqualTo(INSTANCES * VOLUMES);
  }

  @Test
  void volumesSelectedByTheirTags_areAllBackedUp() {
    launch();
    String[] data = instances.stream().map(cloud::data).toArray(String[]::new);
    cloud
        .ec2()
        .createTags(r -> r.resources(data).tags(Tag.builder().key("Tier").value("gold").build()));

    Backup backup = cloud.backup(plan("tier", "{\"volumeTags\": {\"Tier\": [\"gold\"]}}", ""));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.snapshots()).extracting(Snapshot::volumeId).containsExactlyInAnyOrder(data);
  }

  @Test
  void pendingSnapshotsBeyondTheFirstPage_areWaitedFor() {
    launch();
    cloud.faults().keepSnapshotsPending(cloud.data(instances.getLast()), Duration.ofHours(3));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.execution().stopDate().orElseThrow())
        .isAfter(TestCloud.BEGINS.plus(Duration.ofHours(3)));
  }

  @Test
  void aSetInErrorBeyondTheFirstPage_isNamed() {
    launch();
    cloud.faults().failNextSnapshotOf(cloud.data(instances.getLast()), "Internal error");

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.problemOf(instances.getLast()).reason()).contains("Internal error");
  }

  @Test
  void aLostReplyBeyondTheFirstPage_leavesOneSet() {
    launch();
    cloud.faults().on("CreateSnapshots").call(INSTANCES).loseReply();

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.snapshots()).hasSize(INSTANCES * VOLUMES);
  }

  @Test
  void aPrune_keepsWhatIsHeldBeyondTheFirstPageOfHolds() {
    launch();
    nights(6);
    String first = instances.getFirst();
    List<Snapshot> roots = cloud.snapshotsOf(cloud.root(first));
    List<Snapshot> data = cloud.snapshotsOf(cloud.data(first));
    // Another instance's snapshots fill the first page of every listing of holds.
    List<Snapshot> others = cloud.snapshotsOf(cloud.root(instances.get(1)));
    for (int i = 0; i < 2; i++) {
      image(i, others.get(i).snapshotId(), ImageState.AVAILABLE);
      lock(others.get(2 + i).snapshotId());
    }
    image(2, roots.get(0).snapshotId(), ImageState.AVAILABLE);
    image(3, roots.get(1).snapshotId(), ImageState.DISABLED);
    lock(data.get(2).snapshotId());
    for (Snapshot root : List.of(others.get(0), others.get(1), roots.get(3))) {
      cloud
          .ec2()
          .modifySnapshotTier(
              r -> r.snapshotId(root.snapshotId()).storageTier(TargetStorageTier.ARCHIVE));
    }
    cloud.pass(Duration.ofDays(3));

    Execution prune = prune();

    assertThat(prune.status()).as(prune.cause().orElse("")).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(cloud.snapshotsOf(cloud.root(first)))
        .extracting(Snapshot::snapshotId)
        .containsExactlyInAnyOrder(ids(roots, 0, 1, 2, 3, 5));
    assertThat(cloud.snapshotsOf(cloud.data(first)))
        .extracting(Snapshot::snapshotId)
        .containsExactlyInAnyOrder(ids(data, 0, 1, 2, 3, 5));
    for (String instance : instances.subList(2, INSTANCES)) {
      assertThat(cloud.volumesOf(instance))
          .allSatisfy(volume -> assertThat(cloud.snapshotsOf(volume)).hasSize(1));
    }
  }

  @Test
  void aPrune_keepsTheSetsOfSourcesThatExist_andTheLastOneOfThoseThatAreGone() {
    launch();
    nights(2);
    cloud.terminate(instances.get(0));
    cloud.pass(Duration.ofDays(9));

    Execution prune =
        cloud
            .cloud()
            .run(
                "prune",
                Optional.empty(),
                daily("\"keep\": {\"last\": -1, \"goneAfter\": \"P4D\"}"));

    assertThat(prune.status()).as(prune.cause().orElse("")).isEqualTo(ExecutionStatus.SUCCEEDED);
    for (String instance : instances) {
      assertThat(Books.sets(cloud.snapshots(), "daily").keySet())
          .as(instance)
          .filteredOn(set -> set.endsWith(instance))
          .hasSize(instance.equals(instances.get(0)) ? 1 : 2);
    }
  }

  @Test
  void aRestore_findsTheLatestSet_andBringsBackEveryVolume() {
    launch();
    nights(3);
    String last = instances.getLast();
    cloud.write(cloud.data(last), 4, 'x');
    Backup newest = cloud.backup(DAILY);
    String sum = cloud.sha256(cloud.data(last));
    cloud.write(cloud.data(last), 4, 'y');

    Restore restore = cloud.restore(last, "{\"latest\": true}");

    assertThat(restore.succeeded()).isTrue();
    assertThat(restore.report().point().run()).isEqualTo(newest.report().run());
    assertThat(restore.report().volumes()).hasSize(VOLUMES);
    assertThat(cloud.sha256(restore.volumeAt("/dev/sdf"))).isEqualTo(sum);
  }

  @Test
  void aSwap_replacesEveryVolume_andAFailedOneRemovesEveryNewOne() {
    launch();
    cloud.backup(DAILY);
    String last = instances.getLast();
    Map<String, String> before = cloud.mapping(last);
    String swap =
        "{\"instanceId\": \"%s\", \"from\": {\"latest\": true}, \"mode\": \"swap\", \"stop\": true}"
            .formatted(last);
    cloud.faults().impair(last);
    Execution undone = cloud.cloud().run("restore", Optional.empty(), swap);
    assertThat(undone.error()).contains("UNDONE");
    assertThat(cloud.mapping(last)).isEqualTo(before);
    assertThat(cloud.volumes()).hasSize(INSTANCES * VOLUMES);
    cloud.faults().clear();

    Execution done = cloud.cloud().run("restore", Optional.empty(), swap);

    assertThat(done.status()).as(done.cause().orElse("")).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(cloud.mapping(last)).hasSize(VOLUMES);
    assertThat(cloud.volumesOf(last)).doesNotContainAnyElementsOf(before.values());
    assertThat(cloud.snapshots()).noneMatch(s -> Books.tags(s).containsKey("ebs-backup:restoring"));
  }

  @Test
  void aRestoreAmongManyOthers_seesTheOneOfItsInstance() {
    launch();
    cloud.backup(DAILY);
    List<Execution> running = new ArrayList<>();
    for (String instance : instances) {
      running.add(
          cloud
              .cloud()
              .start("restore", Optional.empty(), restoreOf(instance, "{\"latest\": true}", "")));
      cloud.pass(Duration.ofMillis(5));
    }

    Restore second = cloud.restore(instances.getFirst(), "{\"latest\": true}");
    running.forEach(cloud.cloud()::finish);

    assertThat(second.execution().error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(second.refusal()).contains("is being restored by the execution");
    assertThat(running).allMatch(e -> e.status() == ExecutionStatus.SUCCEEDED);
  }

  @Test
  void anOccurrenceDoneBeforeManyOtherRuns_isNotDoneAgain() {
    launch();
    String occurrence = daily("\"scheduledTime\": \"2026-03-01T00:00:00Z\"");
    assertThat(cloud.backup(occurrence).ended(Status.SUCCEEDED)).isTrue();
    nights(4);
    int before = cloud.snapshots().size();

    assertThat(cloud.backup(occurrence).ended(Status.ALREADY_DONE)).isTrue();
    assertThat(cloud.snapshots()).hasSize(before);
    assertThat(cloud.invocations("SelectTargets")).isGreaterThan(0);
  }

  @Test
  void aBackupAmongManyOthers_waitsForTheEarlierRunOfItsPlan() {
    launch();
    cloud.faults().keepSnapshotsPending(Duration.ofHours(1));
    Execution first = cloud.startBackup(DAILY);
    List<Execution> others = new ArrayList<>();
    for (String instance : instances.subList(0, 3)) {
      cloud.pass(Duration.ofSeconds(20));
      others.add(
          cloud.startBackup(
              plan("of-" + instance, "{\"instanceIds\": [\"%s\"]}".formatted(instance), "")));
    }
    cloud.pass(Duration.ofSeconds(20));

    Backup second = cloud.backup(DAILY);
    others.forEach(cloud.cloud()::finish);

    assertThat(second.ended(Status.SUCCEEDED)).isTrue();
    assertThat(first.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    Snapshot newest = cloud.snapshotsOf(cloud.root(instances.getLast())).getLast();
    assertThat(newest.startTime()).isAfter(first.stopDate().orElseThrow());
  }

  private void nights(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
      cloud.pass(Duration.ofDays(1));
    }
  }

  private Execution prune() {
    return cloud.cloud().run("prune", Optional.empty(), daily(LAST_ONE));
  }

  private void image(int number, String snapshotId, ImageState state) {
    cloud
        .ec2()
        .add(
            Image.builder()
                .imageId("ami-%017x".formatted(number))
                .ownerId("123456789012")
                .state(state)
                .blockDeviceMappings(
                    BlockDeviceMapping.builder()
                        .deviceName("/dev/xvda")
                        .ebs(e -> e.snapshotId(snapshotId))
                        .build())
                .build());
  }

  private void lock(String snapshotId) {
    cloud
        .ec2()
        .lockSnapshot(r -> r.snapshotId(snapshotId).lockMode(LockMode.GOVERNANCE).lockDuration(30));
  }

  private static String[] ids(List<Snapshot> snapshots, int... indexes) {
    return IntStream.of(indexes)
        .mapToObj(i -> snapshots.get(i).snapshotId())
        .toArray(String[]::new);
  }
}
