package ebsbackup.workflow.restore;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static ebsbackup.workflow.TestCloud.restoreOf;
import static ebsbackup.workflow.TestCloud.tag;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.backup.Backup;
import embeddedcloud.ec2.Disk;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * Given two nights of an instance whose data volume has been lost since: restores from each kind of
 * restore point.
 */
final class RestoreTest {
  private final TestCloud cloud = new TestCloud();
  private final String shop =
      cloud.launch(
          new Disk("/dev/sdf", 100)
              .ofType(VolumeType.IO2)
              .withIops(3_000)
              .encryptedByDefault()
              .tagged("Name", "orders")
              .tagged("team", "Vertrieb & Käse"));
  private final String root = cloud.root(shop);
  private final String lost = cloud.data(shop);

  private Instant firstNight;
  private String firstSum;
  private String firstRootSum;
  private String firstRun;
  private String secondSum;

  @BeforeEach
  void twoNightsAndALoss() {
    cloud.write(root, 0, 'r');
    cloud.write(lost, 1, 'a');
    cloud.write(lost, 2, 'a');
    firstRootSum = cloud.sha256(root);
    firstSum = cloud.sha256(lost);
    firstRun = backup();
    firstNight = cloud.now();
    cloud.pass(Duration.ofDays(1));
    cloud.write(lost, 2, 'b');
    secondSum = cloud.sha256(lost);
    backup();
    cloud.pass(Duration.ofHours(1));
    cloud.detach(lost);
    cloud.delete(lost);
    assertThat(firstSum).isNotEqualTo(secondSum);
  }

  private String backup() {
    Backup backup = cloud.backup(daily("\"tags\": {\"cost-center\": \"42\"}"));
    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    return backup.report().run();
  }

  @Test
  void latest_bringsBackTheLastNight() {
    Restore restore = cloud.restore(shop, "{\"latest\": true}");

    assertRestored(restore, secondSum);
    assertThat(restore.report().point().plan()).isEqualTo("daily");
    assertThat(restore.report().point().passedOver()).isEmpty();
  }

  @Test
  void before_bringsBackTheNightBeforeThatTime() {
    Restore restore = cloud.restore(shop, "{\"before\": \"%s\"}".formatted(firstNight));

    assertRestored(restore, firstSum);
    assertThat(restore.report().point().run()).isEqualTo(firstRun);
  }

  @Test
  void run_bringsBackTheSetOfThatRun() {
    assertRestored(cloud.restore(shop, "{\"run\": \"%s\"}".formatted(firstRun)), firstSum);
  }

  @Test
  void snapshotIds_bringBackThose_andNoOthers() {
    String snapshot = cloud.snapshotsOf(lost).getFirst().snapshotId();

    Restore restore = cloud.restore(shop, "{\"snapshotIds\": [\"%s\"]}".formatted(snapshot));

    assertThat(restore.succeeded()).isTrue();
    assertThat(restore.report().volumes()).hasSize(1);
    assertData(restore.volumeAt("/dev/sdf"), firstSum);
  }

  @Test
  void aForeignSnapshot_isRestoredWithTheTypeAskedFor() {
    String foreign = cloud.ec2().createSnapshot(request -> request.volumeId(root)).snapshotId();
    cloud.pass(Duration.ofMinutes(5));

    Restore restore =
        cloud.restore(
            restoreOf(
                shop,
                "{\"snapshotIds\": [\"%s\"]}".formatted(foreign),
                "\"volume\": {\"type\": \"io1\", \"iops\": 400, \"size\": 20,"
                    + " \"tags\": {\"Name\": \"copy\"}}"));

    assertThat(restore.succeeded()).isTrue();
    Volume volume = cloud.volume(restore.report().volumes().getFirst().volumeId());
    assertThat(volume.volumeType()).isEqualTo(VolumeType.IO1);
    assertThat(volume.iops()).isEqualTo(400);
    assertThat(volume.size()).isEqualTo(20);
    assertThat(volume.availabilityZone()).isEqualTo(TestCloud.ZONE);
    assertThat(tag(volume.tags(), "Name")).contains("copy");
    assertThat(cloud.sha256(volume.volumeId())).isEqualTo(firstRootSum);
  }

  @Test
  void latest_passesOverASetThatIsNotGood_andSaysSo() {
    cloud.faults().failNextSnapshotOf(root, "The KMS key is disabled");
    Backup broken = cloud.backup(DAILY);

    Restore restore = cloud.restore(shop, "{\"latest\": true}");

    assertThat(broken.ended(Status.FAILED)).isTrue();
    assertRestored(restore, secondSum);
    assertThat(restore.report().point().passedOver())
        .singleElement()
        .satisfies(over -> assertThat(over).containsEntry("run", broken.report().run()));
  }

  @Test
  void anInstanceThatIsStopped_canBeRestored() {
    cloud.ec2().stopInstances(request -> request.instanceIds(shop));
    cloud.pass(Duration.ofMinutes(5));

    assertRestored(cloud.restore(shop, "{\"latest\": true}"), secondSum);
  }

  @Test
  void aRestoredVolume_survivesTheDeletionOfItsSnapshot() {
    Restore restore = cloud.restore(shop, "{\"run\": \"%s\"}".formatted(firstRun));
    String snapshot = cloud.snapshotsOf(lost).getFirst().snapshotId();
    cloud.ec2().deleteSnapshot(request -> request.snapshotId(snapshot));

    assertThat(cloud.sha256(restore.volumeAt("/dev/sdf"))).isEqualTo(firstSum);
    assertRestored(cloud.restore(shop, "{\"latest\": true}"), secondSum);
  }

  @Test
  void overrides_changeTheNewVolumes_andNothingElse() {
    Restore restore =
        cloud.restore(
            restoreOf(
                shop,
                "{\"latest\": true}",
                "\"volume\": {\"type\": \"gp3\", \"size\": 200, \"throughput\": 250}"));

    assertThat(restore.succeeded()).isTrue();
    Volume data = cloud.volume(restore.volumeAt("/dev/sdf"));
    assertThat(data.volumeType()).isEqualTo(VolumeType.GP3);
    assertThat(data.size()).isEqualTo(200);
    assertThat(data.throughput()).isEqualTo(250);
    assertThat(tag(data.tags(), "Name")).contains("orders");
    assertThat(cloud.sha256(data.volumeId())).isEqualTo(secondSum);
  }

  private void assertRestored(Restore restore, String dataSum) {
    assertThat(restore.succeeded()).isTrue();
    assertThat(restore.report().volumes()).hasSize(2);
    assertThat(restore.report().availabilityZone()).isEqualTo(TestCloud.ZONE);
    assertData(restore.volumeAt("/dev/sdf"), dataSum);
    Volume newRoot = cloud.volume(restore.volumeAt("/dev/xvda"));
    assertThat(newRoot.volumeType()).isEqualTo(VolumeType.GP3);
    assertThat(newRoot.size()).isEqualTo(8);
    assertThat(cloud.sha256(newRoot.volumeId())).isEqualTo(firstRootSum);
  }

  /** It is what the lost volume was, in the instance's zone, attached to nothing. */
  private void assertData(String volumeId, String sum) {
    Volume volume = cloud.volume(volumeId);
    assertThat(volume.state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(volume.availabilityZone()).isEqualTo(TestCloud.ZONE);
    assertThat(volume.volumeType()).isEqualTo(VolumeType.IO2);
    assertThat(volume.size()).isEqualTo(100);
    assertThat(volume.iops()).isEqualTo(3_000);
    assertThat(volume.encrypted()).isTrue();
    assertThat(Map.of("Name", "orders", "team", "Vertrieb & Käse"))
        .allSatisfy((key, value) -> assertThat(tag(volume.tags(), key)).contains(value));
    assertThat(tag(volume.tags(), "ebs-backup:run")).isEmpty();
    assertThat(cloud.sha256(volumeId)).isEqualTo(sum);
  }
}
