package ebsbackup.workflow.restore;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.restoreOf;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.backup.Backup;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.Zone;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** Restores that cannot be done are refused by name, before anything is written. */
final class RestoreRefusedTest {
  private static final String LATEST = "{\"latest\": true}";

  private final TestCloud cloud = new TestCloud();
  private final String shop = cloud.launchWithData();

  @Test
  void anInstanceWithoutASet() {
    assertRefused(shop, LATEST, shop + " has no set at or before " + cloud.now());
  }

  @Test
  void aTimeBeforeTheFirstSet() {
    backup();

    assertRefused(
        shop,
        "{\"before\": \"%s\"}".formatted(TestCloud.BEGINS.minusSeconds(1)),
        shop + " has no set at or before");
  }

  @Test
  void aRunThatMadeNoSetOfTheInstance() {
    backup();

    assertRefused(shop, "{\"run\": \"daily/x\"}", "run daily/x has no set of " + shop);
  }

  @Test
  void aSetThatIsNotGood() {
    cloud.faults().failNextSnapshotOf(cloud.data(shop), "The KMS key is disabled");
    Backup broken = cloud.backup(DAILY);

    assertRefused(
        shop,
        "{\"run\": \"%s\"}".formatted(broken.report().run()),
        "the set of %s of run %s is not good".formatted(shop, broken.report().run()));
    assertRefused(shop, LATEST, "1 set is passed over, the newest because");
  }

  @Test
  void aSetOfWhichASnapshotWasDeleted() {
    backup();
    String deleted = cloud.snapshotsOf(cloud.data(shop)).getFirst().snapshotId();
    cloud.ec2().deleteSnapshot(request -> request.snapshotId(deleted));

    assertRefused(shop, LATEST, "no snapshot of " + cloud.data(shop));
  }

  @Test
  void aSnapshotInError() {
    cloud.faults().failNextSnapshotOf(cloud.data(shop), "The KMS key is disabled");
    cloud.backup(DAILY);

    assertSnapshotRefused(
        cloud.snapshotsOf(cloud.data(shop)).getFirst().snapshotId(),
        "is error (The KMS key is disabled), but only completed snapshots can be restored");
  }

  @Test
  void aPendingSnapshot() {
    cloud.faults().keepSnapshotsPending(Duration.ofHours(5));
    assertThat(cloud.backup(daily("\"deadline\": \"PT1H\"")).ended(Status.STILL_PENDING)).isTrue();

    assertSnapshotRefused(
        cloud.snapshotsOf(cloud.data(shop)).getFirst().snapshotId(), "is pending, but only");
  }

  @Test
  void anAbsentSnapshot() {
    backup();

    assertSnapshotRefused(
        "snap-0000000000000dead", "does not exist, or does not belong to this account");
  }

  @Test
  void anArchivedSnapshot() {
    backup();
    Snapshot archived =
        cloud.snapshotsOf(cloud.data(shop)).getFirst().toBuilder()
            .snapshotId("snap-00000000000000aaa")
            .storageTier(StorageTier.ARCHIVE)
            .build();
    cloud.ec2().add(new Ec2Contents(List.of(), List.of(), List.of(archived), List.of()));

    assertSnapshotRefused(
        archived.snapshotId(),
        "is archived: restore it to the standard tier first (aws ec2 restore-snapshot-tier");
  }

  @Test
  void aForeignSnapshotWithoutAType_whoseVolumeIsGone() {
    String volume = cloud.data(shop);
    String foreign = cloud.ec2().createSnapshot(request -> request.volumeId(volume)).snapshotId();
    cloud.pass(Duration.ofMinutes(5));
    cloud.ec2().detachVolume(request -> request.volumeId(volume));
    cloud.pass(Duration.ofMinutes(1));
    cloud.ec2().deleteVolume(request -> request.volumeId(volume));
    cloud.pass(Duration.ofMinutes(1));

    assertSnapshotRefused(
        foreign,
        "has no readable tags with its volume's type",
        "no longer exists: specify volume.type");
  }

  @Test
  void aTerminatedInstance_andOneThatNeverWas() {
    backup();
    cloud.terminate(shop);
    cloud.pass(Duration.ofMinutes(5));

    assertRefused(shop, LATEST, shop + " is terminated");
    assertRefused("i-0000000000000dead", LATEST, "does not exist in this Region");
  }

  @Test
  void aSizeSmallerThanTheSnapshots() {
    backup();

    refuses(
        restoreOf(shop, LATEST, "\"volume\": {\"size\": 9}"), "volume.size is 9 GiB, but snap-");
  }

  @Test
  void aZoneThatDoesNotOfferTheType_evenOfOneVolumeOnly() {
    TestCloud poor = new TestCloud(settingsWithoutIo2InTheZone());
    String instance = poor.launch(new Disk("/dev/sdf", 10).ofType(VolumeType.IO2).withIops(1_000));
    poor.backup(DAILY);
    List<Volume> before = poor.volumes();

    Restore restore = poor.restore(instance, LATEST);

    assertThat(restore.execution().error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(restore.refusal()).contains("VolumeTypeNotAvailableInZone", "io2");
    assertThat(poor.volumes()).isEqualTo(before);
    assertThat(poor.calls().count("CreateVolume", "OK")).isZero();
    assertThat(poor.calls().count("DeleteVolume")).isZero();
  }

  private static Ec2Settings settingsWithoutIo2InTheZone() {
    Set<VolumeType> types = new HashSet<>(Zone.ALL_TYPES);
    types.remove(VolumeType.IO2);
    return TestCloud.settings().withZones(List.of(new Zone(TestCloud.ZONE, types)));
  }

  private void backup() {
    assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
  }

  private void assertSnapshotRefused(String snapshotId, String... says) {
    String from = "{\"snapshotIds\": [\"%s\"]}".formatted(snapshotId);
    assertRefused(shop, from, snapshotId);
    assertRefused(shop, from, says);
  }

  private void assertRefused(String instanceId, String from, String... says) {
    refuses(restoreOf(instanceId, from, ""), says);
  }

  private void refuses(String request, String... says) {
    List<Volume> before = cloud.volumes();
    cloud.calls().clear();

    Restore restore = cloud.restore(request);

    assertThat(restore.execution().error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(restore.refusal()).contains(says);
    assertThat(cloud.cloud().messages().getLast().text()).contains(says);
    assertThat(cloud.volumes()).isEqualTo(before);
    assertThat(cloud.calls().byAction().keySet())
        .isSubsetOf(
            "DescribeInstances",
            "DescribeSnapshots",
            "DescribeVolumes",
            "GetEbsEncryptionByDefault");
  }
}
