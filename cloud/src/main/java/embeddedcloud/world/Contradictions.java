package embeddedcloud.world;

import embeddedcloud.ec2.Ec2State;
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
import software.amazon.awssdk.services.ec2.model.LockState;
import software.amazon.awssdk.services.ec2.model.LockedSnapshotsInfo;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotRecycleBinInfo;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.SnapshotTierStatus;
import software.amazon.awssdk.services.ec2.model.TieringOperationStatus;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeModification;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * Refuses a world whose files contradict each other or omit what EC2 always returns. A plan run on
 * such a world would show what cannot happen in an account.
 */
final class Contradictions {
  /** The size of EBS's largest volumes: io2 Block Express, and gp3 as of 2026. */
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
    state(seen);
    for (int p = 0; p < listing.permissions().size(); p++) {
      known(
          new Fields(Listing.permission(p)),
          listing.permissions().get(p).snapshotId(),
          seen,
          Listing.SNAPSHOTS);
    }
    keys();
  }

  /** Checks the references to resources, and the fields that the embedded cloud reads. */
  private void state(Set<String> seen) {
    Ec2State state = listing.state();
    Set<String> recycled = new HashSet<>();
    for (int s = 0; s < state.recycled().size(); s++) {
      snapshot(state.recycled().get(s), new Fields(Listing.recycled(s)), seen);
      recycled.add(state.recycled().get(s).snapshotId());
    }
    Set<String> binned = new HashSet<>();
    for (int r = 0; r < state.recycleBin().size(); r++) {
      Fields fields = new Fields(Listing.recycleBin(r));
      SnapshotRecycleBinInfo info = state.recycleBin().get(r);
      known(fields, info.snapshotId(), recycled, Listing.RECYCLED);
      fields.required("RecycleBinExitTime", info.recycleBinExitTime());
      once(fields, info.snapshotId(), binned);
    }
    recycled.stream()
        .filter(id -> !binned.contains(id))
        .findFirst()
        .ifPresent(
            id -> {
              throw new WorldException(
                  Place.file(Listing.RECYCLED), id + " is not in " + Listing.RECYCLE_BIN);
            });
    Set<String> locked = new HashSet<>();
    for (int l = 0; l < state.locks().size(); l++) {
      Fields fields = new Fields(Listing.lock(l));
      LockedSnapshotsInfo lock = state.locks().get(l);
      known(fields, lock.snapshotId(), seen, Listing.SNAPSHOTS);
      once(fields, lock.snapshotId(), locked);
      fields.oneOf(
          "LockState", lock.lockStateAsString(), LockState.knownValues().stream().toList());
      if (lock.lockExpiresOn() == null) {
        fields.required("LockDuration", lock.lockDuration());
      }
    }
    Set<String> tiered = new HashSet<>();
    for (int t = 0; t < state.tiers().size(); t++) {
      Fields fields = new Fields(Listing.tier(t));
      SnapshotTierStatus tier = state.tiers().get(t);
      known(fields, tier.snapshotId(), seen, Listing.SNAPSHOTS);
      once(fields, tier.snapshotId(), tiered);
      if (tier.lastTieringOperationStatus() == TieringOperationStatus.ARCHIVAL_IN_PROGRESS) {
        fields.required("LastTieringStartTime", tier.lastTieringStartTime());
      }
    }
    for (int f = 0; f < state.fastRestores().size(); f++) {
      Fields fields = new Fields(Listing.fastRestore(f));
      fields.id("SnapshotId", state.fastRestores().get(f).snapshotId(), "snap");
      fields.required("AvailabilityZone", state.fastRestores().get(f).availabilityZone());
    }
    for (int m = 0; m < state.modifications().size(); m++) {
      Fields fields = new Fields(Listing.modification(m));
      VolumeModification modification = state.modifications().get(m);
      fields.id("VolumeId", modification.volumeId(), "vol");
      fields.required("StartTime", modification.startTime());
      fields.within("TargetSize", modification.targetSize(), 1, LARGEST_GIB);
      fields.required("TargetVolumeType", modification.targetVolumeTypeAsString());
    }
    for (int t = 0; t < state.sharedTags().size(); t++) {
      new Fields(Listing.sharedTag(t)).required("Key", state.sharedTags().get(t).key());
    }
    Set<String> pending =
        listing.snapshots().stream()
            .filter(snapshot -> snapshot.state() == SnapshotState.PENDING)
            .map(Snapshot::snapshotId)
            .collect(Collectors.toSet());
    for (String id : state.hidden().pending().keySet()) {
      if (!pending.contains(id)) {
        throw new WorldException(
            Place.file(HiddenState.FILE).member("pending").member(id),
            "is not a pending snapshot of " + Listing.SNAPSHOTS);
      }
    }
  }

  private static void known(Fields fields, String snapshotId, Set<String> ids, String file) {
    if (!ids.contains(fields.id("SnapshotId", snapshotId, "snap"))) {
      throw fields.wrong("SnapshotId", snapshotId + " is not in " + file);
    }
  }

  private static void once(Fields fields, String snapshotId, Set<String> before) {
    if (!before.add(snapshotId)) {
      throw fields.wrong("SnapshotId", snapshotId + " is listed twice");
    }
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
      if (alias.targetKeyId() != null && !arns.contains(own + alias.targetKeyId())) {
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
        continue; // Attached for a service such as Fargate, which has no listed instance.
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
