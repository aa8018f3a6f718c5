package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.plan;
import static ebsbackup.workflow.TestCloud.tag;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Timings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** Backups that nothing disturbs: what is selected, and what comes of it. */
final class BackupTest {
  private static final long BLOCK = BlockStore.BLOCK_SIZE;

  private final TestCloud cloud = new TestCloud();

  @Test
  void theFirstBackup_isOneSetOfAllVolumes() {
    String shop =
        cloud.launch(
            new Disk("/dev/sdf", 100)
                .ofType(VolumeType.IO2)
                .withIops(3_000)
                .encryptedByDefault()
                .tagged("Name", "orders"));
    cloud.write(cloud.root(shop), 0, 'r');
    cloud.write(cloud.data(shop), 3, 'd');
    cloud.write(cloud.data(shop), 4, 'd');

    Backup backup = cloud.backup(daily("\"tags\": {\"cost-center\": \"42\"}"));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().selected()).isEqualTo(1);
    assertThat(backup.counts().good()).isEqualTo(1);
    assertThat(backup.counts().created()).isEqualTo(1);
    assertThat(backup.counts().sizeGiB()).isEqualTo(108);
    assertThat(backup.report().notGood()).isEmpty();
    List<Snapshot> set = cloud.snapshots();
    assertThat(set)
        .extracting(Snapshot::volumeId)
        .containsExactlyInAnyOrderElementsOf(cloud.volumesOf(shop));
    assertThat(set).extracting(Snapshot::startTime).containsOnly(set.getFirst().startTime());
    assertThat(set).extracting(Snapshot::stateAsString).containsOnly("completed");
    Snapshot data = cloud.snapshotsOf(cloud.data(shop)).getFirst();
    assertThat(cloud.ec2().snapshotBlocks(data.snapshotId()).fullBytes()).isEqualTo(2 * BLOCK);
    assertThat(tag(data.tags(), "ebs-backup:plan")).contains("daily");
    assertThat(tag(data.tags(), "ebs-backup:run")).contains(backup.report().run());
    assertThat(tag(data.tags(), "ebs-backup:source")).contains(shop);
    assertThat(tag(data.tags(), "ebs-backup:members")).contains("2");
    assertThat(tag(data.tags(), "ebs-backup:device")).contains("/dev/sdf /dev/xvda");
    assertThat(tag(data.tags(), "cost-center")).contains("42");
    assertThat(tag(data.tags(), "ebs-backup:volume"))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .contains(data.volumeId().substring(4) + " /sdf io2 100 3000 - - 1"));
  }

  @Test
  void theReport_showsEachSnapshotAsEc2Does() {
    String shop = cloud.launch(new Disk("/dev/sdf", 10).encryptedByDefault());

    Backup backup = cloud.backup(daily("\"description\": \"nightly\""));

    Snapshot data = cloud.snapshotsOf(cloud.data(shop)).getFirst();
    Map<String, Object> shown =
        backup.report().snapshots().stream()
            .filter(s -> data.snapshotId().equals(s.get("SnapshotId")))
            .findFirst()
            .orElseThrow();
    assertThat(shown)
        .containsEntry("VolumeId", data.volumeId())
        .containsEntry("VolumeSize", 10.0)
        .containsEntry("Description", "nightly")
        .containsEntry("StartTime", data.startTime().toString())
        .containsEntry("State", "completed")
        .containsEntry("Progress", "100%")
        .containsEntry("Encrypted", true)
        .containsEntry("KmsKeyId", data.kmsKeyId())
        .containsEntry("DataEncryptionKeyId", data.dataEncryptionKeyId())
        .containsEntry("OwnerId", "123456789012");
    assertThat((List<?>) shown.get("Tags")).hasSameSizeAs(data.tags());
  }

  @Test
  void theSecondBackup_storesOnlyTheChangedBlocks() {
    String shop = cloud.launchWithData();
    for (int block = 0; block < 10; block++) {
      cloud.write(cloud.data(shop), block, 'a');
    }
    assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.ec2().blocks().snapshotBytes()).isEqualTo(10 * BLOCK);
    cloud.pass(Duration.ofDays(1));
    cloud.write(cloud.data(shop), 2, 'b');
    cloud.write(cloud.data(shop), 12, 'b');

    Backup second = cloud.backup(DAILY);

    assertThat(second.ended(Status.SUCCEEDED)).isTrue();
    Snapshot data = cloud.snapshotsOf(cloud.data(shop)).getLast();
    assertThat(cloud.ec2().snapshotBlocks(data.snapshotId()).addedBytes()).isEqualTo(2 * BLOCK);
    assertThat(cloud.ec2().snapshotBlocks(data.snapshotId()).fullBytes()).isEqualTo(11 * BLOCK);
    assertThat(cloud.ec2().blocks().snapshotBytes()).isEqualTo(12 * BLOCK);
  }

  @Test
  void aStoppedInstanceIsBackedUp_aTerminatedOneIsNot() {
    String stopped = cloud.launchWithData();
    String terminated = cloud.launchWithData();
    String other = cloud.launch(Map.of("Backup", "weekly"), List.of(new Disk("/dev/xvda", 8)));
    cloud.ec2().stopInstances(request -> request.instanceIds(stopped));
    cloud.terminate(terminated);
    cloud.pass(Duration.ofMinutes(5));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().selected()).isEqualTo(1);
    assertThat(cloud.snapshots())
        .extracting(Snapshot::volumeId)
        .containsExactlyInAnyOrderElementsOf(cloud.volumesOf(stopped))
        .doesNotContainAnyElementsOf(cloud.volumesOf(other));
  }

  @Test
  void anInstanceThatStopsOrStarts_isBackedUp() {
    Timings usual = TestCloud.settings().timings();
    Duration slow = Duration.ofHours(1);
    TestCloud busy =
        new TestCloud(
            TestCloud.settings()
                .with(
                    new Timings(
                        usual.snapshotBase(),
                        usual.snapshotRate(),
                        usual.volumeCreation(),
                        usual.attach(),
                        usual.detach(),
                        slow,
                        slow,
                        usual.terminate(),
                        usual.linger(),
                        usual.consistencyLag())));
    String stopping = busy.launchWithData();
    String pending = busy.launchWithData();
    busy.ec2().stopInstances(request -> request.instanceIds(pending));
    busy.pass(Duration.ofHours(2));
    busy.ec2().startInstances(request -> request.instanceIds(pending));
    busy.ec2().stopInstances(request -> request.instanceIds(stopping));

    assertThat(busy.backup(DAILY).counts().selected()).isEqualTo(2);
  }

  @Test
  void theBootVolumeIsLeftOut_whenThePlanSaysSo() {
    String shop = cloud.launchWithData();

    Backup backup = cloud.backup(daily("\"exclude\": {\"bootVolume\": true}"));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(cloud.snapshots()).extracting(Snapshot::volumeId).containsExactly(cloud.data(shop));
  }

  @Test
  void volumesAreLeftOutByTag_rootVolumesToo() {
    String shop =
        cloud.launch(new Disk("/dev/sdf", 10), new Disk("/dev/sdg", 10).tagged("Backup", "never"));
    String cache =
        cloud.launch(
            Map.of("Backup", "daily"),
            List.of(new Disk("/dev/xvda", 8).tagged("Backup", "never"), new Disk("/dev/sdf", 10)));
    String scratch =
        cloud.launch(
            Map.of("Backup", "daily"), List.of(new Disk("/dev/xvda", 8).tagged("Backup", "never")));

    Backup backup = cloud.backup(daily("\"exclude\": {\"volumeTags\": {\"Backup\": [\"never\"]}}"));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().selected()).isEqualTo(3);
    assertThat(backup.counts().skipped()).isEqualTo(1);
    assertThat(cloud.snapshots())
        .extracting(Snapshot::volumeId)
        .containsExactlyInAnyOrder(cloud.root(shop), cloud.data(shop), cloud.data(cache))
        .doesNotContain(cloud.root(scratch));
  }

  @Test
  void loneVolumes_areSetsOfOne() {
    String attached = cloud.data(cloud.launchWithData());
    String detached = cloud.data(cloud.launchWithData());
    cloud.detach(detached);

    Backup backup =
        cloud.backup(
            plan("lone", "{\"volumeIds\": [\"%s\", \"%s\"]}".formatted(attached, detached), ""));

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().sets()).isEqualTo(2);
    assertThat(cloud.snapshots())
        .extracting(Snapshot::volumeId)
        .containsExactlyInAnyOrder(attached, detached);
    assertThat(cloud.snapshots())
        .allSatisfy(s -> assertThat(tag(s.tags(), "ebs-backup:source")).contains(s.volumeId()));
    assertThat(cloud.calls().count("CreateSnapshots")).isZero();
  }

  @Test
  void volumesSelectedByTheirTags_areOneSetForEachInstance() {
    String shop = cloud.launchWithData();
    String other = cloud.launchWithData();
    String lone = cloud.data(other);
    cloud.detach(lone);
    tier("*", cloud.root(shop), cloud.data(shop));
    tier("silver", cloud.root(other));
    tier("", lone);

    Backup any = cloud.backup(plan("any", "{\"volumeTags\": {\"Tier\": [\"*\"]}}", ""));
    Backup literal = cloud.backup(plan("literal", "{\"volumeTags\": {\"Tier\": [\"\\\\*\"]}}", ""));

    assertThat(any.ended(Status.SUCCEEDED)).isTrue();
    assertThat(any.counts().selected()).isEqualTo(3);
    assertThat(any.counts().good()).isEqualTo(3);
    assertThat(any.counts().snapshots()).isEqualTo(4);
    assertThat(cloud.snapshotsOf(lone))
        .singleElement()
        .satisfies(s -> assertThat(tag(s.tags(), "ebs-backup:source")).contains(lone));
    assertThat(literal.counts().snapshots()).isEqualTo(2);
    assertThat(literal.counts().sets()).isEqualTo(1);
  }

  private void tier(String value, String... volumeIds) {
    Tag tag = Tag.builder().key("Tier").value(value).build();
    cloud.ec2().createTags(r -> r.resources(volumeIds).tags(tag));
  }

  @Test
  void namedInstancesThatAreGone_areNamed_andTheOthersBackedUp() {
    String shop = cloud.launchWithData();
    String terminated = cloud.launchWithData();
    cloud.terminate(terminated);
    cloud.pass(Duration.ofMinutes(5));
    String absent = "i-0000000000000dead";

    Backup backup =
        cloud.backup(
            plan(
                "named",
                "{\"instanceIds\": [\"%s\", \"%s\", \"%s\"]}".formatted(shop, absent, terminated),
                ""));

    assertThat(backup.ended(Status.PARTIAL)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(1);
    assertThat(backup.report().notGood()).hasSize(2);
    assertThat(backup.problemOf(absent).reason()).isEqualTo("the instance does not exist");
    assertThat(backup.problemOf(terminated).reason()).isEqualTo("the instance is terminated");
  }

  @Test
  void aPlanThatSelectsNothing_failsUnderThatName() {
    cloud.launch(Map.of("Backup", "weekly"), List.of(new Disk("/dev/xvda", 8)));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.NOTHING_SELECTED)).isTrue();
    assertThat(backup.report().summary()).isEqualTo("The plan selects nothing");
    assertThat(cloud.snapshots()).isEmpty();
    assertThat(cloud.cloud().messages())
        .singleElement()
        .satisfies(
            message -> assertThat(message.text()).contains("daily", "The plan selects nothing"));
  }

  @Test
  void anInputThatNamesNoPlan_isReportedWithTheNameOfItsExecution() {
    cloud.cloud().run("backup", Optional.of("by-hand"), "{}");

    assertThat(cloud.cloud().messages())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.text()).startsWith("The execution by-hand ended FAILED."));
  }
}
