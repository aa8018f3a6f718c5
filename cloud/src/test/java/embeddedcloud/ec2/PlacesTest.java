package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import embeddedcloud.json.Json;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Several accounts and Regions in one world, and what one of them sees of another. */
class PlacesTest {
  private static final String REGION = "eu-central-1";
  private static final String OWNER = "111122223333";
  private static final String VAULT = "444455556666";
  private static final Tag PLAN = Tag.builder().key("plan").value("daily").build();

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 owner = Worlds.ec2(Worlds.settings(), clock);
  private final EmbeddedEc2 vault = owner.in(VAULT, REGION);

  private String snapshot() {
    return snapshotOf(Worlds.launch(owner, 0).getFirst());
  }

  private String snapshotOf(String volume) {
    String id =
        owner
            .createSnapshot(
                r ->
                    r.volumeId(volume)
                        .description("nightly")
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.SNAPSHOT)
                                .tags(PLAN)
                                .build()))
            .snapshotId();
    clock.advance(Duration.ofHours(1));
    return id;
  }

  private String encrypted(String key) {
    owner.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    owner.launch(
        new Launch(Worlds.ZONE, List.of(new Disk("/dev/xvda", 8).encryptedByDefault()), Map.of()));
    return snapshotOf(owner.contents().volumes().getLast().volumeId());
  }

  private void change(OperationType operation, String id, String account) {
    owner.modifySnapshotAttribute(r -> r.snapshotId(id).operationType(operation).userIds(account));
  }

  private String shared() {
    String id = snapshot();
    change(OperationType.ADD, id, VAULT);
    return id;
  }

  private static List<String> listed(EmbeddedEc2 ec2) {
    return ec2.describeSnapshots(r -> {}).snapshots().stream().map(Snapshot::snapshotId).toList();
  }

  private static Snapshot described(EmbeddedEc2 ec2, String id) {
    return ec2.describeSnapshots(r -> r.snapshotIds(id)).snapshots().getFirst();
  }

  @Test
  void whatIsShared_isListedWithoutItsTags_inTheSameRegionOnly() {
    String id = shared();
    String own = snapshot();

    Snapshot seen = described(vault, id);

    assertThat(seen.ownerId()).isEqualTo(OWNER);
    assertThat(seen.description()).isEqualTo("nightly");
    assertThat(seen.hasTags()).isFalse();
    assertThat(seen.toBuilder().tags(PLAN).build()).isEqualTo(described(owner, id));
    assertThat(listed(vault)).containsExactly(id);
    assertThat(listed(owner)).containsExactly(id, own);
    assertThat(vault.describeSnapshots(r -> r.ownerIds(OWNER)).snapshots()).hasSize(1);
    assertThat(vault.describeSnapshots(r -> r.ownerIds("self")).snapshots()).isEmpty();
    change(OperationType.ADD, own, "777788889999");
    change(OperationType.ADD, id, "777788889999");
    assertThat(restorable("self")).containsExactly(id);
    assertThat(restorable(VAULT)).containsExactly(id);
    assertThat(restorable(OWNER)).containsExactly(id);
    assertThat(restorable("777788889999")).as("only the owner sees this").isEmpty();
    assertThat(
            vault
                .describeSnapshots(
                    r -> r.filters(Filter.builder().name("tag:plan").values("daily").build()))
                .snapshots())
        .isEmpty();
    assertThat(listed(owner.in(VAULT, "eu-west-1"))).isEmpty();
    assertThat(listed(owner.in("777788889999", REGION))).containsExactlyInAnyOrder(id, own);
  }

  private List<String> restorable(String user) {
    return vault.describeSnapshots(r -> r.restorableByUserIds(user)).snapshots().stream()
        .map(Snapshot::snapshotId)
        .toList();
  }

  @Test
  void whatIsPublic_isListed_butNotAsSharedWithTheAccount() {
    String id = snapshot();
    owner.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.ADD).groupNames("all"));

    assertThat(listed(vault)).containsExactly(id);
    assertThat(vault.describeSnapshots(r -> r.restorableByUserIds("all")).snapshots()).hasSize(1);
    assertThat(vault.describeSnapshots(r -> r.restorableByUserIds("self")).snapshots()).isEmpty();
  }

  @Test
  void anAccountThatIsUsedLater_seesWhatIsSharedWithIt() {
    String id = snapshot();
    change(OperationType.ADD, id, "777788889999");

    assertThat(listed(owner.in("777788889999", REGION))).containsExactly(id);
  }

  @Test
  void eachAccount_hasItsOwnTagsOnASharedSnapshot() {
    String id = shared();
    Tag own = Tag.builder().key("seen").value("yes").build();
    vault.createTags(r -> r.resources(id).tags(own));
    owner.createTags(r -> r.resources(id).tags(own.toBuilder().value("no").build()));

    assertThat(described(vault, id).tags()).containsExactly(own);
    assertThat(described(owner, id).tags()).contains(PLAN).doesNotContain(own);
  }

  @Test
  void aPendingSnapshotThatIsShared_completesForBoth() {
    String volume = Worlds.launch(owner, 0).getFirst();
    String id = owner.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofSeconds(3));
    change(OperationType.ADD, id, VAULT);
    assertThat(described(vault, id).state()).isEqualTo(SnapshotState.PENDING);
    clock.advance(Duration.ofHours(1));

    assertThat(described(vault, id).state()).isEqualTo(SnapshotState.COMPLETED);
  }

  @Test
  void aShareEnds_byWithdrawal_archivingOrDeletion_andComesBackFromTheRecycleBin() {
    String withdrawn = shared();
    String archived = shared();
    String deleted = shared();
    change(OperationType.REMOVE, withdrawn, VAULT);
    owner.modifySnapshotTier(r -> r.snapshotId(archived).storageTier("archive"));
    owner.retainDeletedSnapshots(Optional.of(Duration.ofDays(7)));
    owner.deleteSnapshot(r -> r.snapshotId(deleted));
    assertThat(listed(vault)).isEmpty();
    refused("InvalidSnapshot.NotFound", () -> described(vault, withdrawn));

    owner.restoreSnapshotFromRecycleBin(r -> r.snapshotId(deleted));

    assertThat(listed(vault)).containsExactly(deleted);
  }

  @Test
  void anotherAccountsSnapshot_cannotBeDeletedLockedArchivedOrSharedOn() {
    String id = shared();

    refused("UnauthorizedOperation", () -> vault.deleteSnapshot(r -> r.snapshotId(id)));
    refused(
        "InvalidSnapshot.NotFound",
        () ->
            vault.lockSnapshot(
                r -> r.snapshotId(id).lockMode(LockMode.GOVERNANCE).lockDuration(1)));
    refused(
        "InvalidSnapshot.NotFound",
        () -> vault.modifySnapshotTier(r -> r.snapshotId(id).storageTier("archive")));
    refused(
        "InvalidSnapshot.NotFound",
        () ->
            vault.modifySnapshotAttribute(
                r -> r.snapshotId(id).operationType(OperationType.ADD).userIds("777788889999")));
    assertThat(listed(owner)).containsExactly(id);
  }

  @Test
  void snapshotsOfOthers_doNotCountToTheLimit() {
    EmbeddedEc2 small =
        owner.beside(
            Ec2Settings.of(REGION, "777788889999").with(Limits.documented().withSnapshots(1)));
    change(OperationType.ADD, snapshot(), "777788889999");
    String volume = Worlds.launch(small, 0).getFirst();

    small.createSnapshot(r -> r.volumeId(volume));
    clock.advance(Duration.ofMinutes(1));
    refused("SnapshotLimitExceeded", () -> small.createSnapshot(r -> r.volumeId(volume)));
  }

  @Test
  void aVolumeOfASharedSnapshot_hasItsContents_andTheDefaultKeyOfItsOwnAccount() {
    String key = owner.kms().createKey("alias/volumes");
    owner.kms().setPolicy(key, SnapshotCopiesTest.policyFor(VAULT));
    String id = encrypted(key);
    change(OperationType.ADD, id, VAULT);

    String made = volumeOf(id);

    Volume volume = vault.describeVolumes(r -> r.volumeIds(made)).volumes().getFirst();
    assertThat(volume.state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(volume.kmsKeyId()).isEqualTo(vault.kms().ebsKey());
    assertThat(vault.disk(made).blocksToLoad()).isEqualTo(owner.snapshotBlocks(id).fullBlocks());
  }

  private String volumeOf(String snapshot) {
    String made =
        vault.createVolume(r -> r.snapshotId(snapshot).availabilityZone(Worlds.ZONE)).volumeId();
    clock.advance(Duration.ofMinutes(1));
    return made;
  }

  @Test
  void aVolumeUnderAKeyThatIsNotShared_endsInError_andUnderADisabledKeyItVanishes() {
    String key = owner.kms().createKey("alias/volumes");
    String id = encrypted(key);
    change(OperationType.ADD, id, VAULT);

    String made = volumeOf(id);
    assertThat(vault.describeVolumes(r -> r.volumeIds(made)).volumes().getFirst().state())
        .isEqualTo(VolumeState.ERROR);
    owner.kms().setPolicy(key, SnapshotCopiesTest.policyFor(VAULT));
    owner.kms().disableKey(r -> r.keyId(key));
    String vanished = volumeOf(id);
    refused("InvalidVolume.NotFound", () -> vault.describeVolumes(r -> r.volumeIds(vanished)));
  }

  @Test
  void aKeyIsDescribedToOtherAccounts_asItsPolicySays_andManagedByItsOwn() {
    String key = owner.kms().createKey("alias/volumes");
    refusedKms(() -> vault.kms().describeKey(r -> r.keyId(key)));
    owner.kms().setPolicy(key, SnapshotCopiesTest.policyFor(VAULT));

    assertThat(vault.kms().describeKey(r -> r.keyId(key)).keyMetadata().awsAccountId())
        .isEqualTo(OWNER);
    refusedKms(() -> vault.kms().disableKey(r -> r.keyId(key)));
    refusedKms(() -> vault.kms().getKeyPolicy(r -> r.keyId(key)));
    refusedKms(() -> owner.in(VAULT, "eu-west-1").kms().describeKey(r -> r.keyId(key)));
  }

  private static void refusedKms(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(KmsException.class);
  }

  @Test
  void eventsAreOfTheAccountThatASnapshotIsSharedWith_andOfTheDestinationOfACopy() {
    List<Map<String, Object>> events = new ArrayList<>();
    vault.onEvent(events::add);
    owner.onEvent(event -> fail("the owner gets no event"));
    clock.advance(Duration.ofMillis(250));
    String id = shared();
    String copy = vault.copySnapshot(r -> r.sourceRegion(REGION).sourceSnapshotId(id)).snapshotId();
    Instant begun = clock.instant();
    vault.faults().failNextCopyOf(id, "broken");
    String failed =
        vault.copySnapshot(r -> r.sourceRegion(REGION).sourceSnapshotId(id)).snapshotId();
    clock.advance(Duration.ofHours(1));

    String shared = event("shareSnapshot", "succeeded", "", id, OWNER, begun, begun, "");
    Instant end = begun.plusSeconds(20);
    assertThat(events)
        .extracting(event -> Json.print(event).replace((String) event.get("id"), "ID"))
        .containsExactlyInAnyOrder(
            shared,
            event("copySnapshot", "succeeded", "", copy, arn(id), begun, end, INCREMENTAL),
            event(
                "copySnapshot",
                "failed",
                "broken",
                failed,
                arn(id),
                begun,
                end,
                INCREMENTAL.replace("false", "true")));
    assertThat(events).extracting(event -> event.get("id")).doesNotHaveDuplicates();
  }

  private static final String INCREMENTAL = ",\"incremental\":\"false\"";

  private static String arn(String snapshot) {
    return "arn:aws:ec2::" + REGION + ":snapshot/" + snapshot;
  }

  private static String event(
      String event,
      String result,
      String cause,
      String snapshot,
      String source,
      Instant start,
      Instant end,
      String more) {
    String at = end.truncatedTo(ChronoUnit.SECONDS).toString();
    return ("{'version':'0','id':'ID','detail-type':'EBS Snapshot Notification','source':'aws.ec2',"
            + "'account':'%s','time':'%s','region':'%s','resources':['%s'],"
            + "'detail':{'event':'%s','result':'%s','cause':'%s','request-id':'','snapshot_id':'%s',"
            + "'source':'%s','startTime':'%s','endTime':'%s'%s}}")
        .formatted(
            VAULT,
            at,
            REGION,
            arn(snapshot),
            event,
            result,
            cause,
            arn(snapshot),
            source,
            start.truncatedTo(ChronoUnit.SECONDS),
            at,
            more)
        .replace('\'', '"');
  }

  @Test
  void eachPlace_hasItsOwnBucketsAndFaults_andIdsAreNeverGivenTwice() {
    EmbeddedEc2 far = owner.in(OWNER, "eu-west-1");
    far.faults().on("DescribeVolumes").always().refuse("Unavailable");
    for (int call = 0; call < 100; call++) {
      owner.describeVolumes(r -> r.maxResults(5));
    }

    refused("RequestLimitExceeded", () -> owner.describeVolumes(r -> r.maxResults(5)));
    vault.describeVolumes(r -> r.maxResults(5));
    refused("Unavailable", () -> far.describeVolumes(r -> r.maxResults(5)));
    assertThat(owner.places()).containsExactly(owner, vault, far);
    assertThat(Worlds.launch(owner, 1)).doesNotContainAnyElementsOf(Worlds.launch(vault, 1));
    assertThatThrownBy(() -> owner.beside(far.settings()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
