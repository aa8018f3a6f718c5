package embeddedcloud.world;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.WorldCloud;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.kms.KeyAccess;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** A world that is saved and opened again has the same state, of every kind that there is. */
class SavedStateTest {
  private static final String VAULT = "444455556666";

  /** The fields that a saved world keeps: the world of this test fills each of them. */
  private static final Set<String> SAVED =
      Set.of(
          "Account.instances",
          "Account.volumes",
          "Account.snapshots",
          "Account.images",
          "Account.locks",
          "Account.tiers",
          "Account.recycled",
          "Account.sharedIn",
          "Account.bootedAt",
          "EncryptionActions.byDefault",
          "EncryptionActions.chosenKey",
          "FastRestoreActions.enabled",
          "Places.all",
          "Places.volumeOfCopy",
          "RecycleBin.retention",
          "SnapshotCopies.copiesOf",
          "SnapshotProgress.copying",
          "SnapshotProgress.deletedWhilePending",
          "SnapshotSharing.accounts",
          "SnapshotSharing.everyone",
          "VolumeModificationActions.started",
          "EmbeddedKms.keys",
          "EmbeddedKms.aliases",
          "EmbeddedKms.access",
          "EmbeddedKms.policies");

  /** The fields that it does not keep, or not as they are, and why. */
  private static final Map<String, String> NOT_SAVED =
      Map.ofEntries(
          entry("Account.disks", "the contents of volumes are in files of their own"),
          entry("Places.snapshotBlocks", "the contents of snapshots are in files of their own"),
          entry("CallLog.calls", "what was called is not part of the account's state"),
          entry("CallLog.counts", "what was called is not part of the account's state"),
          entry("CallLog.countingOnly", "what was called is not part of the account's state"),
          entry("Calls.watchers", "belongs to the process"),
          entry("EmbeddedKms.complete", "a saved world lists every key"),
          entry("EmbeddedKms.deleted", "a saved world lists every key that is left"),
          entry("Faults.planned", "a script of failures is not part of the account's state"),
          entry("Faults.failingSnapshots", "as planned"),
          entry("Faults.pendingOf", "as planned"),
          entry("Faults.detachingOf", "as planned"),
          entry("Faults.attachingOf", "as planned"),
          entry("Faults.impaired", "as planned"),
          entry("Faults.replaceRootFailures", "as planned"),
          entry("Faults.pending", "as planned"),
          entry("Faults.clockAhead", "as planned"),
          entry("Faults.failingVolumes", "as planned"),
          entry("InstanceActions.reservations", "each instance gets a new reservation"),
          entry("ReplaceRootActions.tasks", "documented: root volumes under replacement"),
          entry("ReplaceRootActions.byToken", "documented: client tokens"),
          entry("VolumeActions.byToken", "documented: client tokens"),
          entry("Schema.fields", "constant"),
          entry("Schema.indexed", "constant"),
          entry("SnapshotActions.deleted", "belongs to the process"),
          entry("SnapshotCreation.lastOfVolume", "a rate, which begins anew"),
          entry("SnapshotEvents.listeners", "belongs to the process"),
          entry("Throttle.buckets", "a rate, which begins anew"));

  @TempDir private Path temp;

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 source =
      new EmbeddedEc2(Ec2Settings.of("eu-central-1", "111122223333"), clock, blocks());
  private final EmbeddedEc2 shared = source.in(VAULT, "eu-central-1");
  private final EmbeddedEc2 vault = source.in(VAULT, "eu-west-1");

  private String locked;
  private String binned;
  private String failing;
  private String vanishing;
  private String archived;
  private String key;

  private BlockStore blocks() {
    return BlockStore.inMemory(clock, 1024 * 1024);
  }

  @BeforeEach
  void stateOfEveryKind() {
    key = source.kms().createKey("alias/backup");
    source
        .kms()
        .setPolicy(
            key,
            """
            {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "444455556666"},
             "Action": ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"],
             "Resource": "*"}]}
            """);
    String closed = vault.kms().createKey("alias/closed");
    vault.kms().setAccess(closed, KeyAccess.NONE);
    source.enableEbsEncryptionByDefault(r -> {});
    source.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId("alias/backup"));
    source.launch(new Launch("eu-central-1a", List.of(new Disk("/dev/xvda", 1)), Map.of()));
    String instance = source.contents().instances().getFirst().instanceId();
    String volume = source.contents().volumes().getFirst().volumeId();
    source.disk(volume).write(0, new byte[] {1, 2, 3});
    String first = snapshot(volume);
    String second = snapshot(volume);
    binned = snapshot(volume);
    archived = snapshot(volume);
    String encrypted =
        source
            .createVolume(r -> r.availabilityZone("eu-central-1a").size(1).encrypted(true))
            .volumeId();
    clock.advance(Duration.ofMinutes(1));
    String underKey = snapshot(encrypted);
    share(first);
    share(underKey);
    share(binned);
    source.modifySnapshotAttribute(
        r -> r.snapshotId(second).operationType(OperationType.ADD).groupNames("all"));
    Tag seen = Tag.builder().key("seen").value("yes").build();
    shared.createTags(r -> r.resources(first).tags(seen));
    locked = copy(first, null);
    vault.lockSnapshot(r -> r.snapshotId(locked).lockMode(LockMode.GOVERNANCE).lockDuration(30));
    vault.enableFastSnapshotRestore(locked, "eu-west-1a");
    clock.advance(Duration.ofHours(1));
    source.retainDeletedSnapshots(Optional.of(Duration.ofDays(7)));
    source.deleteSnapshot(r -> r.snapshotId(binned));
    source.modifySnapshotTier(r -> r.snapshotId(archived).storageTier(TargetStorageTier.ARCHIVE));
    source.modifyVolume(r -> r.volumeId(volume).volumeType(VolumeType.GP3).size(2));
    source.stopInstances(r -> r.instanceIds(instance));
    clock.advance(Duration.ofMinutes(5));
    source.startInstances(r -> r.instanceIds(instance));
    clock.advance(Duration.ofMinutes(1));
    source.add(
        Image.builder()
            .imageId("ami-0123456789abcdef0")
            .ownerId("111122223333")
            .state("available")
            .build());
    failing = copy(first, closed);
    vanishing = copy(first, null);
    vault.deleteSnapshot(r -> r.snapshotId(vanishing));
  }

  private String snapshot(String volume) {
    String id = source.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofHours(1));
    return id;
  }

  private void share(String id) {
    source.modifySnapshotAttribute(
        r -> r.snapshotId(id).operationType(OperationType.ADD).userIds(VAULT));
  }

  private String copy(String id, String kmsKey) {
    String copy =
        vault
            .copySnapshot(
                r ->
                    r.sourceRegion("eu-central-1")
                        .sourceSnapshotId(id)
                        .encrypted(kmsKey == null ? null : true)
                        .kmsKeyId(kmsKey))
            .snapshotId();
    clock.advance(source.settings().timings().consistencyLag());
    return copy;
  }

  private EmbeddedEc2 again() throws IOException {
    Path folder = temp.resolve("world");
    WorldCloud.save(source, clock, folder);
    World world = WorldFolder.read(folder);
    assertThat(world.warnings()).isEmpty();
    return WorldCloud.open(world, clock, blocks(), 2);
  }

  @Test
  void everyFieldWithState_isSaved_orHasAReason() {
    Set<String> fields = new TreeSet<>();
    source.places().forEach(place -> fields.addAll(state(place).keySet()));

    Set<String> listed = new TreeSet<>(SAVED);
    listed.addAll(NOT_SAVED.keySet());
    assertThat(fields).isEqualTo(listed);
  }

  @Test
  void everySavedField_isFilledHere_andTheSameAfterwards() throws IOException {
    EmbeddedEc2 again = again();

    Set<String> filled = new TreeSet<>();
    for (EmbeddedEc2 place : source.places()) {
      Map<String, String> before = state(place);
      Map<String, String> after =
          state(again.in(place.settings().accountId(), place.settings().region()));
      for (String field : SAVED) {
        assertThat(after.get(field)).as(field).isEqualTo(before.get(field));
        if (!Set.of("[]", "0", "false", "Optional.empty").contains(before.get(field))) {
          filled.add(field);
        }
      }
    }
    assertThat(filled).isEqualTo(new TreeSet<>(SAVED));
  }

  @Test
  void aWorldThatIsSavedAgain_hasTheSameFiles() throws IOException {
    EmbeddedEc2 again = again();

    WorldCloud.save(again, clock, temp.resolve("again"));

    assertThat(files(temp.resolve("again"))).isEqualTo(files(temp.resolve("world")));
  }

  private static Map<Path, String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Map<Path, String> texts = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        boolean image = file.toString().endsWith(".img");
        texts.put(
            folder.relativize(file),
            image ? bytes.length + " bytes" : new String(bytes, StandardCharsets.UTF_8));
      }
      return texts;
    }
  }

  @Test
  void aLockedCopy_cannotBeDeleted_untilItsLockEnds() throws IOException {
    EmbeddedEc2 vaultAgain = again().in(VAULT, "eu-west-1");

    assertThatThrownBy(() -> vaultAgain.deleteSnapshot(r -> r.snapshotId(locked)))
        .hasMessageContaining("is locked");
    clock.advance(Duration.ofDays(31));
    vaultAgain.deleteSnapshot(r -> r.snapshotId(locked));
  }

  @Test
  void pendingSnapshots_endAsTheyWouldHave() throws IOException {
    EmbeddedEc2 vaultAgain = again().in(VAULT, "eu-west-1");

    clock.advance(Duration.ofHours(1));

    assertThat(
            vaultAgain.describeSnapshots(r -> r.ownerIds("self")).snapshots().stream()
                .collect(Collectors.toMap(Snapshot::snapshotId, Snapshot::state)))
        .containsOnly(entry(locked, SnapshotState.COMPLETED), entry(failing, SnapshotState.ERROR));
  }

  @Test
  void aDeletedSnapshot_comesBackFromTheRecycleBin_withItsContentsAndShares() throws IOException {
    EmbeddedEc2 again = again();

    again.restoreSnapshotFromRecycleBin(r -> r.snapshotId(binned));

    assertThat(again.snapshotBlocks(binned).read(0, 3)).containsExactly(1, 2, 3);
    assertThat(again.permissions()).anySatisfy(p -> assertThat(p.snapshotId()).isEqualTo(binned));
  }

  @Test
  void theBinIsEmptied_andAnArchivingEnds_whenTheirTimeHasCome() throws IOException {
    EmbeddedEc2 again = again();

    clock.advance(Duration.ofDays(8));

    assertThat(again.listSnapshotsInRecycleBin(r -> {}).snapshots()).isEmpty();
    assertThat(again.describeSnapshotTierStatus(r -> {}).snapshotTierStatuses())
        .singleElement()
        .satisfies(
            tier -> {
              assertThat(tier.snapshotId()).isEqualTo(archived);
              assertThat(tier.lastTieringOperationStatusAsString()).isEqualTo("archival-completed");
            });
  }

  @Test
  void thePolicyOfAKey_decidesAsBefore() throws IOException {
    EmbeddedEc2 again = again();

    assertThat(again.kms().getKeyPolicy(r -> r.keyId(key)).policy())
        .isEqualTo(source.kms().getKeyPolicy(r -> r.keyId(key)).policy());
    assertThat(again.in(VAULT, "eu-central-1").kms().accessTo(key))
        .isEqualTo(KeyAccess.NO_DESCRIBE);
  }

  @Test
  void theNextCopy_isIncremental() throws IOException {
    EmbeddedEc2 vaultAgain = again().in(VAULT, "eu-west-1");
    String of = source.contents().snapshots().getFirst().snapshotId();

    String copy =
        vaultAgain
            .copySnapshot(r -> r.sourceRegion("eu-central-1").sourceSnapshotId(of))
            .snapshotId();

    assertThat(vaultAgain.snapshotBlocks(copy).addedBytes()).isZero();
  }

  @Test
  void aModificationThatHasEnded_isStillThatOfItsVolume() throws IOException {
    String modified = source.state().modifications().getFirst().volumeId();

    assertThat(
            again().describeVolumesModifications(r -> r.volumeIds(modified)).volumesModifications())
        .singleElement()
        .satisfies(one -> assertThat(one.modificationStateAsString()).isEqualTo("completed"));
  }

  /** What can change in a place, by the names of the fields, and which items are there. */
  private static Map<String, String> state(EmbeddedEc2 place) {
    Map<String, String> state = new TreeMap<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> todo = new ArrayDeque<>(List.of(place));
    while (!todo.isEmpty()) {
      Object object = todo.pop();
      if (!seen.add(object)) {
        continue;
      }
      for (Field field : object.getClass().getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        Object value = value(field, object);
        String type = field.getType().getName();
        boolean own =
            type.startsWith("embeddedcloud.ec2.") || type.startsWith("embeddedcloud.kms.");
        boolean changes =
            !Modifier.isFinal(field.getModifiers())
                || value instanceof Map
                || value instanceof Collection
                || type.endsWith(".Table");
        if (changes && !object.getClass().isRecord()) {
          state.put(object.getClass().getSimpleName() + "." + field.getName(), items(value));
        } else if (own && value != null) {
          todo.push(value);
        }
      }
    }
    return state;
  }

  private static Object value(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String items(Object value) {
    if (value instanceof Map<?, ?> map) {
      return new TreeSet<>(map.keySet().stream().map(Object::toString).toList()).toString();
    }
    if (value instanceof Collection<?> items) {
      return String.valueOf(items.size());
    }
    if (value.getClass().getSimpleName().equals("Table")) {
      return Stream.of(value.getClass().getDeclaredFields())
          .filter(field -> field.getName().equals("byId"))
          .map(field -> items(value(field, value)))
          .findFirst()
          .orElseThrow();
    }
    return value.toString();
  }
}
