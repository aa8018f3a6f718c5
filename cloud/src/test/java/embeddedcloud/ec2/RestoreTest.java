package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static embeddedcloud.ec2.Worlds.MIB;
import static embeddedcloud.ec2.Worlds.filled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.blocks.BlockVolume;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.InitializationType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;
import software.amazon.awssdk.services.ec2.model.VolumeType;

class RestoreTest {
  private final VirtualClock clock = Worlds.clock();
  private final Ec2Settings settings =
      Worlds.settings()
          .with(Timings.standard().withConsistencyLag(Duration.ZERO))
          .withZones(
              List.of(new Zone("eu-central-1a", Set.of(VolumeType.GP2)), new Zone(Worlds.ZONE)));
  private final EmbeddedEc2 ec2 = Worlds.ec2(settings, clock);
  private final String original = Worlds.launch(ec2, 1).get(1);
  private String snapshot;

  @BeforeEach
  void aSnapshotOf64Mebibytes() {
    ec2.disk(original).write(0, filled(64 * MIB, 'a'));
    snapshot = ec2.createSnapshot(r -> r.volumeId(original)).snapshotId();
    clock.advance(Duration.ofHours(1));
  }

  @Test
  void aRestoredVolumeIsReadBeforeItHasLoadedAndTellsHowFarItIs() {
    String id = ec2.createVolume(gp3().build()).volumeId();
    clock.advance(Duration.ofSeconds(32));

    VolumeStatusItem status = status(id);
    assertThat(status.initializationStatusDetails().initializationType())
        .isEqualTo(InitializationType.DEFAULT);
    assertThat(status.initializationStatusDetails().progress()).isEqualTo(50);
    assertThat(status.volumeStatus().details())
        .extracting(VolumeStatusDetails::status)
        .containsExactly("passed", "initializing");
    BlockVolume disk = ec2.disk(id);
    assertThat(disk.read(63 * MIB, 2)).containsExactly('a', 'a');
    assertThat(disk.fetches()).isEqualTo(1);

    clock.advance(Duration.ofSeconds(32));
    assertThat(status(id).volumeStatus().details())
        .extracting(VolumeStatusDetails::status)
        .containsExactly("passed", "completed");
    assertThat(disk.read(0, 64 * MIB)).isEqualTo(filled(64 * MIB, 'a'));
  }

  @Test
  void deletingTheSnapshotDoesNotHarmAVolumeThatIsStillLoading() {
    String id = ec2.createVolume(gp3().build()).volumeId();
    ec2.deleteSnapshot(r -> r.snapshotId(snapshot));

    assertThat(ec2.blocks().snapshotBytes()).isZero();
    assertThat(ec2.disk(id).read(0, 64 * MIB)).isEqualTo(filled(64 * MIB, 'a'));
  }

  @Test
  void anInitializationRateLoadsFaster() {
    String id = ec2.createVolume(gp3().volumeInitializationRate(128).build()).volumeId();
    clock.advance(Duration.ofMillis(250));

    assertThat(status(id).initializationStatusDetails().progress()).isEqualTo(50);
    assertThat(status(id).initializationStatusDetails().initializationType())
        .isEqualTo(InitializationType.PROVISIONED_RATE);
    refused(
        "InvalidParameterValue",
        () -> ec2.createVolume(gp3().volumeInitializationRate(99).build()));
  }

  @Test
  void aSnapshotOfARestoredVolumeSharesWhatItCameWith() {
    String id = ec2.createVolume(gp3().build()).volumeId();
    clock.advance(Duration.ofSeconds(5));
    ec2.disk(id).write(0, filled(MIB, 'b'));

    String next = ec2.createSnapshot(r -> r.volumeId(id)).snapshotId();

    assertThat(ec2.snapshotBlocks(next).addedBytes()).isEqualTo(MIB);
    assertThat(ec2.snapshotBlocks(next).fullBytes()).isEqualTo(64L * MIB);
  }

  @Test
  void createVolume_isCreatingUntilItIsAvailable() {
    String id = ec2.createVolume(gp3().build()).volumeId();

    assertThat(volume(id).state()).isEqualTo(VolumeState.CREATING);
    refused("IncorrectState", () -> ec2.deleteVolume(r -> r.volumeId(id)));
    clock.advance(Duration.ofSeconds(5));
    assertThat(volume(id).state()).isEqualTo(VolumeState.AVAILABLE);
    ec2.deleteVolume(r -> r.volumeId(id));
    refused("InvalidVolume.NotFound", () -> ec2.deleteVolume(r -> r.volumeId(id)));
  }

  @Test
  void aVolumeCanEndInError() {
    ec2.faults().failNextVolumes(1);
    String id = ec2.createVolume(gp3().build()).volumeId();
    String next = ec2.createVolume(gp3().build()).volumeId();
    clock.advance(Duration.ofSeconds(5));

    assertThat(volume(id).state()).isEqualTo(VolumeState.ERROR);
    assertThat(volume(next).state()).isEqualTo(VolumeState.AVAILABLE);
    ec2.deleteVolume(r -> r.volumeId(id));

    ec2.faults().failNextVolumes(2);
    ec2.faults().failNextVolumes(0);
    String last = ec2.createVolume(gp3().build()).volumeId();
    clock.advance(Duration.ofSeconds(5));
    assertThat(volume(last).state()).isEqualTo(VolumeState.AVAILABLE);
  }

  @Test
  void fastSnapshotRestore_givesALoadedVolume_unlessARateIsAskedFor() {
    ec2.enableFastSnapshotRestore(snapshot, Worlds.ZONE);
    clock.advance(Duration.ofHours(2));
    String ready = ec2.createVolume(gp3().build()).volumeId();
    String slow = ec2.createVolume(gp3().volumeInitializationRate(300).build()).volumeId();

    assertThat(ec2.disk(ready).loading()).isFalse();
    assertThat(ec2.disk(ready).read(63 * MIB, 1)).containsExactly('a');
    assertThat(ec2.disk(slow).loading()).isTrue();
  }

  @Test
  void createVolume_refusesAnArchivedSnapshot() {
    ec2.modifySnapshotTier(r -> r.snapshotId(snapshot).storageTier("archive"));

    refused("IncorrectState", () -> ec2.createVolume(gp3().build()));
  }

  @Test
  void createVolume_fromASnapshotOnAnOutpost_isOnThatOutpost() {
    String outpost = "arn:aws:outposts:eu-central-1:111122223333:outpost/op-0123456789abcdef0";
    Snapshot kept =
        ec2.contents().snapshots().getFirst().toBuilder()
            .snapshotId("snap-00000000000000001")
            .outpostArn(outpost)
            .build();
    ec2.add(new Ec2Contents(List.of(), List.of(), List.of(kept), List.of()));

    CreateVolumeRequest.Builder request = gp3().snapshotId(kept.snapshotId());
    refused("InvalidParameterCombination", () -> ec2.createVolume(request.build()));
    refused(
        "InvalidParameterCombination",
        () -> ec2.createVolume(request.outpostArn(outpost + "1").build()));
    assertThat(ec2.createVolume(request.outpostArn(outpost).build()).outpostArn())
        .isEqualTo(outpost);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300})
  void anInitializationRate_isTakenAtItsLimits(int rate) {
    assertThat(
            ec2.createVolume(gp3().volumeInitializationRate(rate).build())
                .volumeInitializationRate())
        .isEqualTo(rate);
    refused(
        "InvalidParameterValue",
        () -> ec2.createVolume(gp3().volumeInitializationRate(301).build()));
    refused(
        "InvalidParameterCombination",
        () ->
            ec2.createVolume(
                gp3().snapshotId(null).size(1).volumeInitializationRate(rate).build()));
  }

  @Test
  void aClientToken_hasUpTo64PrintableCharacters() {
    String longest = "~!".repeat(32);
    ec2.createVolume(gp3().clientToken(longest).build());
    for (String wrong : List.of(longest + "a", "a b", "a\u007f", "ä")) {
      refused("InvalidParameterValue", () -> ec2.createVolume(gp3().clientToken(wrong).build()));
    }
  }

  @Test
  void withEncryptionByDefault_anEncryptedSnapshotOfTheAccountGivesAVolumeUnderTheDefaultKey() {
    String key = ec2.kms().createKey("alias/volumes");
    String copy =
        ec2.copySnapshot(
                r ->
                    r.sourceRegion("eu-central-1")
                        .sourceSnapshotId(snapshot)
                        .encrypted(true)
                        .kmsKeyId(key))
            .snapshotId();
    clock.advance(Duration.ofHours(1));
    CreateVolumeRequest request = gp3().snapshotId(copy).build();
    assertThat(ec2.createVolume(request).kmsKeyId()).isEqualTo(ec2.kms().arnOf(key));

    ec2.enableEbsEncryptionByDefault(r -> {});

    assertThat(ec2.createVolume(request).kmsKeyId()).isEqualTo(ec2.kms().ebsKey());
  }

  @Test
  void aZoneNeedNotOfferTheType() {
    refused(
        "VolumeTypeNotAvailableInZone",
        () -> ec2.createVolume(gp3().availabilityZone("eu-central-1a").build()));
    CreateVolumeRequest byId = gp3().availabilityZone(null).availabilityZoneId("euc1-az2").build();
    assertThat(ec2.createVolume(byId).availabilityZone()).isEqualTo(Worlds.ZONE);
    assertThat(ec2.describeAvailabilityZones().availabilityZones()).hasSize(2);
    assertThatThrownBy(() -> ec2.describeAvailabilityZones(r -> r.zoneNames("eu-central-1x")))
        .hasMessageContaining("Invalid availability zone: [eu-central-1x]");
    assertThatThrownBy(() -> ec2.describeAvailabilityZones(r -> r.zoneIds("euc1-az9")))
        .hasMessageContaining("Invalid availability zone: [euc1-az9]");
  }

  @Test
  void aHangingDetachEndsInTimeOrByForce() {
    ec2.faults().keepDetaching(original, Duration.ofHours(2));
    ec2.detachVolume(r -> r.volumeId(original));
    clock.advance(Duration.ofHours(1));
    assertThat(volume(original).attachments().getFirst().state())
        .isEqualTo(VolumeAttachmentState.DETACHING);

    ec2.detachVolume(r -> r.volumeId(original).force(true));
    clock.advance(Duration.ofMinutes(1));
    assertThat(volume(original).state()).isEqualTo(VolumeState.AVAILABLE);
  }

  @Test
  void terminatingDeletesTheVolumesMarkedForItAndFreesTheOthers() {
    String instance = volume(original).attachments().getFirst().instanceId();
    ec2.terminateInstances(r -> r.instanceIds(instance));
    clock.advance(Duration.ofMinutes(1));

    assertThat(ec2.contents().volumes())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.volumeId()).isEqualTo(original);
              assertThat(left.state()).isEqualTo(VolumeState.AVAILABLE);
            });
    assertThat(ec2.describeInstances(r -> r.instanceIds(instance)).reservations()).hasSize(1);
    clock.advance(Duration.ofHours(1));
    refused(
        "InvalidInstanceID.NotFound", () -> ec2.describeInstances(r -> r.instanceIds(instance)));
  }

  private CreateVolumeRequest.Builder gp3() {
    return CreateVolumeRequest.builder()
        .snapshotId(snapshot)
        .availabilityZone(Worlds.ZONE)
        .volumeType(VolumeType.GP3);
  }

  private Volume volume(String id) {
    return ec2.describeVolumes(r -> r.volumeIds(id)).volumes().getFirst();
  }

  private VolumeStatusItem status(String id) {
    return ec2.describeVolumeStatus(r -> r.volumeIds(id)).volumeStatuses().getFirst();
  }
}
