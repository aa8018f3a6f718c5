package ebsbackup.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.simulation.Truth.Shot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.MemoryBlockStorage;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The model of the data, while the account that it describes changes. */
class TruthTest {
  private static final String ZONE = "eu-central-1a";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "123456789012"),
          clock,
          new BlockStore(new MemoryBlockStorage(), clock, Truth.blockSize(), 0));
  private final Truth truth = new Truth(ec2);
  private String volumeId;

  @BeforeEach
  void oneVolume() {
    volumeId = ec2.createVolume(r -> r.availabilityZone(ZONE).size(9)).volumeId();
    clock.advance(Duration.ofMinutes(1));
    truth.look();
  }

  private Volume volume(String id) {
    return ec2.contents().volumes().stream()
        .filter(volume -> volume.volumeId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Snapshot snapshot() {
    String id = ec2.createSnapshot(r -> r.volumeId(volumeId)).snapshotId();
    truth.look();
    clock.advance(Duration.ofHours(1));
    return ec2.contents().snapshots().stream()
        .filter(snapshot -> snapshot.snapshotId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private Shot shot(Snapshot snapshot) {
    return truth.shot(snapshot.snapshotId()).orElseThrow();
  }

  private void change(String owner, int size) {
    ec2.createTags(
        r -> r.resources(volumeId).tags(Tag.builder().key("Owner").value(owner).build()));
    ec2.modifyVolume(r -> r.volumeId(volumeId).size(size));
    clock.advance(Duration.ofDays(1));
  }

  @Test
  void aVolumeThatChanges_isInEachSnapshotAsItWasThen() {
    Volume first = volume(volumeId);
    Snapshot before = snapshot();
    change("Ann", 12);
    Volume second = volume(volumeId);
    Snapshot after = snapshot();
    change("Bob", 15);
    truth.look();

    assertThat(second).isNotEqualTo(first);
    assertThat(shot(before).volume()).isEqualTo(first);
    assertThat(shot(after).volume()).isEqualTo(second);
    assertThat(shot(after).at()).isEqualTo(after.startTime());
  }

  @Test
  void dataThatIsWritten_isOnlyInLaterSnapshots_andInTheirVolumes() {
    truth.write(volumeId, 3, 17);
    Snapshot before = snapshot();
    truth.write(volumeId, 3, 18);
    truth.write(volumeId, 4, 19);
    Snapshot after = snapshot();
    String restored =
        ec2.createVolume(r -> r.availabilityZone(ZONE).snapshotId(before.snapshotId())).volumeId();
    clock.advance(Duration.ofMinutes(1));
    truth.look();
    truth.write(restored, 5, 20);

    assertThat(shot(before).blocks()).isEqualTo(Map.of(3, 17));
    assertThat(shot(after).blocks()).isEqualTo(Map.of(3, 18, 4, 19));
    assertThat(truth.objection(before)).isEmpty();
    assertThat(truth.objection(after)).isEmpty();
    assertThat(truth.objection(volume(volumeId))).isEmpty();
    assertThat(truth.objection(volume(restored))).isEmpty();
    assertThat(truth.objection(volumeId, shot(after))).isEmpty();
    assertThat(truth.objection(restored, shot(before)))
        .isEqualTo(Optional.of(restored + " does not hold {3=17}"));
  }

  @Test
  void dataThatTheModelDoesNotKnow_isFoundInTheVolumeAndItsSnapshots() {
    truth.write(volumeId, 3, 17);
    ec2.disk(volumeId).write(0, new byte[] {1});

    assertThat(truth.objection(volume(volumeId)))
        .isEqualTo(Optional.of(volumeId + " does not hold {3=17}"));
    Snapshot snapshot = snapshot();
    assertThat(truth.objection(snapshot))
        .isEqualTo(Optional.of(snapshot.snapshotId() + " does not hold {3=17}"));
  }

  @Test
  void aBlockThatHoldsOtherData_isFoundInTheVolumeAndItsSnapshots() {
    truth.write(volumeId, 3, 17);
    ec2.disk(volumeId).write(3L * Truth.blockSize() + 100, new byte[] {1});

    assertThat(truth.objection(volume(volumeId))).isPresent();
    assertThat(truth.objection(snapshot())).isPresent();
  }
}
