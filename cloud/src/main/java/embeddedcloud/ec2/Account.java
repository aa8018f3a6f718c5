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

/** All that the account has: resources in tables, their bytes in the block store. */
final class Account {
  static final long GIB = 1024L * 1024 * 1024;

  final Ec2Settings settings;
  final VirtualClock clock;
  final Ids ids;
  final BlockStore blocks;
  final EmbeddedKms kms;
  final EncryptionActions encryption;
  final Table<Instance> instances;
  final Table<Volume> volumes;
  final Table<Snapshot> snapshots;
  final Table<Image> images;
  final Table<LockedSnapshotsInfo> locks;
  final Table<SnapshotTierStatus> tiers;
  final Table<RecycleBin.Recycled> recycled;

  private final Map<String, Instant> bootedAt = new HashMap<>();
  private final Map<String, BlockVolume> disks = new HashMap<>();
  private final Map<String, BlockSnapshot> snapshotBlocks = new HashMap<>();

  Account(Ec2Settings settings, VirtualClock clock, Ids ids, BlockStore blocks) {
    this.settings = settings;
    this.clock = clock;
    this.ids = ids;
    this.blocks = blocks;
    kms = new EmbeddedKms(settings.region(), settings.accountId(), clock);
    encryption = new EncryptionActions(kms);
    instances = new Table<>(clock, Schemas.instances(settings.accountId()), Instance::instanceId);
    volumes = new Table<>(clock, Schemas.volumes(), Volume::volumeId);
    snapshots = new Table<>(clock, Schemas.snapshots(), Snapshot::snapshotId);
    images = new Table<>(clock, Schemas.images(), Image::imageId);
    locks = new Table<>(clock, Schemas.locks(), LockedSnapshotsInfo::snapshotId);
    tiers = new Table<>(clock, Schemas.tiers(), SnapshotTierStatus::snapshotId);
    recycled = new Table<>(clock, Schemas.recycled(), r -> r.info().snapshotId());
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

  Image image(String id) {
    Ids.check(id, "ami", "InvalidAMIID.Malformed");
    return images
        .find(id)
        .orElseThrow(
            () -> Ec2Errors.of("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", id));
  }

  /** The instance boots now: its status checks begin anew. */
  void booted(String instanceId) {
    bootedAt.put(instanceId, now());
  }

  /** When the instance last booted; long ago for one that was there from the beginning. */
  Instant bootedAt(String instanceId) {
    return bootedAt.getOrDefault(instanceId, Instant.EPOCH);
  }

  /** Whether the volume's data key can be had: always, where it has none. */
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

  /** The volume's bytes; a volume that was never given any is empty. */
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

  /** The snapshot's bytes, unless it ended in error and so has none. */
  Optional<BlockSnapshot> blocksOf(String snapshotId) {
    return Optional.ofNullable(snapshotBlocks.get(snapshotId));
  }

  void putBlocks(String snapshotId, BlockSnapshot blocksOfSnapshot) {
    Optional.ofNullable(snapshotBlocks.put(snapshotId, blocksOfSnapshot))
        .ifPresent(BlockSnapshot::delete);
  }

  void dropBlocks(String snapshotId) {
    Optional.ofNullable(snapshotBlocks.remove(snapshotId)).ifPresent(BlockSnapshot::delete);
  }
}
