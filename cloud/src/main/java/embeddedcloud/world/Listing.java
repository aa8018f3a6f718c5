package embeddedcloud.world;

import embeddedcloud.json.Place;
import embeddedcloud.kms.KeyListing;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The output of the listing calls as read, and where each item stands in its file. */
record Listing(
    List<Reservation> reservations,
    List<Volume> volumes,
    List<Snapshot> snapshots,
    List<Image> images,
    List<DescribeSnapshotAttributeResponse> permissions,
    KeyListing keys) {
  static final String INSTANCES = "instances.json";
  static final String VOLUMES = "volumes.json";
  static final String SNAPSHOTS = "snapshots.json";
  static final String IMAGES = "images.json";
  static final String PERMISSIONS = "permissions.json";
  static final String KEYS = "keys.json";
  static final String ALIASES = "aliases.json";

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

  static Place alias(int index) {
    return Place.file(ALIASES).member("Aliases").item(index);
  }
}
