package embeddedcloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeModification;
import software.amazon.awssdk.services.ec2.model.VolumeModificationState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** ModifyVolume goes through its states as time passes, and refuses what EC2 refuses. */
class ModifyVolumeTest {
  private static final int GIB = 1024 * Worlds.MIB;

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final String data = Worlds.launch(ec2, 1).get(1);

  @Test
  void theVolumeIsLargerOnceItIsOptimizing_andKeepsItsBytes() {
    ec2.disk(data).write(0, Worlds.filled(Worlds.MIB, 'a'));

    VolumeModification begun =
        ec2.modifyVolume(r -> r.volumeId(data).size(20)).volumeModification();

    assertThat(begun.modificationState()).isEqualTo(VolumeModificationState.MODIFYING);
    assertThat(begun.originalSize()).isEqualTo(10);
    assertThat(begun.targetSize()).isEqualTo(20);
    assertThat(begun.targetIops()).isEqualTo(3000);
    assertThat(volume().size()).isEqualTo(10);

    clock.advance(Duration.ofSeconds(10));
    assertThat(newest().modificationState()).isEqualTo(VolumeModificationState.OPTIMIZING);
    assertThat(newest().progress()).isBetween(1L, 99L);
    assertThat(volume().size()).isEqualTo(20);
    assertThat(ec2.disk(data).read(0, Worlds.MIB)).isEqualTo(Worlds.filled(Worlds.MIB, 'a'));
    ec2.disk(data).write(15L * GIB, Worlds.filled(Worlds.MIB, 'b'));

    clock.advance(Duration.ofMinutes(3));
    assertThat(newest().modificationState()).isEqualTo(VolumeModificationState.COMPLETED);
    assertThat(newest().progress()).isEqualTo(100);
    assertThat(newest().endTime()).isAfter(newest().startTime());
    String snapshot = ec2.createSnapshot(r -> r.volumeId(data)).snapshotId();
    assertThat(ec2.contents().snapshots().getFirst().volumeSize()).isEqualTo(20);
    assertThat(ec2.snapshotBlocks(snapshot).read(15L * GIB, 1)).containsExactly('b');
  }

  @Test
  void anotherTypeGetsItsDefaults() {
    ec2.modifyVolume(r -> r.volumeId(data).volumeType(VolumeType.GP2));
    clock.advance(Duration.ofMinutes(3));
    assertThat(volume().iops()).isEqualTo(100);
    assertThat(volume().throughput()).isNull();

    ec2.modifyVolume(r -> r.volumeId(data).volumeType(VolumeType.IO2));
    clock.advance(Duration.ofMinutes(3));
    assertThat(volume().iops()).isEqualTo(3000);
  }

  @Test
  void refusesWhatEc2Refuses() {
    assertThat(codeOf(r -> r.volumeId(data))).isEqualTo("MissingParameter");
    assertThat(codeOf(r -> r.size(20))).isEqualTo("MissingParameter");
    assertThat(codeOf(r -> r.volumeId(data).size(9))).isEqualTo("InvalidParameterValue");
    assertThat(codeOf(r -> r.volumeId(data).size(70_000))).isEqualTo("InvalidParameterValue");
    assertThat(codeOf(r -> r.volumeId(data).iops(81_000))).isEqualTo("InvalidParameterValue");
    assertThat(codeOf(r -> r.volumeId(data).volumeType("gp9"))).isEqualTo("UnknownVolumeType");
    assertThat(codeOf(r -> r.volumeId("vol-00000000000000000").size(20)))
        .isEqualTo("InvalidVolume.NotFound");
    assertThatThrownBy(() -> ec2.describeVolumesModifications(r -> r.volumeIds(data)))
        .hasMessageContaining("Modification for volume '%s' does not exist.".formatted(data));
  }

  @Test
  void waitsForTheModificationBefore_andTakesFourInADay() {
    for (int times = 1; times <= 4; times++) {
      int size = 10 + times;
      ec2.modifyVolume(r -> r.volumeId(data).size(size));
      assertThat(codeOf(r -> r.volumeId(data).size(size + 1)))
          .isEqualTo("IncorrectModificationState");
      clock.advance(Duration.ofMinutes(3));
    }

    assertThat(codeOf(r -> r.volumeId(data).size(20))).isEqualTo("VolumeModificationRateExceeded");

    clock.advance(Duration.ofDays(1));
    ec2.modifyVolume(r -> r.volumeId(data).size(20));
  }

  @Test
  void whatIsNotChanged_isKept() {
    ec2.modifyVolume(r -> r.volumeId(data).iops(4_000).throughput(500));
    clock.advance(Duration.ofMinutes(3));
    ec2.modifyVolume(r -> r.volumeId(data).size(20));
    clock.advance(Duration.ofMinutes(3));

    assertThat(volume().iops()).isEqualTo(4_000);
    assertThat(volume().throughput()).isEqualTo(500);
    ec2.modifyVolume(r -> r.volumeId(data).throughput(200));
    clock.advance(Duration.ofMinutes(3));
    assertThat(volume().throughput()).isEqualTo(200);
    ec2.modifyVolume(r -> r.volumeId(data).volumeType(VolumeType.IO2).iops(5_000));
    clock.advance(Duration.ofMinutes(3));
    assertThat(volume().iops()).isEqualTo(5_000);
  }

  @Test
  void anotherTypeDoesNotKeepIopsAndThroughput() {
    ec2.modifyVolume(r -> r.volumeId(data).volumeType(VolumeType.IO2).iops(5_000));
    clock.advance(Duration.ofMinutes(3));
    ec2.modifyVolume(r -> r.volumeId(data).volumeType(VolumeType.GP3));
    clock.advance(Duration.ofMinutes(3));

    assertThat(volume().iops()).isEqualTo(3_000);
    assertThat(volume().throughput()).isEqualTo(125);
  }

  @Test
  void theNewestModificationOfEachVolume_isListed() {
    String root = ec2.contents().volumes().getFirst().volumeId();
    ec2.modifyVolume(r -> r.volumeId(data).size(20));
    clock.advance(Duration.ofMinutes(3));
    ec2.modifyVolume(r -> r.volumeId(root).size(9));
    ec2.modifyVolume(r -> r.volumeId(data).size(21));

    assertThat(ec2.describeVolumesModifications(r -> {}).volumesModifications())
        .extracting(VolumeModification::targetSize)
        .containsExactly(9, 21);
    assertThat(newest().targetSize()).isEqualTo(21);
    assertThat(ec2.state().modifications()).hasSize(3);
    assertThatThrownBy(() -> ec2.describeVolumesModifications(r -> r.volumeIds(data).maxResults(5)))
        .hasMessageContaining("cannot be used with the parameter maxResults");
    String spare = ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(1)).volumeId();
    assertThat(ec2.describeVolumesModifications(r -> r.maxResults(5)).volumesModifications())
        .hasSize(2);
    clock.advance(Duration.ofSeconds(3));
    assertThatThrownBy(() -> ec2.describeVolumesModifications(r -> r.volumeIds(spare)))
        .hasMessageContaining("does not exist");
  }

  @Test
  void theFilterByState_usesTheCurrentState() {
    ec2.modifyVolume(r -> r.volumeId(data).size(20));
    assertThat(inState("modifying")).containsExactly(data);

    clock.advance(Duration.ofSeconds(10));
    assertThat(inState("modifying")).isEmpty();
    assertThat(inState("optimizing")).containsExactly(data);

    clock.advance(Duration.ofMinutes(3));
    assertThat(inState("optimizing")).isEmpty();
    assertThat(inState("completed")).containsExactly(data);
  }

  private List<String> inState(String state) {
    Filter filter = Filter.builder().name("modification-state").values(state).build();
    return ec2.describeVolumesModifications(r -> r.filters(filter)).volumesModifications().stream()
        .map(VolumeModification::volumeId)
        .toList();
  }

  @Test
  void aVolumeThatIsBeingCreated_cannotBeModified_andOneThatIsGoneStaysGone() {
    String spare =
        ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(1).volumeType("gp3")).volumeId();
    clock.advance(Duration.ofSeconds(3));
    assertThat(codeOf(r -> r.volumeId(spare).size(2))).isEqualTo("IncorrectState");
    clock.advance(Duration.ofMinutes(1));
    ec2.modifyVolume(r -> r.volumeId(spare).size(2));
    ec2.deleteVolume(r -> r.volumeId(spare));
    clock.advance(Duration.ofMinutes(1));

    assertThat(ec2.contents().volumes()).extracting(Volume::volumeId).doesNotContain(spare);
  }

  private String codeOf(Consumer<ModifyVolumeRequest.Builder> request) {
    try {
      ec2.modifyVolume(request);
      return "taken";
    } catch (Ec2Exception refused) {
      return refused.awsErrorDetails().errorCode();
    }
  }

  private Volume volume() {
    return ec2.describeVolumes(r -> r.volumeIds(data)).volumes().getFirst();
  }

  private VolumeModification newest() {
    return ec2.describeVolumesModifications(r -> r.volumeIds(data))
        .volumesModifications()
        .getFirst();
  }
}
