package embeddedcloud.world;

import embeddedcloud.ec2.Ec2State;
import embeddedcloud.json.Place;
import embeddedcloud.kms.KeyListing;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The output of the listing calls, and the place of each item in its file. */
record Listing(
    List<Reservation> reservations,
    List<Volume> volumes,
    List<Snapshot> snapshots,
    List<Image> images,
    List<DescribeSnapshotAttributeResponse> permissions,
    KeyListing keys,
    Ec2State state) {
  static final String INSTANCES = "instances.json";
  static final String VOLUMES = "volumes.json";
  static final String SNAPSHOTS = "snapshots.json";
  static final String IMAGES = "images.json";
  static final String PERMISSIONS = "permissions.json";
  static final String KEYS = "keys.json";
  static final String ALIASES = "aliases.json";
  static final String LOCKS = "locks.json";
  static final String TIERS = "tiers.json";
  static final String FAST_RESTORES = "fast-restores.json";
  static final String MODIFICATIONS = "modifications.json";
  static final String SHARED_TAGS = "shared-tags.json";
  static final String RECYCLED = "recycled.json";
  static final String RECYCLE_BIN = "recycle-bin.json";

  static Place reservation(int index) {
    return Place.file(INSTANCES).member("Reservations").item(index);
  }

  static Place instance(int reservation, int index) {
    return reservation(reservation).member("Instances").item(index);
  }

  static Place volume(int index) {
    return Place.file(VOLUMES).member("Volumes").item(index);
  }

  static Place snapshot(int index) {
    return Place.file(SNAPSHOTS).member("Snapshots").item(index);
  }

  static Place image(int index) {
    return Place.file(IMAGES).member("Images").item(index);
  }

  /** The file has one document for each snapshot. */
  static Place permission(int index) {
    return Place.file(PERMISSIONS).item(index);
  }

  /** The file has one document for each key. */
  static Place key(int index) {
    return Place.file(KEYS).item(index);
  }

  static Place lock(int index) {
    return Place.file(LOCKS).member("Snapshots").item(index);
  }

  static Place tier(int index) {
    return Place.file(TIERS).member("SnapshotTierStatuses").item(index);
  }

  static Place fastRestore(int index) {
    return Place.file(FAST_RESTORES).member("FastSnapshotRestores").item(index);
  }

  static Place modification(int index) {
    return Place.file(MODIFICATIONS).member("VolumesModifications").item(index);
  }

  static Place sharedTag(int index) {
    return Place.file(SHARED_TAGS).member("Tags").item(index);
  }

  static Place recycled(int index) {
    return Place.file(RECYCLED).member("Snapshots").item(index);
  }

  static Place recycleBin(int index) {
    return Place.file(RECYCLE_BIN).member("Snapshots").item(index);
  }

  static Place alias(int index) {
    return Place.file(ALIASES).member("Aliases").item(index);
  }
}
