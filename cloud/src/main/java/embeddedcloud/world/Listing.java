package embeddedcloud.world;

import embeddedcloud.json.Place;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The four describe calls' output as read, and where each item stands in its file. */
record Listing(
    List<Reservation> reservations,
    List<Volume> volumes,
    List<Snapshot> snapshots,
    List<Image> images) {
  static final String INSTANCES = "instances.json";
  static final String VOLUMES = "volumes.json";
  static final String SNAPSHOTS = "snapshots.json";
  static final String IMAGES = "images.json";

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
}
