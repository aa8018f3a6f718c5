package embeddedcloud.world;

import embeddedcloud.ec2.Zone;
import embeddedcloud.json.Place;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * Refuses a world whose files contradict each other or leave out what EC2 always says. Running a
 * plan on such a world would show what no account could do.
 */
final class Contradictions {
  /** EBS's largest volume, an io2 Block Express one or a gp3 one of 2026. */
  private static final int LARGEST_GIB = 65_536;

  private static final Pattern KEY_ARN =
      Pattern.compile("arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[^/]+");

  private final Listing listing;
  private final Derivation world;
  private final Set<String> zones;
  private final Map<String, Instance> instances = new HashMap<>();
  private final Map<String, Volume> volumes = new HashMap<>();

  private Contradictions(Listing listing, Derivation world) {
    this.listing = listing;
    this.world = world;
    this.zones = world.zones().stream().map(Zone::name).collect(Collectors.toSet());
  }

  static void refuse(Listing listing, Derivation world) {
    new Contradictions(listing, world).check();
  }

  private void check() {
    for (int z = 0; z < world.zones().size(); z++) {
      String zone = world.zones().get(z).name();
      if (!Settings.regionOf(zone).equals(Optional.of(world.region()))) {
        throw SdkJson.mismatch(
            "a zone of the Region " + world.region(),
            zone,
            Place.file(Settings.FILE).member("availabilityZones").item(z));
      }
    }
    for (int v = 0; v < listing.volumes().size(); v++) {
      volume(listing.volumes().get(v), new Fields(Listing.volume(v)));
    }
    for (int r = 0; r < listing.reservations().size(); r++) {
      Reservation reservation = listing.reservations().get(r);
      new Fields(Listing.reservation(r)).account("OwnerId", reservation.ownerId(), world.account());
      for (int i = 0; i < reservation.instances().size(); i++) {
        instance(reservation.instances().get(i), Listing.instance(r, i));
      }
    }
    for (int v = 0; v < listing.volumes().size(); v++) {
      attachments(listing.volumes().get(v), Listing.volume(v));
    }
    Set<String> seen = new HashSet<>();
    for (int s = 0; s < listing.snapshots().size(); s++) {
      snapshot(listing.snapshots().get(s), new Fields(Listing.snapshot(s)), seen);
    }
    for (int i = 0; i < listing.images().size(); i++) {
      image(listing.images().get(i), Listing.image(i), seen);
    }
    for (int p = 0; p < listing.permissions().size(); p++) {
      Fields fields = new Fields(Listing.permission(p));
      String id = fields.id("SnapshotId", listing.permissions().get(p).snapshotId(), "snap");
      if (!seen.contains(id)) {
        throw fields.wrong("SnapshotId", id + " is not in " + Listing.SNAPSHOTS);
      }
    }
    keys();
  }

  private void keys() {
    String own = ":kms:%s:%s:key/".formatted(world.region(), world.account());
    Set<String> arns = new HashSet<>();
    for (int k = 0; k < listing.keys().keys().size(); k++) {
      Fields fields = new Fields(Listing.key(k).member("KeyMetadata"));
      KeyMetadata key = listing.keys().keys().get(k);
      String arn = fields.required("Arn", key.arn());
      String id = fields.required("KeyId", key.keyId());
      if (!KEY_ARN.matcher(arn).matches() || !arn.endsWith("/" + id)) {
        throw fields.wrong("Arn", arn + " is not the ARN of the key " + id);
      }
      if (!arns.add(arn.substring(arn.indexOf(":kms:")))) {
        throw fields.wrong("Arn", arn + " is listed twice");
      }
      fields.required("AWSAccountId", key.awsAccountId());
      fields.oneOf("KeyState", key.keyStateAsString(), List.copyOf(KeyState.knownValues()));
      fields.required("KeySpec", key.keySpecAsString());
      fields.required("KeyUsage", key.keyUsageAsString());
    }
    for (int a = 0; a < listing.keys().aliases().size(); a++) {
      Fields fields = new Fields(Listing.alias(a));
      AliasListEntry alias = listing.keys().aliases().get(a);
      fields.required("AliasName", alias.aliasName());
      if (!arns.contains(own + alias.targetKeyId())) {
        throw fields.wrong("TargetKeyId", alias.targetKeyId() + " is not in " + Listing.KEYS);
      }
    }
  }

  private void zone(Fields fields, String name, String zone) {
    fields.required(name, zone);
    if (!Settings.regionOf(zone).equals(Optional.of(world.region()))) {
      throw fields.wrong(name, zone + " is not in the Region " + world.region());
    }
    if (!zones.contains(zone)) {
      throw fields.wrong(name, zone + " is not among world.json's availabilityZones");
    }
  }

  private void volume(Volume volume, Fields fields) {
    String id = fields.id("VolumeId", volume.volumeId(), "vol");
    if (volumes.put(id, volume) != null) {
      throw fields.wrong("VolumeId", id + " is listed twice");
    }
    fields.within("Size", volume.size(), 1, LARGEST_GIB);
    fields.oneOf("State", volume.stateAsString(), VolumeState.knownValues().stream().toList());
    fields.required("VolumeType", volume.volumeTypeAsString());
    zone(fields, "AvailabilityZone", volume.availabilityZone());
    fields.optionalId("SnapshotId", volume.snapshotId(), "snap");
    fields.notAfter("CreateTime", volume.createTime(), world.time());
    boolean attached = !volume.attachments().isEmpty();
    if (attached && volume.state() != VolumeState.IN_USE) {
      throw fields.wrong(
          "State",
          volume.stateAsString()
              + ", but it has "
              + volume.attachments().size()
              + " attachment(s)");
    }
    if (!attached && volume.state() == VolumeState.IN_USE) {
      throw fields.wrong("State", "in-use, but it has no attachment");
    }
    if (volume.attachments().size() > 1 && !Boolean.TRUE.equals(volume.multiAttachEnabled())) {
      throw fields.wrong("Attachments", "more than one, but MultiAttachEnabled is not true");
    }
  }

  private void instance(Instance instance, Place place) {
    Fields fields = new Fields(place);
    String id = fields.id("InstanceId", instance.instanceId(), "i");
    if (instances.put(id, instance) != null) {
      throw fields.wrong("InstanceId", id + " is listed twice");
    }
    fields.required("State", instance.state());
    fields.oneOf(
        "State.Name",
        instance.state().nameAsString(),
        InstanceStateName.knownValues().stream().toList());
    fields.required("Placement", instance.placement());
    String zone = instance.placement().availabilityZone();
    zone(fields, "Placement.AvailabilityZone", zone);
    fields.notAfter("LaunchTime", instance.launchTime(), world.time());
    Set<String> devices = new HashSet<>();
    List<InstanceBlockDeviceMapping> mappings = instance.blockDeviceMappings();
    for (int m = 0; m < mappings.size(); m++) {
      Fields mapping = new Fields(place.member("BlockDeviceMappings").item(m));
      String device = mapping.required("DeviceName", mappings.get(m).deviceName());
      if (!devices.add(device)) {
        throw mapping.wrong("DeviceName", device + " is taken twice");
      }
      mapping(id, zone, device, mapping.required("Ebs", mappings.get(m).ebs()), mapping);
    }
  }

  private void mapping(
      String instanceId, String zone, String device, EbsInstanceBlockDevice ebs, Fields fields) {
    String id = fields.id("Ebs.VolumeId", ebs.volumeId(), "vol");
    fields.notAfter("Ebs.AttachTime", ebs.attachTime(), world.time());
    Volume volume = volumes.get(id);
    if (volume == null) {
      throw fields.wrong("Ebs.VolumeId", id + " is not in " + Listing.VOLUMES);
    }
    VolumeAttachment attachment =
        volume.attachments().stream()
            .filter(candidate -> instanceId.equals(candidate.instanceId()))
            .findFirst()
            .orElseThrow(
                () ->
                    fields.wrong(
                        "Ebs.VolumeId",
                        id + " is not attached to " + instanceId + " in " + Listing.VOLUMES));
    if (!device.equals(attachment.device())) {
      throw fields.wrong(
          "DeviceName",
          device + ", but " + Listing.VOLUMES + " attaches " + id + " at " + attachment.device());
    }
    if (!zone.equals(volume.availabilityZone())) {
      throw fields.wrong(
          "Ebs.VolumeId",
          id + " is in " + volume.availabilityZone() + ", but " + instanceId + " in " + zone);
    }
  }

  private void attachments(Volume volume, Place place) {
    for (int a = 0; a < volume.attachments().size(); a++) {
      VolumeAttachment attachment = volume.attachments().get(a);
      if (attachment.instanceId() == null
          && (attachment.associatedResource() != null
              || attachment.instanceOwningService() != null)) {
        continue; // Attached for a service such as Fargate, which no listing of instances has.
      }
      Fields fields = new Fields(place.member("Attachments").item(a));
      String instanceId = fields.id("InstanceId", attachment.instanceId(), "i");
      String device = fields.required("Device", attachment.device());
      fields.notAfter("AttachTime", attachment.attachTime(), world.time());
      if (attachment.volumeId() != null && !attachment.volumeId().equals(volume.volumeId())) {
        throw fields.wrong(
            "VolumeId", attachment.volumeId() + ", but the volume is " + volume.volumeId());
      }
      Instance instance = instances.get(instanceId);
      if (instance == null) {
        throw fields.wrong("InstanceId", instanceId + " is not in " + Listing.INSTANCES);
      }
      if (instance.blockDeviceMappings().stream()
          .noneMatch(
              mapping ->
                  device.equals(mapping.deviceName())
                      && volume.volumeId().equals(mapping.ebs().volumeId()))) {
        throw fields.wrong(
            "Device",
            device
                + " of "
                + instanceId
                + " does not hold "
                + volume.volumeId()
                + " in "
                + Listing.INSTANCES);
      }
    }
  }

  private void snapshot(Snapshot snapshot, Fields fields, Set<String> seen) {
    String id = fields.id("SnapshotId", snapshot.snapshotId(), "snap");
    if (!seen.add(id)) {
      throw fields.wrong("SnapshotId", id + " is listed twice");
    }
    fields.id("VolumeId", snapshot.volumeId(), "vol");
    fields.within("VolumeSize", snapshot.volumeSize(), 1, LARGEST_GIB);
    fields.oneOf("State", snapshot.stateAsString(), SnapshotState.knownValues().stream().toList());
    fields.required("StartTime", snapshot.startTime());
    fields.notAfter("StartTime", snapshot.startTime(), world.time());
    fields.account("OwnerId", snapshot.ownerId(), world.account());
  }

  private void image(Image image, Place place, Set<String> seen) {
    Fields fields = new Fields(place);
    String id = fields.id("ImageId", image.imageId(), "ami");
    if (!seen.add(id)) {
      throw fields.wrong("ImageId", id + " is listed twice");
    }
    fields.oneOf("State", image.stateAsString(), ImageState.knownValues().stream().toList());
    fields.account("OwnerId", image.ownerId(), world.account());
    List<BlockDeviceMapping> mappings = image.blockDeviceMappings();
    for (int m = 0; m < mappings.size(); m++) {
      if (mappings.get(m).ebs() != null) {
        new Fields(place.member("BlockDeviceMappings").item(m))
            .optionalId("Ebs.SnapshotId", mappings.get(m).ebs().snapshotId(), "snap");
      }
    }
  }
}
