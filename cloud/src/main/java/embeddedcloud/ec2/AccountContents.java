package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** Adds resources and contents to an account, and reads them out, without going through the API. */
final class AccountContents {
  private final Account account;
  private final SnapshotProgress progress;
  private final InstanceActions instances;
  private final VolumeActions volumes;
  private final Attachments attachments;

  AccountContents(
      Account account,
      SnapshotProgress progress,
      InstanceActions instances,
      VolumeActions volumes,
      Attachments attachments) {
    this.account = account;
    this.progress = progress;
    this.instances = instances;
    this.volumes = volumes;
    this.attachments = attachments;
  }

  Instance launch(Launch launch) {
    Zone zone =
        account
            .settings
            .zoneNamed(launch.zone())
            .orElseThrow(() -> new IllegalArgumentException("There is no zone " + launch.zone()));
    String id = account.ids.next("i");
    List<Volume> disks = launch.disks().stream().map(disk -> volume(disk, zone, id)).toList();
    Instance instance =
        Instance.builder()
            .instanceId(id)
            .instanceType(InstanceType.T4_G_MEDIUM)
            .state(InstanceActions.state(InstanceStateName.RUNNING))
            .placement(placement -> placement.availabilityZone(zone.name()))
            .launchTime(account.now())
            .rootDeviceName(launch.disks().getFirst().device())
            .rootDeviceType(DeviceType.EBS)
            .blockDeviceMappings(
                disks.stream()
                    .map(volume -> Attachments.mappingFor(volume.attachments().getFirst()))
                    .toList())
            .tags(tags(launch.tags()))
            .applyMutation(launch.kind())
            .build();
    Instance complete = AlwaysSent.in(instance);
    disks.forEach(volume -> account.volumes.add(volume, account.now()));
    account.instances.add(complete, account.now());
    return complete;
  }

  private Volume volume(Disk disk, Zone zone, String instanceId) {
    VolumeTypeRules.checkSize(disk.type(), disk.size());
    String id = account.ids.next("vol");
    Integer iops = VolumeTypeRules.iops(disk.type(), disk.size(), disk.iops().orElse(null));
    Volume.Builder volume =
        Volume.builder()
            .volumeId(id)
            .availabilityZone(zone.name())
            .availabilityZoneId(zone.id())
            .volumeType(disk.type())
            .size(disk.size())
            .iops(iops)
            .throughput(
                VolumeTypeRules.throughput(disk.type(), iops, disk.throughput().orElse(null)))
            .snapshotId("")
            .encrypted(disk.encrypted())
            .multiAttachEnabled(false)
            .createTime(account.now())
            .state(VolumeState.IN_USE)
            .attachments(
                VolumeAttachment.builder()
                    .volumeId(id)
                    .instanceId(instanceId)
                    .device(disk.device())
                    .state(VolumeAttachmentState.ATTACHED)
                    .attachTime(account.now())
                    .deleteOnTermination(disk.deleteOnTermination())
                    .build())
            .tags(tags(disk.tags()));
    if (disk.encrypted()) {
      volume.kmsKeyId(account.encryption.defaultKey());
    }
    return volume.build();
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return TagRules.checked(
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList());
  }

  void add(Ec2Contents contents) {
    contents.volumes().forEach(volume -> account.kms.expect(volume.kmsKeyId()));
    contents.snapshots().forEach(snapshot -> account.kms.expect(snapshot.kmsKeyId()));
    contents.instances().stream()
        .map(AlwaysSent::in)
        .forEach(instance -> account.instances.add(instance, account.now()));
    contents.volumes().stream()
        .map(AlwaysSent::in)
        .forEach(volume -> account.volumes.add(volume, account.now()));
    contents.images().forEach(this::add);
    for (Snapshot snapshot : contents.snapshots()) {
      account.snapshots.add(AlwaysSent.in(snapshot), account.now());
      account.putBlocks(
          snapshot.snapshotId(),
          account.blocks.createVolume(snapshot.volumeSize() * Account.GIB).snapshot());
      if (snapshot.state() == SnapshotState.PENDING) {
        progress.begin(snapshot, account.settings.timings().snapshotBase(), Optional.empty());
      }
    }
    contents.instances().forEach(instances::resume);
    contents.volumes().forEach(volumes::resume);
    contents.volumes().forEach(volume -> volume.attachments().forEach(attachments::resume));
  }

  void add(Image image) {
    account.images.add(AlwaysSent.in(image), account.now());
  }

  Ec2Contents contents() {
    return new Ec2Contents(
        account.instances.all().toList(),
        account.volumes.all().toList(),
        account.snapshots.all().filter(this::isHere).map(progress::view).toList(),
        account.images.all().toList());
  }

  /**
   * Whether the snapshot belongs to these contents. A snapshot that another account of this world
   * shares belongs to the contents of its owner.
   */
  private boolean isHere(Snapshot snapshot) {
    return account.owns(snapshot)
        || account.places.find(snapshot.ownerId(), account.settings.region()).isEmpty();
  }

  void loadVolume(String volumeId, InputStream image) throws IOException {
    Volume volume = existing(account.volumes.findNew(volumeId), volumeId);
    account.putDisk(
        volumeId,
        account.blocks.importVolume(
            volume.size() * Account.GIB, image, latestLoaded(volumeId, Optional.empty())));
  }

  void loadSnapshot(String snapshotId, InputStream image) throws IOException {
    Snapshot snapshot =
        existing(
            account
                .snapshots
                .findNew(snapshotId)
                .or(() -> account.recycled.findNew(snapshotId).map(RecycleBin.Recycled::snapshot)),
            snapshotId);
    account.putBlocks(
        snapshotId,
        account.blocks.importSnapshot(
            snapshot.volumeSize() * Account.GIB,
            image,
            SnapshotArchive.isIn(account, snapshot)
                ? Optional.empty()
                : latestLoaded(snapshot.volumeId(), Optional.of(snapshot))));
  }

  /** The newest snapshot of the volume that has contents and is older than the given one. */
  private Optional<BlockSnapshot> latestLoaded(String volumeId, Optional<Snapshot> before) {
    return account
        .snapshots
        .having("volume-id", volumeId)
        .filter(other -> !SnapshotArchive.isIn(account, other))
        .filter(other -> before.isEmpty() || other.startTime().isBefore(before.get().startTime()))
        .sorted(Comparator.comparing(Snapshot::startTime).reversed())
        .flatMap(other -> account.blocksOf(other.snapshotId()).stream())
        .filter(blocks -> blocks.fullBlocks() > 0)
        .findFirst()
        .or(() -> sourceOf(volumeId));
  }

  /** The snapshot that the volume was created from. The volume continues its lineage. */
  private Optional<BlockSnapshot> sourceOf(String volumeId) {
    return account.volumes.findNew(volumeId).map(Volume::snapshotId).flatMap(account::blocksOf);
  }

  static <T> T existing(Optional<T> found, String id) {
    return found.orElseThrow(() -> new IllegalArgumentException("There is no " + id));
  }
}
