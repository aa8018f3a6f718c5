package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.ofInstance;
import static embeddedcloud.ec2.Ec2Contract.refused;
import static embeddedcloud.ec2.Worlds.MIB;
import static embeddedcloud.ec2.Worlds.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;
import software.amazon.awssdk.services.ec2.model.VolumeType;

class SnapshotLifeTest {
  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aSnapshotThatMakesNoProgress_isRefused(long bytesPerSecond) {
    Timings timings = Timings.standard();

    assertThatThrownBy(() -> timings.withSnapshots(Duration.ZERO, bytesPerSecond))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("snapshotRate must be positive, is " + bytesPerSecond);
  }

  private static final Duration LONG = Duration.ofHours(1);

  private final VirtualClock clock = Worlds.clock();
  private final Ec2Settings settings =
      Worlds.settings()
          .with(
              Timings.standard()
                  .withSnapshots(Duration.ofSeconds(20), MIB)
                  .withConsistencyLag(Duration.ZERO));
  private final EmbeddedEc2 ec2 = Worlds.ec2(settings, clock);
  private final List<String> volumes = Worlds.launch(ec2, 1);
  private final String volume = volumes.get(1);

  @Test
  void aSnapshotIsPendingForAsLongAsItsChangedBlocksTake() {
    ec2.disk(volume).write(0, filled(80 * MIB, 'a'));
    String first = snapshot();

    clock.advance(Duration.ofSeconds(25));
    assertThat(describe(first).progress()).isEqualTo("25%");
    clock.advance(Duration.ofMillis(74_999));
    assertThat(describe(first).state()).isEqualTo(SnapshotState.PENDING);
    clock.advance(Duration.ofMillis(1));
    assertThat(describe(first).state()).isEqualTo(SnapshotState.COMPLETED);
    assertThat(describe(first).fullSnapshotSizeInBytes()).isEqualTo(80L * MIB);
    assertThat(describe(first).completionTime()).isEqualTo(clock.instant());

    ec2.disk(volume).write(0, filled(10 * MIB, 'b'));
    String second = snapshot();
    clock.advance(Duration.ofSeconds(30));
    assertThat(describe(second).state()).isEqualTo(SnapshotState.COMPLETED);
    assertThat(describe(second).fullSnapshotSizeInBytes()).isEqualTo(80L * MIB);
  }

  @Test
  void theContentsAreThoseAtTheCall() {
    ec2.disk(volume).write(0, filled(MIB, 'a'));
    String before = ec2.disk(volume).sha256(8 * MIB);
    String id = snapshot();
    ec2.disk(volume).write(0, filled(MIB, 'b'));
    clock.advance(LONG);

    assertThat(ec2.snapshotBlocks(id).sha256(8 * MIB)).isEqualTo(before);
  }

  @Test
  void deletingFreesExactlyWhatNoOtherSnapshotNeeds() {
    ec2.disk(volume).write(0, filled(4 * MIB, 'a'));
    String first = snapshot();
    clock.advance(LONG);
    ec2.disk(volume).write(0, filled(MIB, 'b'));
    String second = snapshot();
    clock.advance(LONG);
    long unique = ec2.snapshotBlocks(first).uniqueBytes();
    long stored = ec2.blocks().snapshotBytes();

    ec2.deleteSnapshot(r -> r.snapshotId(first));

    assertThat(unique).isEqualTo(MIB);
    assertThat(stored - ec2.blocks().snapshotBytes()).isEqualTo(unique);
    assertThat(ec2.snapshotBlocks(second).sha256(8 * MIB))
        .isEqualTo(ec2.disk(volume).sha256(8 * MIB));
  }

  /** EC2's guide: the archived snapshot becomes full, and what later ones need stays with them. */
  @Test
  void anArchivedSnapshotIsFull_andSharesNoBlock() {
    ec2.disk(volume).write(0, filled(4 * MIB, 'a'));
    String first = snapshot();
    clock.advance(LONG);
    String second = snapshot();
    String contents = ec2.snapshotBlocks(first).sha256(8 * MIB);
    clock.advance(LONG);
    ec2.modifySnapshotTier(r -> r.snapshotId(first).storageTier(TargetStorageTier.ARCHIVE));
    clock.advance(Duration.ofHours(3));
    assertThat(ec2.blocks().snapshotBytes()).isEqualTo(4L * MIB);
    clock.advance(LONG);

    assertThat(ec2.blocks().snapshotBytes()).isEqualTo(8L * MIB);
    assertThat(ec2.snapshotBlocks(first).sha256(8 * MIB)).isEqualTo(contents);
    ec2.deleteSnapshot(r -> r.snapshotId(second));
    assertThat(ec2.blocks().snapshotBytes()).isEqualTo(4L * MIB);
  }

  @Test
  void aSnapshotThatIsPendingOrArchived_cannotBeArchived() {
    String id = snapshot();
    refused("IncorrectState", () -> archive(id));
    clock.advance(LONG);
    archive(id);

    refused("IncorrectState", () -> archive(id));
  }

  private void archive(String id) {
    ec2.modifySnapshotTier(r -> r.snapshotId(id).storageTier(TargetStorageTier.ARCHIVE));
  }

  @Test
  void aVolumeThatIsBeingCreated_cannotBeSnapshotted() {
    String id = ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(1)).volumeId();
    refused("IncorrectState", () -> ec2.createSnapshot(r -> r.volumeId(id)));
    clock.advance(LONG);

    assertThat(ec2.createSnapshot(r -> r.volumeId(id)).snapshotId()).isNotEmpty();
  }

  @Test
  void oneFailingMemberTakesItsWholeSetToError() {
    ec2.disk(volume).write(0, filled(MIB, 'a'));
    ec2.faults().failNextSnapshotOf(volume, "Given key ID is not accessible");
    List<String> set = set();
    clock.advance(LONG);

    for (String id : set) {
      assertThat(describe(id).state()).isEqualTo(SnapshotState.ERROR);
      assertThat(describe(id).stateMessage()).isEqualTo("Given key ID is not accessible");
    }
    assertThat(ec2.blocks().snapshotBytes()).isZero();
    assertThat(set()).allSatisfy(id -> assertThat(describe(id).state()).isNotNull());
    clock.advance(LONG);
    assertThat(ec2.contents().snapshots())
        .extracting(Snapshot::state)
        .containsExactly(
            SnapshotState.ERROR,
            SnapshotState.ERROR,
            SnapshotState.COMPLETED,
            SnapshotState.COMPLETED);
  }

  @Test
  void snapshotsStayPendingForAsLongAsTheFaultSays() {
    ec2.faults().keepSnapshotsPending(volume, Duration.ofHours(20));
    List<String> set = set();
    clock.advance(Duration.ofHours(19));

    assertThat(set)
        .extracting(id -> describe(id).state())
        .containsExactly(SnapshotState.COMPLETED, SnapshotState.PENDING);
    clock.advance(Duration.ofHours(1));
    assertThat(describe(set.get(1)).state()).isEqualTo(SnapshotState.COMPLETED);
  }

  @Test
  void fiveSnapshotsOfAVolumeMayBePending() {
    ec2.faults().keepSnapshotsPending(Duration.ofHours(1));
    for (int i = 0; i < 5; i++) {
      snapshot();
      clock.advance(Duration.ofSeconds(15));
    }

    refused("ConcurrentSnapshotLimitExceeded", this::snapshot);
    clock.advance(LONG);
    assertThat(snapshot()).startsWith("snap-0").hasSize("snap-".length() + 17);
  }

  @Test
  void oneSnapshotOfAColdHddVolumeMayBePending() {
    Disk root = new Disk("/dev/xvda", 8);
    Disk cold = new Disk("/dev/sdf", 125).ofType(VolumeType.SC1);
    String id =
        ec2.launch(new Launch(Worlds.ZONE, List.of(root, cold), Map.of()))
            .blockDeviceMappings()
            .get(1)
            .ebs()
            .volumeId();
    ec2.createSnapshot(r -> r.volumeId(id));
    clock.advance(Duration.ofSeconds(15));

    refused("ConcurrentSnapshotLimitExceeded", () -> ec2.createSnapshot(r -> r.volumeId(id)));
  }

  @Test
  void theSnapshotsInARegionAreLimited() {
    EmbeddedEc2 small =
        Worlds.ec2(settings.with(Limits.documented().withSnapshots(3)), Worlds.clock());
    String instance = instanceOf(small, Worlds.launch(small, 2).getFirst());
    String other = instanceOf(small, Worlds.launch(small, 0).getFirst());
    small.createSnapshots(ofInstance(instance).build());

    refused("SnapshotLimitExceeded", () -> small.createSnapshots(ofInstance(other).build()));
  }

  @Test
  void aPendingSnapshotIsDeletedWhenItHasCompleted() {
    ec2.disk(volume).write(0, filled(MIB, 'a'));
    String id = snapshot();

    ec2.deleteSnapshot(r -> r.snapshotId(id));
    ec2.deleteSnapshot(r -> r.snapshotId(id));

    assertThat(describe(id).state()).isEqualTo(SnapshotState.PENDING);
    clock.advance(LONG);
    refused("InvalidSnapshot.NotFound", () -> describe(id));
    assertThat(ec2.blocks().snapshotBytes()).isZero();
  }

  @Test
  void anImageKeepsItsSnapshotEvenWhenItIsDisabled() {
    String id = snapshot();
    clock.advance(LONG);
    ec2.add(
        Image.builder()
            .imageId("ami-0123456789abcdef0")
            .ownerId("111122223333")
            .state(ImageState.DISABLED)
            .blockDeviceMappings(
                BlockDeviceMapping.builder()
                    .deviceName("/dev/xvda")
                    .ebs(e -> e.snapshotId(id))
                    .build())
            .build());

    refused("InvalidSnapshot.InUse", () -> ec2.deleteSnapshot(r -> r.snapshotId(id)));
    assertThat(ec2.describeImages(r -> r.owners("self")).images()).isEmpty();
    assertThat(ec2.describeImages(r -> r.owners("self").includeDisabled(true)).images()).hasSize(1);
  }

  @Test
  void encryptedVolumesGiveEncryptedSnapshotsUnderOneDataKey() {
    Disk root = new Disk("/dev/xvda", 8).encryptedByDefault();
    String id =
        ec2.launch(new Launch(Worlds.ZONE, List.of(root), Map.of()))
            .blockDeviceMappings()
            .getFirst()
            .ebs()
            .volumeId();
    Snapshot first = describe(ec2.createSnapshot(r -> r.volumeId(id)).snapshotId());
    clock.advance(LONG);
    Snapshot second = describe(ec2.createSnapshot(r -> r.volumeId(id)).snapshotId());

    assertThat(first.encrypted()).isTrue();
    assertThat(first.kmsKeyId()).isEqualTo(ec2.kms().ebsKey());
    assertThat(second.dataEncryptionKeyId()).isEqualTo(first.dataEncryptionKeyId()).isNotNull();
  }

  @Test
  void aSnapshotInErrorHasNoContents() {
    ec2.faults().failNextSnapshotOf(volume, "broken");
    String id = snapshot();
    clock.advance(LONG);

    assertThatThrownBy(() -> ec2.snapshotBlocks(id)).isInstanceOf(IllegalArgumentException.class);
    refused(
        "IncorrectState",
        () -> ec2.createVolume(r -> r.snapshotId(id).availabilityZone(Worlds.ZONE)));
  }

  private String snapshot() {
    return ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
  }

  private List<String> set() {
    return ec2.createSnapshots(ofInstance(instanceOf(ec2, volume)).build()).snapshots().stream()
        .map(SnapshotInfo::snapshotId)
        .toList();
  }

  private static String instanceOf(EmbeddedEc2 ec2, String volume) {
    return ec2.describeVolumes(r -> r.volumeIds(volume))
        .volumes()
        .getFirst()
        .attachments()
        .getFirst()
        .instanceId();
  }

  private Snapshot describe(String id) {
    return ec2.describeSnapshots(r -> r.snapshotIds(id)).snapshots().getFirst();
  }
}
