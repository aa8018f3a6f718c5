package embeddedcloud.world;

import com.google.gson.JsonParseException;
import embeddedcloud.ec2.Ec2State;
import embeddedcloud.json.Json;
import embeddedcloud.json.Place;
import embeddedcloud.kms.KeyListing;
import embeddedcloud.kms.KeyPolicy;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.DescribeFastSnapshotRestoresResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeLockedSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotTierStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesModificationsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.ListSnapshotsInRecycleBinResponse;
import software.amazon.awssdk.services.ec2.model.PermissionGroup;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Reads a world from a folder with output of the AWS CLI: {@code instances.json}, {@code
 * volumes.json} (at least one of the two), {@code snapshots.json}, {@code images.json}, {@code
 * permissions.json} (the output of {@code describe-snapshot-attribute} for each shared snapshot,
 * one after the other), {@code keys.json} (likewise the output of {@code describe-key} for each
 * key) and {@code aliases.json}; raw contents in {@code volumes/vol-….img} and {@code
 * snapshots/snap-….img}; and {@code world.json} with {@code time}, {@code region}, {@code account}
 * and {@code availabilityZones}, each of which is derived from the listings if it is missing. The
 * rest of a world is in files with the output of one call each, such as {@code locks.json}, in
 * {@code key-policies}, and in {@code state.json}.
 *
 * <p>Other accounts and Regions are in folders such as {@code 444455556666/eu-west-1} with the same
 * files, all of which may be missing there; {@code places} in {@code world.json} lists them.
 */
public final class WorldFolder {
  static final String VOLUME_IMAGES = "volumes";
  static final String SNAPSHOT_IMAGES = "snapshots";
  static final String IMAGE_SUFFIX = ".img";
  static final String KEY_POLICIES = "key-policies";
  static final String POLICY_SUFFIX = ".json";

  /** The subfolders of a world, and the suffixes of their files. */
  static final Map<String, String> FOLDERS =
      Map.of(
          VOLUME_IMAGES, IMAGE_SUFFIX, SNAPSHOT_IMAGES, IMAGE_SUFFIX, KEY_POLICIES, POLICY_SUFFIX);

  static final List<String> ENTRIES =
      List.of(
          Settings.FILE,
          Listing.INSTANCES,
          Listing.VOLUMES,
          Listing.SNAPSHOTS,
          Listing.IMAGES,
          Listing.PERMISSIONS,
          Listing.KEYS,
          Listing.ALIASES,
          Listing.LOCKS,
          Listing.TIERS,
          Listing.FAST_RESTORES,
          Listing.MODIFICATIONS,
          Listing.SHARED_TAGS,
          Listing.RECYCLED,
          Listing.RECYCLE_BIN,
          HiddenState.FILE,
          VOLUME_IMAGES,
          SNAPSHOT_IMAGES,
          KEY_POLICIES);

  private static final long GIB = 1L << 30;

  private final Path folder;
  private final Warnings warnings = new Warnings();

  private WorldFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads and checks a world.
   *
   * @throws WorldException when the folder does not contain a world, or the world contradicts
   *     itself
   */
  public static World read(Path folder) {
    try {
      return new WorldFolder(folder).read();
    } catch (IOException e) {
      throw new WorldException(Place.file(folder.toString()), "cannot be read: " + e, e);
    }
  }

  private World read() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new WorldException(Place.file(folder.toString()), "is not a folder");
    }
    if (!Files.exists(folder.resolve(Listing.INSTANCES))
        && !Files.exists(folder.resolve(Listing.VOLUMES))) {
      throw new WorldException(
          Place.file(folder.toString()),
          "is not a world: it has neither " + Listing.INSTANCES + " nor " + Listing.VOLUMES);
    }
    World world = read(settings());
    world.all().forEach(place -> refuseTagsOfUnshared(place, world));
    return world;
  }

  /** Refuses tags on snapshots of other accounts that are not shared with the account. */
  private static void refuseTagsOfUnshared(World place, World world) {
    Set<String> shared =
        world
            .all()
            .filter(other -> other.region().equals(place.region()))
            .filter(other -> !other.account().equals(place.account()))
            .flatMap(other -> other.permissions().stream())
            .filter(
                snapshot ->
                    snapshot.createVolumePermissions().stream()
                        .anyMatch(
                            to ->
                                to.group() == PermissionGroup.ALL
                                    || place.account().equals(to.userId())))
            .map(DescribeSnapshotAttributeResponse::snapshotId)
            .collect(Collectors.toSet());
    List<TagDescription> tags = place.state().sharedTags();
    for (int t = 0; t < tags.size(); t++) {
      if (!shared.contains(tags.get(t).resourceId())) {
        throw new WorldException(
            Listing.sharedTag(t).member("ResourceId"),
            "%s is not shared with %s".formatted(tags.get(t).resourceId(), place.account()));
      }
    }
  }

  /** Reads another account or Region. Error messages name its folder. */
  private World place(String name, Instant time) throws IOException {
    WorldFolder place = new WorldFolder(folder.resolve(name));
    if (!Files.isDirectory(place.folder)) {
      throw new WorldException(Place.file(name), "is not a folder");
    }
    try {
      return place.read(place.settings().in(name, time));
    } catch (WorldException e) {
      throw new WorldException(name, e);
    }
  }

  private Settings settings() throws IOException {
    Path file = folder.resolve(Settings.FILE);
    return Files.exists(file)
        ? Settings.read(json(file, Place.file(Settings.FILE), Json::parse))
        : Settings.NONE;
  }

  private World read(Settings settings) throws IOException {
    Set<String> accounts =
        settings.places().stream().map(p -> p.split("/", -1)[0]).collect(Collectors.toSet());
    for (String name : names(folder)) {
      if (!ENTRIES.contains(name) && !accounts.contains(name) && !name.startsWith(".")) {
        warnings.strayFile(name);
      }
    }
    Listing listing = listing();
    Derivation derived = Derivation.of(settings, listing);
    Contradictions.refuse(listing, derived);
    List<World> places = new ArrayList<>();
    Set<String> snapshots =
        listing.snapshots().stream().map(Snapshot::snapshotId).collect(Collectors.toSet());
    for (String name : settings.places()) {
      World place = place(name, derived.time());
      for (Snapshot snapshot : place.snapshots()) {
        if (!snapshots.add(snapshot.snapshotId())) {
          throw new WorldException(
              Place.file(name + "/" + Listing.SNAPSHOTS),
              snapshot.snapshotId() + " is in another account or Region as well");
        }
      }
      places.add(place);
    }
    return new World(
        derived.time(),
        derived.region(),
        derived.account(),
        derived.zones(),
        listing.reservations().stream().flatMap(r -> r.instances().stream()).toList(),
        listing.volumes(),
        listing.snapshots(),
        listing.images(),
        listing.permissions(),
        withoutReservedAliases(listing.keys()),
        listing.state(),
        contents(VOLUME_IMAGES, listing.volumes(), Volume::volumeId, Volume::size),
        contents(
            SNAPSHOT_IMAGES,
            Stream.concat(listing.snapshots().stream(), listing.state().recycled().stream())
                .toList(),
            Snapshot::snapshotId,
            Snapshot::volumeSize),
        places,
        Stream.concat(
                warnings.lines().stream(), places.stream().flatMap(p -> p.warnings().stream()))
            .toList());
  }

  private Listing listing() throws IOException {
    Path hiddenFile = folder.resolve(HiddenState.FILE);
    HiddenState hidden =
        Files.exists(hiddenFile)
            ? HiddenState.read(json(hiddenFile, Place.file(HiddenState.FILE), Json::parse))
            : HiddenState.NONE;
    List<KeyMetadata> keys = keys();
    return new Listing(
        response(Listing.INSTANCES, "Reservations", DescribeInstancesResponse.builder())
            .reservations(),
        response(Listing.VOLUMES, "Volumes", DescribeVolumesResponse.builder()).volumes(),
        response(Listing.SNAPSHOTS, "Snapshots", DescribeSnapshotsResponse.builder()).snapshots(),
        response(Listing.IMAGES, "Images", DescribeImagesResponse.builder()).images(),
        responses(
            Listing.PERMISSIONS, Listing::permission, DescribeSnapshotAttributeResponse::builder),
        new KeyListing(
            keys,
            response(Listing.ALIASES, "Aliases", ListAliasesResponse.builder()).aliases(),
            keyPolicies(keys),
            hidden.keyAccess()),
        new Ec2State(
            response(Listing.LOCKS, "Snapshots", DescribeLockedSnapshotsResponse.builder())
                .snapshots(),
            response(
                    Listing.TIERS,
                    "SnapshotTierStatuses",
                    DescribeSnapshotTierStatusResponse.builder())
                .snapshotTierStatuses(),
            response(
                    Listing.FAST_RESTORES,
                    "FastSnapshotRestores",
                    DescribeFastSnapshotRestoresResponse.builder())
                .fastSnapshotRestores(),
            response(
                    Listing.MODIFICATIONS,
                    "VolumesModifications",
                    DescribeVolumesModificationsResponse.builder())
                .volumesModifications(),
            response(Listing.SHARED_TAGS, "Tags", DescribeTagsResponse.builder()).tags(),
            response(Listing.RECYCLED, "Snapshots", DescribeSnapshotsResponse.builder())
                .snapshots(),
            response(Listing.RECYCLE_BIN, "Snapshots", ListSnapshotsInRecycleBinResponse.builder())
                .snapshots(),
            hidden.ec2()));
  }

  /** Leaves out the aliases that AWS reserves for keys that the account does not have. */
  private static KeyListing withoutReservedAliases(KeyListing keys) {
    return new KeyListing(
        keys.keys(),
        keys.aliases().stream().filter(alias -> alias.targetKeyId() != null).toList(),
        keys.policies(),
        keys.access());
  }

  /**
   * The key policies by the ARN of the key. The output of GetKeyPolicy is in a file named after the
   * key's id.
   */
  private Map<String, String> keyPolicies(List<KeyMetadata> keys) throws IOException {
    Map<String, String> policies = new LinkedHashMap<>();
    Path files = folder.resolve(KEY_POLICIES);
    for (String name : Files.exists(files) ? names(files) : List.<String>of()) {
      String file = KEY_POLICIES + "/" + name;
      Place place = Place.file(file);
      String arn =
          keys.stream()
              .filter(key -> name.equals(key.keyId() + POLICY_SUFFIX))
              .map(KeyMetadata::arn)
              .findFirst()
              .orElseThrow(
                  () ->
                      new WorldException(place, "belongs to a key that is not in " + Listing.KEYS));
      String policy =
          new Fields(place)
              .required(
                  "Policy", response(file, "Policy", GetKeyPolicyResponse.builder()).policy());
      try {
        KeyPolicy unused = KeyPolicy.of(policy);
      } catch (IllegalArgumentException e) {
        throw new WorldException(place.member("Policy"), e.getMessage(), e);
      } catch (JsonParseException e) {
        throw new WorldException(place.member("Policy"), "is not JSON", e);
      }
      policies.put(arn, policy);
    }
    return policies;
  }

  private List<KeyMetadata> keys() throws IOException {
    List<KeyMetadata> keys = new ArrayList<>();
    for (DescribeKeyResponse answer :
        responses(Listing.KEYS, Listing::key, DescribeKeyResponse::builder)) {
      keys.add(new Fields(Listing.key(keys.size())).required("KeyMetadata", answer.keyMetadata()));
    }
    return keys;
  }

  /** Reads the consecutive outputs of calls for one resource each. */
  private <B extends SdkPojo & SdkBuilder<B, T>, T extends SdkPojo> List<T> responses(
      String file, IntFunction<Place> placeOf, Supplier<B> builder) throws IOException {
    Path path = folder.resolve(file);
    List<T> responses = new ArrayList<>();
    if (Files.exists(path)) {
      for (Object answer : json(path, Place.file(file), Json::parseAll)) {
        Place place = placeOf.apply(responses.size());
        responses.add(
            SdkJson.read(
                SdkJson.expect(Map.class, answer, "an object", place),
                builder.get(),
                place,
                warnings::unknownMember));
      }
    }
    return responses;
  }

  /**
   * Reads the output of one describe call. If the file is missing, returns the output of a call
   * that found nothing.
   */
  private <B extends SdkPojo & SdkBuilder<B, T>, T extends SdkPojo> T response(
      String file, String items, B builder) throws IOException {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      return builder.build();
    }
    Place place = Place.file(file);
    Map<?, ?> json = SdkJson.expect(Map.class, json(path, place, Json::parse), "an object", place);
    if (json.get(items) == null) {
      throw new WorldException(place.member(items), "missing");
    }
    if (json.get("NextToken") != null) {
      // An incomplete fleet would look like a small fleet, and the other backups like orphans.
      throw new WorldException(
          place.member("NextToken"), "the listing is incomplete: list again without --max-items");
    }
    return SdkJson.read(json, builder, place, warnings::unknownMember);
  }

  private static <T> T json(Path file, Place place, Function<String, T> parse) throws IOException {
    try {
      return parse.apply(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new WorldException(place, "is not UTF-8", e);
    } catch (JsonParseException e) {
      String reason = e.getMessage().lines().findFirst().orElse("");
      throw new WorldException(place, "is not JSON: " + reason, e);
    }
  }

  private <T> Map<String, Path> contents(
      String subfolder, List<T> items, Function<T, String> id, Function<T, Integer> size)
      throws IOException {
    Path images = folder.resolve(subfolder);
    Map<String, Path> found = new LinkedHashMap<>();
    if (!Files.exists(images)) {
      return found;
    }
    Map<String, T> byId = items.stream().collect(Collectors.toMap(id, item -> item));
    for (String name : names(images)) {
      Place place = Place.file(subfolder + "/" + name);
      if (!name.endsWith(IMAGE_SUFFIX)) {
        warnings.strayFile(subfolder, name);
        continue;
      }
      String imageId = name.substring(0, name.length() - IMAGE_SUFFIX.length());
      T item = byId.get(imageId);
      if (item == null) {
        throw new WorldException(
            place, "contents for " + imageId + ", which is not in " + subfolder + ".json");
      }
      long bytes = Files.size(images.resolve(name));
      if (bytes > size.apply(item) * GIB) {
        throw new WorldException(
            place, bytes + " bytes, but " + imageId + " has " + size.apply(item) + " GiB");
      }
      found.put(imageId, images.resolve(name));
    }
    return found;
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
