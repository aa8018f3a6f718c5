package embeddedcloud.ec2;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceCreditSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeModification;
import software.amazon.awssdk.services.ec2.model.VolumeStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** The filters of each kind of resource, under EC2's names. */
final class Schemas {
  private Schemas() {}

  static Schema<Instance> instances(String accountId) {
    return new Schema<>(Instance::tags)
        .field("instance-id", Instance::instanceId)
        .field("instance-state-name", i -> i.state().nameAsString())
        .field("instance-state-code", i -> i.state().code())
        .field("availability-zone", i -> placement(i, Placement::availabilityZone))
        .field("tenancy", i -> placement(i, Placement::tenancyAsString))
        .field("owner-id", i -> accountId)
        .field("instance-type", Instance::instanceTypeAsString)
        .field("instance-lifecycle", Instance::instanceLifecycleAsString)
        .field("image-id", Instance::imageId)
        .field("architecture", Instance::architectureAsString)
        .field("platform", Instance::platformAsString)
        .field("key-name", Instance::keyName)
        .field("launch-time", Instance::launchTime)
        .field("vpc-id", Instance::vpcId)
        .field("subnet-id", Instance::subnetId)
        .field("private-ip-address", Instance::privateIpAddress)
        .field("private-dns-name", Instance::privateDnsName)
        .field("root-device-name", Instance::rootDeviceName)
        .field("root-device-type", Instance::rootDeviceTypeAsString)
        .fields(
            "block-device-mapping.volume-id", i -> mapped(i, mapping -> mapping.ebs().volumeId()))
        .fields(
            "block-device-mapping.device-name",
            i -> mapped(i, InstanceBlockDeviceMapping::deviceName))
        .fields(
            "block-device-mapping.status",
            i -> mapped(i, mapping -> mapping.ebs().statusAsString()))
        .fields(
            "block-device-mapping.delete-on-termination",
            i -> mapped(i, mapping -> mapping.ebs().deleteOnTermination()))
        .indexed("instance-id", "block-device-mapping.volume-id");
  }

  static Schema<Volume> volumes() {
    return new Schema<>(Volume::tags)
        .field("volume-id", Volume::volumeId)
        .field("volume-type", Volume::volumeTypeAsString)
        .field("status", Volume::stateAsString)
        .field("size", Volume::size)
        .field("snapshot-id", Volume::snapshotId)
        .field("availability-zone", Volume::availabilityZone)
        .field("availability-zone-id", Volume::availabilityZoneId)
        .field("create-time", Volume::createTime)
        .field("encrypted", Volume::encrypted)
        .field("fast-restored", Volume::fastRestored)
        .field("multi-attach-enabled", Volume::multiAttachEnabled)
        .fields("attachment.instance-id", v -> attached(v, VolumeAttachment::instanceId))
        .fields("attachment.device", v -> attached(v, VolumeAttachment::device))
        .fields("attachment.status", v -> attached(v, VolumeAttachment::stateAsString))
        .fields("attachment.attach-time", v -> attached(v, VolumeAttachment::attachTime))
        .fields(
            "attachment.delete-on-termination",
            v -> attached(v, VolumeAttachment::deleteOnTermination))
        .indexed("volume-id", "attachment.instance-id", "snapshot-id");
  }

  static Schema<Snapshot> snapshots() {
    return new Schema<>(Snapshot::tags)
        .field("snapshot-id", Snapshot::snapshotId)
        .field("volume-id", Snapshot::volumeId)
        .field("volume-size", Snapshot::volumeSize)
        .field("status", Snapshot::stateAsString)
        .field("progress", Snapshot::progress)
        .field("start-time", Snapshot::startTime)
        .field("description", Snapshot::description)
        .field("encrypted", Snapshot::encrypted)
        .field("owner-id", Snapshot::ownerId)
        .field("owner-alias", Snapshot::ownerAlias)
        .field("storage-tier", Snapshot::storageTierAsString)
        .field("transfer-type", Snapshot::transferTypeAsString)
        .field("completion-time", Snapshot::completionTime)
        .indexed("snapshot-id", "volume-id", "status");
  }

  static Schema<Image> images() {
    return new Schema<>(Image::tags)
        .field("image-id", Image::imageId)
        .field("name", Image::name)
        .field("description", Image::description)
        .field("state", Image::stateAsString)
        .field("owner-id", Image::ownerId)
        .field("owner-alias", Image::imageOwnerAlias)
        .field("architecture", Image::architectureAsString)
        .field("creation-date", Image::creationDate)
        .field("is-public", Image::publicLaunchPermissions)
        .field("root-device-name", Image::rootDeviceName)
        .field("root-device-type", Image::rootDeviceTypeAsString)
        .fields("block-device-mapping.snapshot-id", Schemas::snapshotsOf)
        .fields(
            "block-device-mapping.device-name",
            i -> i.blockDeviceMappings().stream().map(BlockDeviceMapping::deviceName).toList())
        .indexed("image-id", "block-device-mapping.snapshot-id");
  }

  static Schema<LockedSnapshotsInfo> locks() {
    return new Schema<LockedSnapshotsInfo>(lock -> List.of())
        .field("lock-state", LockedSnapshotsInfo::lockStateAsString);
  }

  static Schema<SnapshotTierStatus> tiers() {
    return new Schema<SnapshotTierStatus>(status -> List.of())
        .field("snapshot-id", SnapshotTierStatus::snapshotId)
        .field("volume-id", SnapshotTierStatus::volumeId)
        .field(
            "last-tiering-operation-status", SnapshotTierStatus::lastTieringOperationStatusAsString)
        .indexed("snapshot-id");
  }

  static Schema<RecycleBin.Recycled> recycled() {
    return new Schema<>(recycled -> List.of());
  }

  static Schema<AvailabilityZone> zones() {
    return new Schema<AvailabilityZone>(zone -> List.of())
        .field("zone-name", AvailabilityZone::zoneName)
        .field("zone-id", AvailabilityZone::zoneId)
        .field("zone-type", AvailabilityZone::zoneType)
        .field("state", AvailabilityZone::stateAsString)
        .field("region-name", AvailabilityZone::regionName)
        .field("group-name", AvailabilityZone::groupName)
        .field("opt-in-status", AvailabilityZone::optInStatusAsString);
  }

  /** As with resources, {@code tag:KEY} filters by the value of a tag. */
  static Schema<TagDescription> tags() {
    return new Schema<TagDescription>(
            tag -> List.of(Tag.builder().key(tag.key()).value(tag.value()).build()))
        .field("key", TagDescription::key)
        .field("value", TagDescription::value)
        .field("resource-id", TagDescription::resourceId)
        .field("resource-type", TagDescription::resourceTypeAsString);
  }

  static Schema<Vpc> vpcs() {
    return new Schema<>(Vpc::tags)
        .field("vpc-id", Vpc::vpcId)
        .field("state", Vpc::stateAsString)
        .field("owner-id", Vpc::ownerId)
        .field("is-default", Vpc::isDefault);
  }

  static Schema<InstanceTypeInfo> instanceTypes() {
    return new Schema<InstanceTypeInfo>(type -> List.of())
        .field("instance-type", InstanceTypeInfo::instanceTypeAsString)
        .field("current-generation", InstanceTypeInfo::currentGeneration)
        .field("bare-metal", InstanceTypeInfo::bareMetal)
        .field("burstable-performance-supported", InstanceTypeInfo::burstablePerformanceSupported)
        .fields(
            "processor-info.supported-architecture",
            type -> type.processorInfo().supportedArchitecturesAsStrings());
  }

  static Schema<InstanceCreditSpecification> creditSpecifications() {
    return new Schema<InstanceCreditSpecification>(credit -> List.of())
        .field("instance-id", InstanceCreditSpecification::instanceId);
  }

  static Schema<VolumeModification> modifications() {
    return new Schema<VolumeModification>(modification -> List.of())
        .field("volume-id", VolumeModification::volumeId)
        .field("modification-state", VolumeModification::modificationStateAsString)
        .field("original-iops", VolumeModification::originalIops)
        .field("original-size", VolumeModification::originalSize)
        .field("original-volume-type", VolumeModification::originalVolumeTypeAsString)
        .field("originalMultiAttachEnabled", VolumeModification::originalMultiAttachEnabled)
        .field("start-time", VolumeModification::startTime)
        .field("target-iops", VolumeModification::targetIops)
        .field("target-size", VolumeModification::targetSize)
        .field("target-volume-type", VolumeModification::targetVolumeTypeAsString)
        .field("targetMultiAttachEnabled", VolumeModification::targetMultiAttachEnabled);
  }

  static Schema<VolumeStatusItem> volumeStatuses() {
    return new Schema<VolumeStatusItem>(item -> List.of())
        .field("availability-zone", VolumeStatusItem::availabilityZone)
        .field("volume-status.status", item -> item.volumeStatus().statusAsString())
        .fields(
            "volume-status.details-name",
            item ->
                item.volumeStatus().details().stream()
                    .map(VolumeStatusDetails::nameAsString)
                    .toList())
        .fields(
            "volume-status.details-status",
            item ->
                item.volumeStatus().details().stream().map(VolumeStatusDetails::status).toList());
  }

  /** The snapshots that are needed to launch from the image. */
  static List<String> snapshotsOf(Image image) {
    return image.blockDeviceMappings().stream()
        .filter(mapping -> mapping.ebs() != null && mapping.ebs().snapshotId() != null)
        .map(mapping -> mapping.ebs().snapshotId())
        .toList();
  }

  private static String placement(Instance instance, Function<Placement, String> value) {
    return instance.placement() == null ? null : value.apply(instance.placement());
  }

  private static List<String> mapped(
      Instance instance, Function<InstanceBlockDeviceMapping, ?> value) {
    return instance.blockDeviceMappings().stream()
        .filter(mapping -> mapping.ebs() != null)
        .map(value)
        .filter(Objects::nonNull)
        .map(Object::toString)
        .toList();
  }

  private static List<String> attached(Volume volume, Function<VolumeAttachment, ?> value) {
    return volume.attachments().stream()
        .map(value)
        .filter(Objects::nonNull)
        .map(Object::toString)
        .toList();
  }
}
