package embeddedcloud.world;

import embeddedcloud.ec2.Ec2State;
import embeddedcloud.ec2.Zone;
import embeddedcloud.kms.KeyListing;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * One account in one Region at one moment, and the other accounts and Regions of the same world:
 * what EC2's describe calls return, and the files with the contents of volumes and snapshots.
 *
 * @param permissions which accounts may use which of the shared snapshots
 * @param keys the account's keys in AWS KMS, if the world's files list them
 * @param state the remaining state of the account
 * @param volumeImages raw contents by volume id; a file shorter than the volume is followed by
 *     zeros
 * @param snapshotImages raw contents by snapshot id, likewise
 * @param places the other accounts and Regions, which have no places of their own
 * @param warnings parts of the files that this release does not know and therefore ignores, one
 *     line each
 */
public record World(
    Instant time,
    String region,
    String account,
    List<Zone> zones,
    List<Instance> instances,
    List<Volume> volumes,
    List<Snapshot> snapshots,
    List<Image> images,
    List<DescribeSnapshotAttributeResponse> permissions,
    KeyListing keys,
    Ec2State state,
    Map<String, Path> volumeImages,
    Map<String, Path> snapshotImages,
    List<World> places,
    List<String> warnings) {

  public World {
    zones = List.copyOf(zones);
    instances = List.copyOf(instances);
    volumes = List.copyOf(volumes);
    snapshots = List.copyOf(snapshots);
    images = List.copyOf(images);
    permissions = List.copyOf(permissions);
    places = List.copyOf(places);
    volumeImages = Collections.unmodifiableMap(new LinkedHashMap<>(volumeImages));
    snapshotImages = Collections.unmodifiableMap(new LinkedHashMap<>(snapshotImages));
    warnings = List.copyOf(warnings);
  }

  /** This world and its {@link #places}. */
  public Stream<World> all() {
    return Stream.concat(Stream.of(this), places.stream());
  }
}
