package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.blocks.BlockVolume;
import embeddedcloud.kms.EmbeddedKms;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * Everything that the account has in the Region: resources in tables, their data in the block
 * store.
 */
final class Account {
  static final long GIB = 1024L * 1024 * 1024;

  final Ec2Settings settings;
  final Places places;
  final VirtualClock clock;
  final Ids ids;
  final BlockStore blocks;
  final EmbeddedKms kms;
  final EncryptionActions encryption;
  final SnapshotEvents events = new SnapshotEvents(this);
  final Table<Instance> instances;
  final Table<Volume> volumes;
  final Table<Snapshot> snapshots;
  final Table<Image> images;
  final Table<LockedSnapshotsInfo> locks;
  final Table<SnapshotTierStatus> tiers;
  final Table<RecycleBin.Recycled> recycled;

  /** The number of snapshots that other accounts of this world share with this one. */
  int sharedIn;

  private final Map<String, Instant> bootedAt = new HashMap<>();
  private final Map<String, BlockVolume> disks = new HashMap<>();

  Account(Ec2Settings settings, Places places) {
    this.settings = settings;
    this.places = places;
    clock = places.clock;
    ids = places.ids;
    blocks = places.blocks;
    kms =
        new EmbeddedKms(
            settings.region(),
            settings.accountId(),
            clock,
            other -> places.find(other, settings.region()).map(EmbeddedEc2::kms));
    encryption = new EncryptionActions(kms);
    instances = new Table<>(clock, Schemas.instances(settings.accountId()), Instance::instanceId);
    volumes = new Table<>(clock, Schemas.volumes(), Volume::volumeId);
    snapshots = new Table<>(clock, Schemas.snapshots(), Snapshot::snapshotId);
    images = new Table<>(clock, Schemas.images(), Image::imageId);
    locks = new Table<>(clock, Schemas.locks(), LockedSnapshotsInfo::snapshotId);
    tiers = new Table<>(clock, Schemas.tiers(), SnapshotTierStatus::snapshotId);
    recycled = new Table<>(clock, Schemas.recycled(), r -> r.info().snapshotId());
  }

  /** The same account in another Region. */
  Account in(String region) {
    return places.in(settings.accountId(), region, settings).account();
  }

  Instant now() {
    return clock.instant();
  }

  /** When a resource created now becomes visible. */
  Instant visible() {
    return now().plus(settings.timings().consistencyLag());
  }

  void after(Duration delay, Runnable event) {
    clock.after(delay, event);
  }

  /** Schedules an event for that time, or for now if the time has passed. */
  void until(Instant time, Runnable event) {
    Duration left = Duration.between(now(), time);
    clock.after(left.isNegative() ? Duration.ZERO : left, event);
  }

  Instance instance(String id) {
    Ids.check(id, "i", "InvalidInstanceID.Malformed");
    return instances
        .find(id)
        .orElseThrow(
            () ->
                Ec2Errors.of(
                    "InvalidInstanceID.NotFound", "The instance ID '%s' does not exist", id));
  }

  Volume volume(String id) {
    Ids.check(id, "vol", "InvalidVolumeID.Malformed");
    return volumes
        .find(id)
        .orElseThrow(
            () -> Ec2Errors.of("InvalidVolume.NotFound", "The volume '%s' does not exist.", id));
  }

  Snapshot snapshot(String id) {
    Ids.check(id, "snap", "InvalidSnapshotID.Malformed");
    return snapshots
        .find(id)
        .orElseThrow(
            () ->
                Ec2Errors.of("InvalidSnapshot.NotFound", "The snapshot '%s' does not exist.", id));
  }

  /** Returns a snapshot that the account owns; refuses one that is only shared with it. */
  Snapshot ownSnapshot(String id) {
    Snapshot snapshot = snapshot(id);
    if (!owns(snapshot)) {
      throw Ec2Errors.of("InvalidSnapshot.NotFound", "The snapshot '%s' does not exist.", id);
    }
    return snapshot;
  }

  boolean owns(Snapshot snapshot) {
    return settings.accountId().equals(snapshot.ownerId());
  }

  /**
   * Refuses more snapshots than the account may have in the Region. Snapshots that are shared with
   * the account do not count.
   */
  void checkRoomFor(int more) {
    int most = settings.limits().snapshots();
    if (snapshots.size() - sharedIn + more > most) {
      throw Ec2Errors.of(
          "SnapshotLimitExceeded", "Maximum allowed number of snapshots exceeded: %d", most);
    }
  }

  Image image(String id) {
    Ids.check(id, "ami", "InvalidAMIID.Malformed");
    return images
        .find(id)
        .orElseThrow(
            () -> Ec2Errors.of("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", id));
  }

  /** Records that the instance boots now, so that its status checks start again. */
  void booted(String instanceId) {
    booted(instanceId, now());
  }

  void booted(String instanceId, Instant at) {
    bootedAt.put(instanceId, at);
  }

  /** When instances booted, except those that existed from the beginning. */
  Map<String, Instant> booted() {
    return bootedAt;
  }

  /** When the instance last booted; the epoch for an instance that existed from the beginning. */
  Instant bootedAt(String instanceId) {
    return bootedAt.getOrDefault(instanceId, Instant.EPOCH);
  }

  /** Whether the volume's KMS key can be used; always true for a volume without a key. */
  boolean opens(Volume volume) {
    return volume.kmsKeyId() == null || kms.usable(volume.kmsKeyId());
  }

  static boolean isIn(Instance instance, InstanceStateName... states) {
    for (InstanceStateName state : states) {
      if (instance.state().name() == state) {
        return true;
      }
    }
    return false;
  }

  /** The volume's data; empty if none was ever loaded or written. */
  BlockVolume disk(Volume volume) {
    return disks.computeIfAbsent(volume.volumeId(), id -> blocks.createVolume(volume.size() * GIB));
  }

  void putDisk(String volumeId, BlockVolume disk) {
    Optional.ofNullable(disks.put(volumeId, disk)).ifPresent(BlockVolume::delete);
  }

  void removeVolume(String volumeId) {
    volumes.remove(volumeId);
    Optional.ofNullable(disks.remove(volumeId)).ifPresent(BlockVolume::delete);
  }

  /** The snapshot's data; empty if the snapshot ended in error. */
  Optional<BlockSnapshot> blocksOf(String snapshotId) {
    return Optional.ofNullable(places.snapshotBlocks.get(snapshotId));
  }

  void putBlocks(String snapshotId, BlockSnapshot blocksOfSnapshot) {
    Optional.ofNullable(places.snapshotBlocks.put(snapshotId, blocksOfSnapshot))
        .ifPresent(BlockSnapshot::delete);
  }

  void dropBlocks(String snapshotId) {
    Optional.ofNullable(places.snapshotBlocks.remove(snapshotId)).ifPresent(BlockSnapshot::delete);
  }
}
