package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ebs.model.ValidationException;
import software.amazon.awssdk.services.ec2.model.CopySnapshotRequest;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.TransferType;

/** CopySnapshot between the accounts and Regions of a world, as EC2 documents it. */
class SnapshotCopiesTest {
  private static final String SOURCE = "eu-central-1";
  private static final String OWNER = "111122223333";
  private static final String VAULT = "444455556666";
  private static final int BLOCK = BlockStore.BLOCK_SIZE;
  private static final long HASHED = 4L * BLOCK;

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 source = Worlds.ec2(Worlds.settings(), clock);
  private final EmbeddedEc2 far = source.in(OWNER, "eu-west-1");
  private final EmbeddedEc2 vault = source.in(VAULT, "eu-west-1");
  private final EmbeddedEc2 vaultNear = source.in(VAULT, SOURCE);
  private final String volume = Worlds.launch(source, 0).getFirst();

  private String snapshot() {
    return snapshotOf(volume);
  }

  private String snapshotOf(String volumeId) {
    String id =
        source
            .createSnapshot(
                r ->
                    r.volumeId(volumeId).description("nightly").tagSpecifications(tagged("a", "1")))
            .snapshotId();
    clock.advance(Duration.ofHours(1));
    return id;
  }

  private void write(int block, char with) {
    source.disk(volume).write((long) block * BLOCK, Worlds.filled(BLOCK, with));
  }

  /** A volume under a key of the account, which the vault may use. */
  private String encrypted(String key) {
    source.kms().setPolicy(key, policyFor(VAULT));
    source.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    source.launch(
        new Launch(Worlds.ZONE, List.of(new Disk("/dev/xvda", 8).encryptedByDefault()), Map.of()));
    return source.contents().volumes().getLast().volumeId();
  }

  static String policyFor(String account) {
    return """
    {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::%s:root"},
     "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:GenerateData*", "kms:ReEncrypt*"]}]}
    """
        .formatted(account);
  }

  private void share(String id) {
    source.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.ADD).userIds(VAULT));
  }

  private static TagSpecification tagged(String key, String value) {
    return TagSpecification.builder()
        .resourceType(ResourceType.SNAPSHOT)
        .tags(Tag.builder().key(key).value(value).build())
        .build();
  }

  private static String copy(
      EmbeddedEc2 to, String id, Consumer<CopySnapshotRequest.Builder> more) {
    return to.copySnapshot(r -> more.accept(r.sourceRegion(SOURCE).sourceSnapshotId(id)))
        .snapshotId();
  }

  private static String copy(EmbeddedEc2 to, String id) {
    return copy(to, id, r -> {});
  }

  /** Copies, and lets the copy end. */
  private Snapshot copied(EmbeddedEc2 to, String id, Consumer<CopySnapshotRequest.Builder> more) {
    String copy = copy(to, id, more);
    clock.advance(Duration.ofHours(1));
    return described(to, copy);
  }

  private static Snapshot described(EmbeddedEc2 ec2, String id) {
    return ec2.describeSnapshots(r -> r.snapshotIds(id)).snapshots().getFirst();
  }

  @Test
  void aCopy_hasAnIdTimeAndTagsOfItsOwn_andTheContents() {
    write(0, 'a');
    String id = snapshot();
    String copy = copy(far, id, r -> r.description("dr").tagSpecifications(tagged("origin", id)));
    clock.advance(Duration.ofSeconds(5));
    Snapshot pending = described(far, copy);
    assertThat(pending.state()).isEqualTo(SnapshotState.PENDING);
    clock.advance(Duration.ofHours(1));

    Snapshot done = described(far, copy);
    assertThat(done.state()).isEqualTo(SnapshotState.COMPLETED);
    assertThat(done.snapshotId()).isNotEqualTo(id);
    assertThat(done.volumeId()).isEqualTo("vol-ffffffff");
    assertThat(done.startTime()).isAfter(described(source, id).completionTime());
    assertThat(done.description()).isEqualTo("dr");
    assertThat(done.tags()).containsExactly(Tag.builder().key("origin").value(id).build());
    assertThat(done.ownerId()).isEqualTo(OWNER);
    assertThat(done.volumeSize()).isEqualTo(8);
    assertThat(done.encrypted()).isFalse();
    assertThat(done.transferType()).isEqualTo(TransferType.STANDARD);
    assertThat(far.snapshotBlocks(copy).sha256(HASHED))
        .isEqualTo(source.snapshotBlocks(id).sha256(HASHED));
    assertThat(copied(far, id, r -> {}).description()).isEmpty();
  }

  @Test
  void aCopy_outlivesItsSource() {
    write(0, 'a');
    String id = snapshot();
    String hash = source.snapshotBlocks(id).sha256(HASHED);
    Snapshot copy = copied(far, id, r -> {});
    source.deleteSnapshot(r -> r.snapshotId(id));

    assertThat(far.snapshotBlocks(copy.snapshotId()).sha256(HASHED)).isEqualTo(hash);
    String restored =
        far.createVolume(r -> r.snapshotId(copy.snapshotId()).availabilityZone("eu-west-1a"))
            .volumeId();
    assertThat(far.disk(restored).sha256(HASHED)).isEqualTo(hash);
  }

  @Test
  void twoCalls_makeTwoCopies() {
    String id = snapshot();

    assertThat(copy(far, id)).isNotEqualTo(copy(far, id));
  }

  @Test
  void aCopyElsewhere_isIncremental_whileTheLatestCopyIsThere_andUnderOneKey() {
    write(0, 'a');
    write(1, 'a');
    String first = copied(far, snapshot(), r -> {}).snapshotId();
    write(1, 'b');
    String second = copied(far, snapshot(), r -> {}).snapshotId();
    assertThat(far.snapshotBlocks(first).addedBytes()).isEqualTo(2L * BLOCK);
    assertThat(far.snapshotBlocks(second).addedBytes()).isEqualTo(BLOCK);

    far.deleteSnapshot(r -> r.snapshotId(second));
    String full = copied(far, snapshot(), r -> {}).snapshotId();
    assertThat(far.snapshotBlocks(full).addedBytes()).isEqualTo(2L * BLOCK);

    String key = far.kms().createKey("alias/dr");
    Snapshot other = copied(far, snapshot(), r -> r.encrypted(true).kmsKeyId(key));
    assertThat(far.snapshotBlocks(other.snapshotId()).addedBytes()).isEqualTo(2L * BLOCK);

    far.modifySnapshotTier(r -> r.snapshotId(other.snapshotId()).storageTier("archive"));
    Snapshot again = copied(far, snapshot(), r -> r.encrypted(true).kmsKeyId(key));
    assertThat(far.snapshotBlocks(again.snapshotId()).addedBytes()).isEqualTo(2L * BLOCK);
  }

  @Test
  void anOlderSnapshot_copiedAfterANewerOne_hasItsOwnContents() {
    write(0, 'a');
    String older = snapshot();
    write(1, 'b');
    String newer = snapshot();
    copied(far, newer, r -> {});
    Snapshot copy = copied(far, older, r -> {});

    assertThat(far.snapshotBlocks(copy.snapshotId()).sha256(HASHED))
        .isEqualTo(source.snapshotBlocks(older).sha256(HASHED));
    assertThat(far.snapshotBlocks(copy.snapshotId()).addedBytes()).isZero();
    assertThat(copy.fullSnapshotSizeInBytes()).isEqualTo(BLOCK);
  }

  @Test
  void withinTheRegion_aCopyUnderTheSameKey_storesNothing() {
    write(0, 'a');
    String copy = copied(source, snapshot(), r -> {}).snapshotId();

    assertThat(source.snapshotBlocks(copy).addedBytes()).isZero();
  }

  @Test
  void aCopyTakesLonger_theMoreThereIsToCopy() {
    for (int block = 0; block < 256; block++) {
      write(block, 'a');
    }
    String id = snapshot();
    String first = copy(far, id);
    clock.advance(Duration.ofSeconds(21));
    assertThat(described(far, first).state()).isEqualTo(SnapshotState.PENDING);
    clock.advance(Duration.ofSeconds(1));
    assertThat(described(far, first).state()).isEqualTo(SnapshotState.COMPLETED);
  }

  @Test
  void anotherAccount_copiesWhatIsSharedWithIt_fromAnyRegion() {
    write(0, 'a');
    String id = snapshot();
    refused("InvalidSnapshot.NotFound", () -> copy(vault, id));
    share(id);

    Snapshot copy = copied(vault, id, r -> {});

    assertThat(copy.ownerId()).isEqualTo(VAULT);
    assertThat(copy.tags()).isEmpty();
    assertThat(vault.snapshotBlocks(copy.snapshotId()).sha256(HASHED))
        .isEqualTo(source.snapshotBlocks(id).sha256(HASHED));
    assertThat(copied(vaultNear, id, r -> {}).ownerId()).isEqualTo(VAULT);
  }

  @Test
  void theKey_isThatOfTheRequest_elseTheDefaultOfTheDestination() {
    String key = vault.kms().createKey("alias/dr");
    String id = snapshotOf(encrypted(source.kms().createKey("alias/volumes")));
    share(id);

    Snapshot named = copied(vault, id, r -> r.encrypted(true).kmsKeyId("alias/dr"));
    assertThat(named.kmsKeyId()).isEqualTo(key);
    assertThat(named.encrypted()).isTrue();
    assertThat(copied(vault, id, r -> {}).kmsKeyId()).isEqualTo(vault.kms().ebsKey());
    assertThat(copied(far, snapshot(), r -> r.encrypted(true)).kmsKeyId())
        .isEqualTo(far.kms().ebsKey());
    far.enableEbsEncryptionByDefault(r -> {});
    assertThat(copied(far, snapshot(), r -> {}).encrypted()).isTrue();
    refused("InvalidParameterDependency", () -> copy(vault, id, r -> r.kmsKeyId(key)));
    refused("InvalidParameterCombination", () -> copy(vault, id, r -> r.encrypted(false)));
  }

  @Test
  void aKeyThatCannotBeUsed_showsAfterTheCall() {
    String sourceKey = source.kms().createKey("alias/volumes");
    String id = snapshotOf(encrypted(sourceKey));
    share(id);
    String key = vault.kms().createKey("alias/dr");
    Consumer<CopySnapshotRequest.Builder> underKey = r -> r.encrypted(true).kmsKeyId(key);
    assertThat(copied(vault, id, underKey).state()).isEqualTo(SnapshotState.COMPLETED);

    source.kms().setPolicy(sourceKey, policyFor("999999999999"));
    failed(copied(vault, id, underKey), "Given key ID is not accessible");
    source.kms().setPolicy(sourceKey, policyFor(VAULT));
    source.kms().disableKey(r -> r.keyId(sourceKey));
    failed(copied(vault, id, underKey), "Given key ID is not accessible");
    source.kms().enableKey(r -> r.keyId(sourceKey));
    vault.kms().disableKey(r -> r.keyId(key));
    failed(copied(vault, id, underKey), "Given key ID is not accessible");
    failed(
        copied(vault, id, r -> r.encrypted(true).kmsKeyId(far.kms().ebsKey())),
        "Given key ID is not accessible");
    vault.kms().enableKey(r -> r.keyId(key));
    vault.kms().setAccess(vault.kms().ebsKey(), KeyAccess.NO_DESCRIBE);
    failed(
        copied(vault, id, underKey),
        "Given key ID is not accessible. You must have DescribeKey permissions on the default CMK.");
  }

  private static void failed(Snapshot copy, String message) {
    assertThat(copy.state()).isEqualTo(SnapshotState.ERROR);
    assertThat(copy.stateMessage()).isEqualTo(message);
  }

  @Test
  void aFailedCopy_isNotABaseForTheNext_andCanBeDeleted() {
    write(0, 'a');
    copied(far, snapshot(), r -> {});
    String id = snapshot();
    far.faults().failNextCopyOf(id, "Source snapshot is not found");
    Snapshot failed = copied(far, id, r -> {});
    failed(failed, "Source snapshot is not found");

    Snapshot again = copied(far, id, r -> {});

    assertThat(far.snapshotBlocks(again.snapshotId()).addedBytes()).isZero();
    far.deleteSnapshot(r -> r.snapshotId(failed.snapshotId()));
    refused("InvalidSnapshot.NotFound", () -> described(far, failed.snapshotId()));
  }

  @Test
  void twentyAtOnce_areTheMostInADestination() {
    String id = snapshot();
    for (int i = 0; i < 20; i++) {
      copy(far, id);
    }
    refused("ResourceLimitExceeded", () -> copy(far, id));
    copy(source, id);
    clock.advance(Duration.ofMinutes(1));

    copy(far, id);
  }

  @Test
  void aTimeBasedCopy_saysSo_andIsDoneInTime() {
    Snapshot copy = copied(far, snapshot(), r -> r.completionDurationMinutes(15));

    assertThat(copy.transferType()).isEqualTo(TransferType.TIME_BASED);
    assertThat(copy.completionDurationMinutes()).isEqualTo(15);
    assertThat(copy.completionTime()).isBefore(copy.startTime().plus(Duration.ofMinutes(15)));
    assertThat(copied(far, snapshot(), r -> r.completionDurationMinutes(2_880)).transferType())
        .isEqualTo(TransferType.TIME_BASED);
  }

  @Test
  void copiesOfAVolumeUnderOneKey_haveOneDataKey() {
    String one = far.kms().createKey("alias/one");
    String two = far.kms().createKey("alias/two");
    List<String> dataKeys =
        Stream.of(one, one, two)
            .map(key -> copied(far, snapshot(), r -> r.encrypted(true).kmsKeyId(key)))
            .map(Snapshot::dataEncryptionKeyId)
            .toList();

    assertThat(dataKeys.get(1)).isEqualTo(dataKeys.get(0));
    assertThat(dataKeys.get(2)).isNotEqualTo(dataKeys.get(0));
    assertThat(
            copied(far, snapshotOf(Worlds.launch(source, 0).getFirst()), encryptedUnder(one))
                .dataEncryptionKeyId())
        .isNotEqualTo(dataKeys.get(0));
  }

  private static Consumer<CopySnapshotRequest.Builder> encryptedUnder(String key) {
    return r -> r.encrypted(true).kmsKeyId(key);
  }

  @Test
  void anArchivedCopy_isNotABaseForTheNext() {
    write(0, 'a');
    String first = copied(far, snapshot(), r -> {}).snapshotId();
    far.modifySnapshotTier(r -> r.snapshotId(first).storageTier("archive"));

    Snapshot next = copied(far, snapshot(), r -> {});

    assertThat(far.snapshotBlocks(next.snapshotId()).addedBytes()).isEqualTo(BLOCK);
  }

  @Test
  void aCopyWithoutAKey_doesNotNeedTheDefaultKey() {
    far.kms().setAccess(far.kms().ebsKey(), KeyAccess.NO_DESCRIBE);

    assertThat(copied(far, snapshot(), r -> {}).state()).isEqualTo(SnapshotState.COMPLETED);
  }

  @Test
  void withinTheRegion_aCopyUnderAnotherKey_isFull() {
    write(0, 'a');
    String key = source.kms().createKey("alias/other");
    Snapshot copy = copied(source, snapshot(), encryptedUnder(key));

    assertThat(source.snapshotBlocks(copy.snapshotId()).addedBytes()).isEqualTo(BLOCK);
  }

  @Test
  void snapshotsOfVolumes_doNotCountAsCopiesInProgress() {
    Worlds.launch(source, 19);
    String id = snapshot();
    String large = source.contents().instances().getLast().instanceId();
    source.createSnapshots(r -> r.instanceSpecification(i -> i.instanceId(large)));
    clock.advance(Duration.ofSeconds(3));

    assertThat(copy(source, id)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 14, 16, 100, 2_895, 1_000_000, -15})
  void aDurationThatIsNotAMultipleOf15_isRefused(int minutes) {
    String id = snapshot();

    refused(
        "InvalidParameterValue", () -> copy(far, id, r -> r.completionDurationMinutes(minutes)));
  }

  static Stream<Consumer<CopySnapshotRequest.Builder>> wrong() {
    return Stream.of(
        r -> r.sourceRegion("eu-nowhere-1"),
        r -> r.destinationRegion(SOURCE),
        r -> r.tagSpecifications(tagged("aws:a", "1")));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aWrongParameter_isRefused(Consumer<CopySnapshotRequest.Builder> change) {
    String id = snapshot();

    refused("InvalidParameterValue", () -> copy(far, id, change));
  }

  @Test
  void aSourceThatIsNotThere_notReady_orArchived_isRefused() {
    refused("InvalidSnapshot.NotFound", () -> copy(far, "snap-00000000000000001"));
    refused("InvalidSnapshotID.Malformed", () -> copy(far, "vol-00000000000000001"));
    refused("MissingParameter", () -> far.copySnapshot(r -> r.sourceRegion(SOURCE)));
    refused("MissingParameter", () -> far.copySnapshot(r -> r.sourceSnapshotId("snap-1")));
    String pending = source.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofSeconds(3));
    refused("IncorrectState", () -> copy(far, pending));
    clock.advance(Duration.ofHours(1));
    refused("DryRunOperation", () -> copy(far, pending, r -> r.dryRun(true)));
    source.modifySnapshotTier(r -> r.snapshotId(pending).storageTier("archive"));
    refused("IncorrectState", () -> copy(far, pending));
    assertThat(far.contents().snapshots()).isEmpty();
  }

  @Test
  void copiesOfTwoVolumes_areNotRelated() {
    write(0, 'a');
    String other = Worlds.launch(source, 0).getFirst();
    String first = copied(far, snapshot(), r -> {}).snapshotId();
    String second = copied(far, snapshotOf(other), r -> {}).snapshotId();
    String third = copied(far, snapshot(), r -> {}).snapshotId();

    assertThatThrownBy(
            () ->
                far.ebs().listChangedBlocks(r -> r.firstSnapshotId(first).secondSnapshotId(second)))
        .isInstanceOf(ValidationException.class);
    assertThat(
            far.ebs()
                .listChangedBlocks(r -> r.firstSnapshotId(first).secondSnapshotId(third))
                .changedBlocks())
        .isEmpty();
  }

  @Test
  void aRetentionRule_isOfOneRegion() {
    Snapshot copy = copied(far, snapshot(), r -> {});
    source.retainDeletedSnapshots(Optional.of(Duration.ofDays(7)));
    far.deleteSnapshot(r -> r.snapshotId(copy.snapshotId()));

    assertThat(far.listSnapshotsInRecycleBin(r -> {}).snapshots()).isEmpty();
  }
}
