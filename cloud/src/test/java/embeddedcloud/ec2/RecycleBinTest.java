package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static embeddedcloud.ec2.Worlds.MIB;
import static embeddedcloud.ec2.Worlds.filled;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.SnapshotRecycleBinInfo;

/** When a deleted snapshot's storage is freed, and when it is not. */
class RecycleBinTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final String volume = Worlds.launch(ec2, 0).getFirst();
  private final List<String> freed = new ArrayList<>();
  private String first;
  private String second;

  @BeforeEach
  void twoSnapshots() {
    ec2.onSnapshotDeleted((id, bytes) -> freed.add(id + " " + bytes));
    ec2.disk(volume).write(0, filled(4 * MIB, 'a'));
    first = snapshot();
    ec2.disk(volume).write(0, filled(MIB, 'b'));
    second = snapshot();
  }

  private String snapshot() {
    String id = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofHours(1));
    return id;
  }

  private void delete() {
    ec2.deleteSnapshot(r -> r.snapshotId(first));
  }

  private void restore() {
    ec2.restoreSnapshotFromRecycleBin(r -> r.snapshotId(first));
  }

  private List<String> recycled() {
    return ec2.listSnapshotsInRecycleBin(r -> {}).snapshots().stream()
        .map(SnapshotRecycleBinInfo::snapshotId)
        .toList();
  }

  @Test
  void withoutARule_aDeletionFreesAtOnce() {
    delete();

    assertThat(freed).containsExactly(first + " " + MIB);
    refused("InvalidSnapshot.NotFound", this::restore);
  }

  @Test
  void withARule_itFreesBlocksThatNoOtherSnapshotNeeds_whenTheRetentionEnds() {
    ec2.retainDeletedSnapshots(Optional.of(WEEK));
    delete();
    assertThat(freed).containsExactly(first + " 0");
    clock.advance(WEEK.minusSeconds(1));
    assertThat(recycled()).containsExactly(first);
    assertThat(ec2.blocks().snapshotBytes()).isEqualTo(5L * MIB);
    clock.advance(Duration.ofSeconds(1));

    assertThat(recycled()).isEmpty();
    assertThat(ec2.blocks().snapshotBytes()).isEqualTo(4L * MIB);
    assertThat(ec2.snapshotBlocks(second).sha256(8 * MIB))
        .isEqualTo(ec2.disk(volume).sha256(8 * MIB));
  }

  @Test
  void aRestoredSnapshot_keepsItsContents_whenTheRetentionWouldHaveEnded() {
    String contents = ec2.snapshotBlocks(first).sha256(8 * MIB);
    ec2.retainDeletedSnapshots(Optional.of(WEEK));
    delete();
    restore();
    assertThat(recycled()).isEmpty();
    refused("InvalidSnapshot.NotFound", this::restore);
    clock.advance(WEEK);

    assertThat(ec2.snapshotBlocks(first).sha256(8 * MIB)).isEqualTo(contents);
  }

  @Test
  void deletedAgain_itStaysForAWholeRetention() {
    ec2.retainDeletedSnapshots(Optional.of(WEEK));
    delete();
    restore();
    clock.advance(Duration.ofDays(1));
    delete();
    clock.advance(WEEK.minusDays(1));

    assertThat(recycled()).containsExactly(first);
  }
}
