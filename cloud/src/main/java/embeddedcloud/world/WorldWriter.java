package embeddedcloud.world;

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
import software.amazon.awssdk.core.SdkPojo;

/**
 * Saves a world as a folder that {@link WorldFolder} reads again. The folder is written under
 * another name and then renamed, so that an interrupted save leaves the old world, or both, never a
 * part of one.
 */
public final class WorldWriter {
  private WorldWriter() {}

  /** Saves a world together with the contents that it was read with. */
  public static void write(World world, Path folder) {
    write(world, folder, files(world.volumeImages()), files(world.snapshotImages()));
  }

  private static Map<String, Contents> files(Map<String, Path> images) {
    Map<String, Contents> contents = new LinkedHashMap<>();
    images.forEach((id, file) -> contents.put(id, Contents.of(file)));
    return contents;
  }

  /**
   * Saves a world with the contents given, instead of those it was read with. Each instance gets a
   * reservation of its own, without an id: EC2's instances do not say which one they came from.
   *
   * @param folder absent, empty, or a world, which is replaced
   * @param volumes what to write to {@code volumes/}, by volume id
   * @param snapshots what to write to {@code snapshots/}, by snapshot id
   * @throws WorldException when the folder holds anything else, or cannot be written
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
        replace(saving, target);
      } finally {
        delete(saving);
      }
    } catch (IOException e) {
      throw new WorldException(Place.file(folder.toString()), "cannot be written: " + e, e);
    }
  }

  /** Refuses a folder whose replacement would lose something that is no part of a world. */
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
      boolean known = WorldFolder.ENTRIES.contains(name);
      if (known && Files.isDirectory(target.resolve(name))) {
        for (String image : WorldFolder.names(target.resolve(name))) {
          known &= image.endsWith(WorldFolder.IMAGE_SUFFIX);
        }
      }
      if (!known) {
        throw new WorldException(
            place, "holds " + name + ", which is no part of a world: save to another folder");
      }
    }
    if (!names.isEmpty()
        && !names.contains(Listing.INSTANCES)
        && !names.contains(Listing.VOLUMES)) {
      throw new WorldException(place, "is neither empty nor a world: save to another folder");
    }
  }

  private static void writeInto(
      Path folder, World world, Map<String, Contents> volumes, Map<String, Contents> snapshots)
      throws IOException {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("time", world.time().toString());
    settings.put("region", world.region());
    settings.put("account", world.account());
    settings.put("availabilityZones", world.zones().stream().map(WorldWriter::zone).toList());
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
    if (!world.keys().keys().isEmpty()) {
      Files.writeString(
          folder.resolve(Listing.KEYS),
          world.keys().keys().stream()
              .map(key -> Json.pretty(Map.of("KeyMetadata", SdkJson.print(key))) + "\n")
              .collect(Collectors.joining()));
      json(folder, Listing.ALIASES, Map.of("Aliases", items(world.keys().aliases())));
    }
    images(folder.resolve(WorldFolder.VOLUME_IMAGES), volumes);
    images(folder.resolve(WorldFolder.SNAPSHOT_IMAGES), snapshots);
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

  private static void images(Path folder, Map<String, Contents> images) throws IOException {
    if (images.isEmpty()) {
      return;
    }
    Files.createDirectory(folder);
    for (Map.Entry<String, Contents> image : images.entrySet()) {
      try (OutputStream out =
          new SparseFile(folder.resolve(image.getKey() + WorldFolder.IMAGE_SUFFIX))) {
        image.getValue().writeTo(out);
      }
    }
  }

  /** Puts the saved folder in the target's place; between the two renames both exist. */
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
