package embeddedcloud.world;

import embeddedcloud.ec2.Zone;
import embeddedcloud.json.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** The contents of {@code world.json}. Missing settings are derived from the listings. */
record Settings(
    Optional<Instant> time,
    Optional<String> region,
    Optional<String> account,
    Optional<List<Zone>> zones,
    List<String> places) {
  static final String FILE = "world.json";
  static final Settings NONE =
      new Settings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  private static final Place PLACE = Place.file(FILE);

  /** As in eu-central-1, us-gov-east-1, us-isob-east-1 and eusc-de-east-1. */
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-\\d+");

  /**
   * The Region followed by a letter, or by -lax-1a for a Local Zone or -wl1-bos-wlz-1 for a
   * Wavelength Zone.
   */
  private static final Pattern ZONE = Pattern.compile("(" + REGION + ")([a-z]|(-[a-z0-9]+)+)");

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  /** The folder of another account or Region: {@code ACCOUNT/REGION}. */
  private static final Pattern FOLDER = Pattern.compile(ACCOUNT + "/" + REGION);

  static Settings read(Object json) {
    Map<?, ?> members = SdkJson.expect(Map.class, json, "an object", PLACE);
    refuseUnknown(
        members, Set.of("time", "region", "account", "availabilityZones", "places"), PLACE);
    return new Settings(
        text(members, "time").map(text -> SdkJson.instant(text, PLACE.member("time"))),
        text(members, "region")
            .map(text -> shaped(text, REGION, "a Region such as eu-central-1", "region")),
        text(members, "account").map(text -> shaped(text, ACCOUNT, "12 digits", "account")),
        Optional.ofNullable(members.get("availabilityZones")).map(Settings::zones),
        Optional.ofNullable(members.get("places")).map(Settings::places).orElse(List.of()));
  }

  /**
   * Returns the settings of another account and Region of a world, which the folder's name gives.
   */
  Settings in(String folder, Instant worldTime) {
    String[] place = folder.split("/", -1);
    if (!places.isEmpty()) {
      throw new WorldException(PLACE.member("places"), "only the world itself has places");
    }
    return new Settings(
        Optional.of(same(time, worldTime, "time")),
        Optional.of(same(region, place[1], "region")),
        Optional.of(same(account, place[0], "account")),
        zones,
        List.of());
  }

  private static <T> T same(Optional<T> own, T expected, String name) {
    if (!own.orElse(expected).equals(expected)) {
      throw SdkJson.mismatch(expected.toString(), own.get(), PLACE.member(name));
    }
    return expected;
  }

  private static List<String> places(Object json) {
    Place place = PLACE.member("places");
    List<String> places = new ArrayList<>();
    for (Object item : SdkJson.expect(List.class, json, "a list of folders", place)) {
      Place at = place.item(places.size());
      String folder = SdkJson.expect(String.class, item, "a string", at);
      if (!FOLDER.matcher(folder).matches()) {
        throw SdkJson.mismatch("an account and a Region, 444455556666/eu-west-1", folder, at);
      }
      if (places.contains(folder)) {
        throw new WorldException(at, folder + " is listed twice");
      }
      places.add(folder);
    }
    return places;
  }

  static boolean isRegion(String text) {
    return REGION.matcher(text).matches();
  }

  static boolean isAccount(String text) {
    return ACCOUNT.matcher(text).matches();
  }

  /** The Region at the start of a zone's name; empty if it is not the name of a zone. */
  static Optional<String> regionOf(String zone) {
    var matcher = ZONE.matcher(zone);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> text(Map<?, ?> members, String name) {
    return Optional.ofNullable(members.get(name))
        .map(value -> SdkJson.expect(String.class, value, "a string", PLACE.member(name)));
  }

  private static String shaped(String text, Pattern shape, String words, String name) {
    if (!shape.matcher(text).matches()) {
      throw SdkJson.mismatch(words, text, PLACE.member(name));
    }
    return text;
  }

  static void refuseUnknown(Map<?, ?> members, Set<String> known, Place place) {
    for (Object name : members.keySet()) {
      if (!known.contains(name)) {
        throw new WorldException(
            place.member(name.toString()), "unknown; expected one of " + new TreeSet<>(known));
      }
    }
  }

  private static List<Zone> zones(Object json) {
    Place place = PLACE.member("availabilityZones");
    List<Zone> zones = new ArrayList<>();
    for (Object item : SdkJson.expect(List.class, json, "a list of zones", place)) {
      Zone zone = zone(item, place.item(zones.size()));
      if (zone.name().isEmpty()) {
        throw new WorldException(place.item(zones.size()), "a zone needs a name");
      }
      if (zones.stream().anyMatch(other -> other.name().equals(zone.name()))) {
        throw new WorldException(place.item(zones.size()), zone.name() + " is listed twice");
      }
      zones.add(zone);
    }
    return zones;
  }

  private static Zone zone(Object json, Place place) {
    if (json instanceof String name) {
      return new Zone(name);
    }
    Map<?, ?> members = SdkJson.expect(Map.class, json, "a zone's name or an object", place);
    refuseUnknown(members, Set.of("name", "volumeTypes"), place);
    String name =
        SdkJson.expect(String.class, members.get("name"), "a string", place.member("name"));
    if (members.get("volumeTypes") == null) {
      return new Zone(name);
    }
    Place typesPlace = place.member("volumeTypes");
    List<VolumeType> types = new ArrayList<>();
    for (Object item :
        SdkJson.expect(List.class, members.get("volumeTypes"), "a list", typesPlace)) {
      Place at = typesPlace.item(types.size());
      String type = SdkJson.expect(String.class, item, "a string", at);
      if (!Zone.ALL_TYPES.contains(VolumeType.fromValue(type))) {
        throw SdkJson.mismatch("one of " + new Zone(name).sortedVolumeTypes(), type, at);
      }
      types.add(VolumeType.fromValue(type));
    }
    return new Zone(name, Set.copyOf(types));
  }
}
