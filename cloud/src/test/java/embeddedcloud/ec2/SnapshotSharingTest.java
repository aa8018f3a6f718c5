package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermissionModifications;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.PermissionGroup;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Who may create volumes from a snapshot, as EC2 documents it. */
class SnapshotSharingTest {
  private static final String OWN = "123456789012";
  private static final String OTHER = "111122223333";
  private static final String THIRD = "444455556666";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", OWN), clock, BlockStore.inMemory(clock, 1024 * 1024));

  private String snapshot(boolean encrypted) {
    Disk disk = new Disk("/dev/xvda", 8);
    ec2.launch(
        new Launch(
            "eu-central-1a", List.of(encrypted ? disk.encryptedByDefault() : disk), Map.of()));
    Volume volume = ec2.contents().volumes().getLast();
    String id = ec2.createSnapshot(r -> r.volumeId(volume.volumeId())).snapshotId();
    clock.advance(Duration.ofHours(1));
    return id;
  }

  private static CreateVolumePermission user(String id) {
    return CreateVolumePermission.builder().userId(id).build();
  }

  private void add(String snapshot, String... users) {
    modify(
        snapshot,
        CreateVolumePermissionModifications.builder()
            .add(List.of(users).stream().map(SnapshotSharingTest::user).toList()));
  }

  private void remove(String snapshot, String... users) {
    modify(
        snapshot,
        CreateVolumePermissionModifications.builder()
            .remove(List.of(users).stream().map(SnapshotSharingTest::user).toList()));
  }

  private void modify(String snapshot, CreateVolumePermissionModifications.Builder change) {
    ec2.modifySnapshotAttribute(
        r ->
            r.snapshotId(snapshot)
                .attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION)
                .createVolumePermission(change.build()));
  }

  private static CreateVolumePermissionModifications.Builder everyone() {
    return CreateVolumePermissionModifications.builder()
        .add(CreateVolumePermission.builder().group(PermissionGroup.ALL).build());
  }

  private List<CreateVolumePermission> permissions(String snapshot) {
    return ec2.describeSnapshotAttribute(
            r -> r.snapshotId(snapshot).attribute(SnapshotAttributeName.CREATE_VOLUME_PERMISSION))
        .createVolumePermissions();
  }

  private List<String> restorableBy(String user) {
    return ec2
        .describeSnapshots(r -> r.ownerIds("self").restorableByUserIds(user))
        .snapshots()
        .stream()
        .map(Snapshot::snapshotId)
        .toList();
  }

  @Test
  void accountsAreAddedAndRemoved_andTwiceIsAsOnce() {
    String id = snapshot(false);
    add(id, OTHER, THIRD);
    add(id, OTHER);
    assertThat(permissions(id)).containsExactlyInAnyOrder(user(OTHER), user(THIRD));

    remove(id, THIRD);
    remove(id, THIRD, "777788889999");

    assertThat(permissions(id)).containsExactly(user(OTHER));
  }

  @Test
  void theOlderForm_doesTheSame() {
    String id = snapshot(false);
    ec2.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.ADD).userIds(OTHER, THIRD));
    ec2.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.REMOVE).userIds(THIRD));
    ec2.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.ADD).groupNames("all"));

    assertThat(permissions(id))
        .containsExactlyInAnyOrder(
            user(OTHER), CreateVolumePermission.builder().group(PermissionGroup.ALL).build());
  }

  @Test
  void theOwnAccount_isIgnored() {
    String id = snapshot(false);
    add(id, OWN);

    assertThat(permissions(id)).isEmpty();
  }

  @Test
  void aListing_knowsWhoCanRestore() {
    String shared = snapshot(false);
    String open = snapshot(false);
    String kept = snapshot(false);
    add(shared, OTHER);
    modify(open, everyone());

    assertThat(restorableBy(OTHER)).containsExactly(shared);
    assertThat(restorableBy(THIRD)).isEmpty();
    assertThat(restorableBy("all")).containsExactly(open);
    assertThat(restorableBy("self")).containsExactly(shared, open, kept);
    assertThat(restorableBy(OWN)).containsExactly(shared, open, kept);
    assertThat(ec2.describeSnapshots(r -> r.restorableByUserIds(OTHER, "all")).snapshots())
        .hasSize(2);
  }

  @Test
  void aSnapshotFromTheRecycleBin_isSharedAsBefore() {
    String id = snapshot(false);
    add(id, OTHER);
    ec2.retainDeletedSnapshots(Optional.of(Duration.ofDays(7)));
    ec2.deleteSnapshot(r -> r.snapshotId(id));
    assertThat(restorableBy(OTHER)).isEmpty();

    ec2.restoreSnapshotFromRecycleBin(r -> r.snapshotId(id));

    assertThat(restorableBy(OTHER)).containsExactly(id);
  }

  @Test
  void aDryRun_changesNothing() {
    String id = snapshot(false);
    refused(
        "DryRunOperation",
        () ->
            ec2.modifySnapshotAttribute(
                r ->
                    r.snapshotId(id)
                        .dryRun(true)
                        .createVolumePermission(change -> change.add(user(OTHER)))));

    assertThat(permissions(id)).isEmpty();
  }

  @Test
  void underTheDefaultKey_itCannotBeShared() {
    String id = snapshot(true);

    refused("OperationNotPermitted", () -> add(id, OTHER));
    remove(id, OTHER);
  }

  @Test
  void underAKeyOfTheAccount_itCanBeShared_ifTheAccountMayUseTheKey_andNotWithAll() {
    String key = ec2.kms().createKey("alias/volumes");
    ec2.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    String id = snapshot(true);
    add(id, OTHER);
    refused("OperationNotPermitted", () -> modify(id, everyone()));
    ec2.kms().setAccess(key, KeyAccess.NONE);

    refused("AuthFailure", () -> add(id, THIRD));
    assertThat(permissions(id)).containsExactly(user(OTHER));
  }

  @Test
  void fiveHundredChanges_areTheMost() {
    String id = snapshot(false);
    String[] users = IntStream.range(0, 501).mapToObj("%012d"::formatted).toArray(String[]::new);

    refused("InvalidParameterValue", () -> add(id, users));
    assertThat(permissions(id)).isEmpty();
    add(id, List.of(users).subList(0, 500).toArray(String[]::new));
    assertThat(permissions(id)).hasSize(500);
    refused("InvalidParameterValue", () -> remove(id, users));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "11112222333", "1111222233334", "1111-2222-3333", "all"})
  void aValueThatIsNotAnAccount_isRefused(String user) {
    String id = snapshot(false);

    refused("InvalidAMIAttributeItemValue", () -> add(id, user));
    refused("InvalidAMIAttributeItemValue", () -> remove(id, user));
  }

  @Test
  void publicAccessEnds_whenItIsRemoved() {
    String id = snapshot(false);
    modify(id, everyone());
    modify(id, everyone().add(List.of()).remove(everyone().build().add()));

    assertThat(permissions(id)).isEmpty();
    remove(id, OTHER);
    assertThat(permissions(id)).isEmpty();
  }

  @Test
  void anItemIsEitherAGroupOrAnAccount() {
    String id = snapshot(false);
    List<CreateVolumePermission> wrong =
        List.of(
            CreateVolumePermission.builder().build(),
            CreateVolumePermission.builder().group("some").build(),
            CreateVolumePermission.builder().group("all").userId(OTHER).build(),
            CreateVolumePermission.builder().group("some").userId(OTHER).build());

    wrong.forEach(
        item ->
            refused(
                "InvalidAMIAttributeItemValue",
                () -> modify(id, CreateVolumePermissionModifications.builder().add(item))));
  }

  @Test
  void aRequestThatIsNotOneChange_isRefused() {
    String id = snapshot(false);
    CreateVolumePermissionModifications.Builder both =
        CreateVolumePermissionModifications.builder().add(user(OTHER)).remove(user(THIRD));

    refused("InvalidParameterCombination", () -> modify(id, both));
    refused(
        "InvalidParameterCombination",
        () -> modify(id, CreateVolumePermissionModifications.builder()));
    refused(
        "InvalidParameterCombination",
        () -> ec2.modifySnapshotAttribute(r -> r.snapshotId(id).userIds(OTHER)));
    refused(
        "InvalidParameterCombination",
        () -> ec2.modifySnapshotAttribute(r -> r.snapshotId(id).operationType("add")));
    refused(
        "InvalidParameterCombination",
        () ->
            ec2.modifySnapshotAttribute(
                r ->
                    r.snapshotId(id)
                        .operationType("add")
                        .userIds(OTHER)
                        .createVolumePermission(change -> change.add(user(THIRD)))));
    refused(
        "InvalidParameterValue",
        () ->
            ec2.modifySnapshotAttribute(
                r ->
                    r.snapshotId(id)
                        .attribute(SnapshotAttributeName.PRODUCT_CODES)
                        .createVolumePermission(change -> change.add(user(OTHER)))));
  }

  /**
   * Adds a snapshot of an account that is not in this world; it can be seen because it is shared.
   */
  private Snapshot foreign() {
    Snapshot foreign =
        ec2.contents().snapshots().getFirst().toBuilder()
            .snapshotId("snap-000000000000000ff")
            .ownerId(OTHER)
            .build();
    ec2.add(new Ec2Contents(List.of(), List.of(), List.of(foreign), List.of()));
    return foreign;
  }

  @Test
  void aSnapshotOfAnAccountOutsideTheWorld_canBeRestoredByItsOwnerAndByThisAccount() {
    String own = snapshot(false);
    String foreign = foreign().snapshotId();

    assertThat(anyRestorableBy("self")).containsExactlyInAnyOrder(own, foreign);
    assertThat(anyRestorableBy(OTHER)).containsExactly(foreign);
    assertThat(anyRestorableBy(OWN)).containsExactlyInAnyOrder(own, foreign);
    assertThat(anyRestorableBy(THIRD)).isEmpty();
    assertThat(anyRestorableBy("all")).isEmpty();
  }

  private List<String> anyRestorableBy(String user) {
    return ec2.describeSnapshots(r -> r.restorableByUserIds(user)).snapshots().stream()
        .map(Snapshot::snapshotId)
        .toList();
  }

  @Test
  void aSnapshotOfAnotherAccount_isNotThere() {
    String id = snapshot(false);
    Snapshot foreign = foreign();

    refused("InvalidSnapshot.NotFound", () -> add(foreign.snapshotId(), THIRD));
    refused("InvalidSnapshot.NotFound", () -> permissions(foreign.snapshotId()));
    refused("InvalidSnapshot.NotFound", () -> add("snap-00000000000000001", THIRD));
    assertThat(permissions(id)).isEmpty();
  }

  @Test
  void aKeysPolicy_isThatOfTheAccount_orTheOneThatItWasGiven() {
    String key = ec2.kms().createKey("alias/volumes");
    assertThat(ec2.kms().getKeyPolicy(r -> r.keyId(key)).policy())
        .contains("arn:aws:iam::" + OWN + ":root");

    ec2.kms().setPolicy(key, "{}");

    assertThat(ec2.kms().getKeyPolicy(r -> r.keyId(key)).policy()).isEqualTo("{}");
    ec2.kms().setAccess(key, KeyAccess.NO_DESCRIBE);
    refusedKms(() -> ec2.kms().getKeyPolicy(r -> r.keyId(key)));
    refusedKms(() -> ec2.kms().getKeyPolicy(r -> r.keyId("alias/none")));
  }

  private static void refusedKms(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(KmsException.class);
  }
}
