package embeddedcloud.world;

import embeddedcloud.ec2.Ec2State;
import embeddedcloud.ec2.Zone;
import embeddedcloud.json.Json;
import embeddedcloud.json.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.kms.model.KeyMetadata;

/**
 * Saves a world as a folder that {@link WorldFolder} reads again. The folder is written under
 * another name and then renamed, so that an interrupted save leaves the old world or both, but
 * never part of a world.
 */
public final class WorldWriter {
  private WorldWriter() {}

  /** Saves a world with the contents that it was read with. */
  public static void write(World world, Path folder) {
    Map<String, Contents> volumes = new LinkedHashMap<>();
    Map<String, Contents> snapshots = new LinkedHashMap<>();
    world
        .all()
        .forEach(
            place -> {
              volumes.putAll(files(place.volumeImages()));
              snapshots.putAll(files(place.snapshotImages()));
            });
    write(world, folder, volumes, snapshots);
  }

  private static Map<String, Contents> files(Map<String, Path> images) {
    Map<String, Contents> contents = new LinkedHashMap<>();
    images.forEach((id, file) -> contents.put(id, Contents.of(file)));
    return contents;
  }

  /**
   * Saves a world with the given contents instead of those it was read with. Each instance gets its
   * own reservation without an id, because EC2's instances do not name their reservation.
   *
   * @param folder a folder that does not exist, is empty, or contains a world, which is replaced
   * @param volumes what to write to {@code volumes/}, by volume id
   * @param snapshots what to write to {@code snapshots/}, by snapshot id
   * @throws WorldException when the folder contains anything else, or cannot be written
   */
  public static void write(
      World world, Path folder, Map<String, Contents> volumes, Map<String, Contents> snapshots) {
    try {
      Path target = folder.toAbsolutePath().normalize();
      refuseOthers(target, folder);
      Files.createDirectories(target.getParent());
      Path saving =
          Files.createDirectory(
              target.resolveSibling(target.getFileName() + ".saving-" + UUID.randomUUID()));
      try {
        writeInto(saving, world, volumes, snapshots);
        for (World place : world.places()) {
          writeInto(
              Files.createDirectories(saving.resolve(nameOf(place))), place, volumes, snapshots);
        }
        replace(saving, target);
      } finally {
        delete(saving);
      }
    } catch (IOException e) {
      throw new WorldException(Place.file(folder.toString()), "cannot be written: " + e, e);
    }
  }

  /** Refuses a folder with files that are not part of a world, which would be lost. */
  private static void refuseOthers(Path target, Path shown) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    Place place = Place.file(shown.toString());
    if (!Files.isDirectory(target)) {
      throw new WorldException(place, "is not a folder");
    }
    List<String> names = WorldFolder.names(target);
    for (String name : names) {
      boolean known = isPart(target.resolve(name));
      if (Settings.isAccount(name) && Files.isDirectory(target.resolve(name))) {
        known = true;
        for (String region : WorldFolder.names(target.resolve(name))) {
          Path other = target.resolve(name).resolve(region);
          known &= Settings.isRegion(region) && Files.isDirectory(other);
          for (String part : known ? WorldFolder.names(other) : List.<String>of()) {
            known &= isPart(other.resolve(part));
          }
        }
      }
      if (!known) {
        throw new WorldException(
            place, "holds " + name + ", which is not part of a world: save to another folder");
      }
    }
    if (!names.isEmpty()
        && !names.contains(Listing.INSTANCES)
        && !names.contains(Listing.VOLUMES)) {
      throw new WorldException(place, "is neither empty nor a world: save to another folder");
    }
  }

  private static boolean isPart(Path entry) throws IOException {
    boolean part = WorldFolder.ENTRIES.contains(entry.getFileName().toString());
    String suffix = WorldFolder.FOLDERS.get(entry.getFileName().toString());
    if (suffix != null && Files.isDirectory(entry)) {
      for (String name : WorldFolder.names(entry)) {
        part &= name.endsWith(suffix);
      }
    }
    return part;
  }

  private static String nameOf(World place) {
    return place.account() + "/" + place.region();
  }

  private static void writeInto(
      Path folder, World world, Map<String, Contents> volumes, Map<String, Contents> snapshots)
      throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("time", world.time().toString());
    settings.put("region", world.region());
    settings.put("account", world.account());
    settings.put("availabilityZones", world.zones().stream().map(WorldWriter::zone).toList());
    if (!world.places().isEmpty()) {
      settings.put("places", world.places().stream().map(WorldWriter::nameOf).toList());
    }
    json(folder, Settings.FILE, settings);
    json(
        folder,
        Listing.INSTANCES,
        Map.of(
            "Reservations",
            world.instances().stream()
                .map(
                    instance -> {
                      Map<String, Object> reservation = new LinkedHashMap<>();
                      reservation.put("OwnerId", world.account());
                      reservation.put("Instances", List.of(SdkJson.print(instance)));
                      return reservation;
                    })
                .toList()));
    json(folder, Listing.VOLUMES, Map.of("Volumes", items(world.volumes())));
    json(folder, Listing.SNAPSHOTS, Map.of("Snapshots", items(world.snapshots())));
    json(folder, Listing.IMAGES, Map.of("Images", items(world.images())));
    documents(folder, Listing.PERMISSIONS, world.permissions().stream().map(SdkJson::print));
    if (!world.keys().keys().isEmpty()) {
      documents(
          folder,
          Listing.KEYS,
          world.keys().keys().stream().map(key -> Map.of("KeyMetadata", SdkJson.print(key))));
      json(folder, Listing.ALIASES, Map.of("Aliases", items(world.keys().aliases())));
    }
    for (KeyMetadata key : world.keys().keys()) {
      if (world.keys().policies().containsKey(key.arn())) {
        json(
            Files.createDirectories(folder.resolve(WorldFolder.KEY_POLICIES)),
            key.keyId() + WorldFolder.POLICY_SUFFIX,
            Map.of("PolicyName", "default", "Policy", world.keys().policies().get(key.arn())));
      }
    }
    state(folder, world);
    images(
        folder.resolve(WorldFolder.VOLUME_IMAGES),
        world.volumes().stream().map(Volume::volumeId),
        volumes);
    images(
        folder.resolve(WorldFolder.SNAPSHOT_IMAGES),
        Stream.concat(world.snapshots().stream(), world.state().recycled().stream())
            .map(Snapshot::snapshotId),
        snapshots);
  }

  private static void state(Path folder, World world) throws IOException {
    Ec2State state = world.state();
    listing(folder, Listing.LOCKS, "Snapshots", state.locks());
    listing(folder, Listing.TIERS, "SnapshotTierStatuses", state.tiers());
    listing(folder, Listing.FAST_RESTORES, "FastSnapshotRestores", state.fastRestores());
    listing(folder, Listing.MODIFICATIONS, "VolumesModifications", state.modifications());
    listing(folder, Listing.SHARED_TAGS, "Tags", state.sharedTags());
    listing(folder, Listing.RECYCLED, "Snapshots", state.recycled());
    listing(folder, Listing.RECYCLE_BIN, "Snapshots", state.recycleBin());
    Map<String, Object> hidden = new HiddenState(state.hidden(), world.keys().access()).print();
    if (!hidden.isEmpty()) {
      json(folder, HiddenState.FILE, hidden);
    }
  }

  /** Writes the file only if there is something to list. */
  private static void listing(
      Path folder, String name, String member, List<? extends SdkPojo> items) throws IOException {
    if (!items.isEmpty()) {
      json(folder, name, Map.of(member, items(items)));
    }
  }

  /** Writes the documents one after the other, and no file if there are none. */
  private static void documents(Path folder, String name, Stream<?> documents) throws IOException {
    String text = documents.map(item -> Json.pretty(item) + "\n").collect(Collectors.joining());
    if (!text.isEmpty()) {
      Files.writeString(folder.resolve(name), text);
    }
  }

  private static Object zone(Zone zone) {
    if (zone.volumeTypes().equals(Zone.ALL_TYPES)) {
      return zone.name();
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", zone.name());
    json.put("volumeTypes", zone.sortedVolumeTypes());
    return json;
  }

  private static List<Object> items(List<? extends SdkPojo> items) {
    return items.stream().map(SdkJson::print).collect(Collectors.toUnmodifiableList());
  }

  private static void json(Path folder, String name, Object value) throws IOException {
    Files.writeString(folder.resolve(name), Json.pretty(value) + "\n");
  }

  private static void images(Path folder, Stream<String> ids, Map<String, Contents> images)
      throws IOException {
    for (String id : ids.filter(images::containsKey).toList()) {
      Files.createDirectories(folder);
      try (OutputStream out = new SparseFile(folder.resolve(id + WorldFolder.IMAGE_SUFFIX))) {
        images.get(id).writeTo(out);
      }
    }
  }

  /** Replaces the target with the saved folder. Between the two renames, both exist. */
  private static void replace(Path saving, Path target) throws IOException {
    if (!Files.exists(target)) {
      Files.move(saving, target);
      return;
    }
    Path before = target.resolveSibling(target.getFileName() + ".before-" + UUID.randomUUID());
    Files.move(target, before);
    try {
      Files.move(saving, target);
    } catch (IOException e) {
      Files.move(before, target);
      throw e;
    }
    delete(before);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (String name : WorldFolder.names(folder)) {
      Path entry = folder.resolve(name);
      if (Files.isDirectory(entry)) {
        delete(entry);
      } else {
        Files.delete(entry);
      }
    }
    Files.delete(folder);
  }
}
