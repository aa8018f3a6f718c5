package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.filter;
import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoreSuccessItem;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;

/** The contract as the embedded EC2 keeps it, and what only its owner can script. */
class EmbeddedMovingContractTest extends MovingContract {
  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);

  @Override
  Ec2Client ec2() {
    return ec2;
  }

  @Override
  String launch() {
    List<String> unused = Worlds.launch(ec2, 1);
    return ec2.contents().instances().getFirst().instanceId();
  }

  @Override
  void pass(Duration time) {
    clock.advance(time);
  }

  @Override
  String zone() {
    return Worlds.ZONE;
  }

  @Override
  String otherZone() {
    return "eu-central-1c";
  }

  @Test
  void aFailedReplacementLeavesTheOldRoot() {
    assertThat(rootAfter(ReplaceRootVolumeTaskState.FAILED)).isNotEmpty();
  }

  @Test
  void aReplacementThatFailsDetachedLeavesNoRoot_andNoneCanBeReplaced() {
    assertThat(rootAfter(ReplaceRootVolumeTaskState.FAILED_DETACHED)).isEmpty();
    Instance instance = ec2.contents().instances().getFirst();
    String volume =
        ec2.createVolume(r -> r.availabilityZone(zone()).size(10).volumeType("gp3")).volumeId();
    clock.advance(Duration.ofMinutes(1));

    assertThat(instance.blockDeviceMappings()).isNotEmpty();
    refused(
        "IncorrectState",
        () ->
            ec2.createReplaceRootVolumeTask(
                r -> r.instanceId(instance.instanceId()).volumeId(volume)));
  }

  private List<String> rootAfter(ReplaceRootVolumeTaskState end) {
    String instance = launch();
    String volume =
        ec2.createVolume(r -> r.availabilityZone(zone()).size(10).volumeType("gp3")).volumeId();
    clock.advance(Duration.ofMinutes(1));
    ec2.faults().failNextReplaceRoot(end);
    ec2.createReplaceRootVolumeTask(r -> r.instanceId(instance).volumeId(volume));
    clock.advance(Duration.ofSeconds(30));
    assertThat(states()).containsExactly(ReplaceRootVolumeTaskState.FAILING);
    clock.advance(Duration.ofMinutes(5));
    assertThat(states()).containsExactly(end);
    Instance now = ec2.contents().instances().getFirst();
    return now.blockDeviceMappings().stream()
        .filter(mapping -> mapping.deviceName().equals("/dev/xvda"))
        .map(mapping -> mapping.ebs().volumeId())
        .filter(id -> !id.equals(volume))
        .toList();
  }

  private List<ReplaceRootVolumeTaskState> states() {
    return ec2.describeReplaceRootVolumeTasks(r -> r.build()).replaceRootVolumeTasks().stream()
        .map(task -> task.taskState())
        .toList();
  }

  @Test
  void fastSnapshotRestoreIsListedByZone() {
    ec2.enableFastSnapshotRestore("snap-1", "eu-central-1b");

    assertThat(
            ec2.describeFastSnapshotRestores(
                    r -> r.filters(filter("availability-zone", "eu-central-1b")))
                .fastSnapshotRestores())
        .extracting(DescribeFastSnapshotRestoreSuccessItem::snapshotId)
        .containsExactly("snap-1");
    assertThat(
            ec2.describeFastSnapshotRestores(
                    r -> r.filters(filter("availability-zone", "eu-central-1a")))
                .fastSnapshotRestores())
        .isEmpty();
  }
}
