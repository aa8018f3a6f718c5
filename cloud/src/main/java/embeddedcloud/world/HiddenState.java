package embeddedcloud.world;

import embeddedcloud.ec2.Ec2Hidden;
import embeddedcloud.json.Place;
import embeddedcloud.kms.KeyAccess;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The contents of {@code state.json}: state of the embedded cloud that no AWS CLI call prints.
 *
 * @param keyAccess what the account may do with keys, by their ARN
 */
record HiddenState(Ec2Hidden ec2, Map<String, KeyAccess> keyAccess) {
  static final String FILE = "state.json";
  static final HiddenState NONE = new HiddenState(Ec2Hidden.NONE, Map.of());

  private static final Place PLACE = Place.file(FILE);
  private static final String ENCRYPTED = "encryptedByDefault";
  private static final String KEY = "defaultKmsKeyId";
  private static final String RETENTION = "recycleBinRetention";
  private static final String ACCESS = "keyAccess";
  private static final String COPIES = "copies";
  private static final String PENDING = "pending";
  private static final String BOOTED = "booted";

  static HiddenState read(Object json) {
    Map<?, ?> members = SdkJson.expect(Map.class, json, "an object", PLACE);
    Settings.refuseUnknown(
        members, Set.of(ENCRYPTED, KEY, RETENTION, ACCESS, COPIES, PENDING, BOOTED), PLACE);
    return new HiddenState(
        new Ec2Hidden(
            truth(members, ENCRYPTED, PLACE),
            text(members, KEY, PLACE),
            text(members, RETENTION, PLACE).map(text -> duration(text, PLACE.member(RETENTION))),
            items(members, COPIES, HiddenState::ids),
            items(members, PENDING, HiddenState::pending),
            items(members, BOOTED, HiddenState::instant)),
        items(members, ACCESS, HiddenState::access));
  }

  private static <T> Map<String, T> items(
      Map<?, ?> members, String name, BiFunction<Object, Place, T> read) {
    Map<String, T> items = new TreeMap<>();
    if (members.get(name) != null) {
      Place place = PLACE.member(name);
      Map<?, ?> values = SdkJson.expect(Map.class, members.get(name), "an object", place);
      values.forEach(
          (key, value) ->
              items.put(key.toString(), read.apply(value, place.member(key.toString()))));
    }
    return items;
  }

  private static List<String> ids(Object json, Place place) {
    List<String> ids = new ArrayList<>();
    for (Object item : SdkJson.expect(List.class, json, "a list of snapshot ids", place)) {
      ids.add(SdkJson.expect(String.class, item, "a string", place.item(ids.size())));
    }
    return ids;
  }

  private static Ec2Hidden.Pending pending(Object json, Place place) {
    Map<?, ?> members = SdkJson.expect(Map.class, json, "an object", place);
    Settings.refuseUnknown(members, Set.of("begin", "end", "error", "deleted"), place);
    return new Ec2Hidden.Pending(
        instant(members.get("begin"), place.member("begin")),
        instant(members.get("end"), place.member("end")),
        text(members, "error", place),
        truth(members, "deleted", place));
  }

  private static KeyAccess access(Object json, Place place) {
    return Arrays.stream(KeyAccess.values())
        .filter(access -> access.name().equals(json))
        .findFirst()
        .orElseThrow(() -> SdkJson.mismatch("one of " + List.of(KeyAccess.values()), json, place));
  }

  private static Instant instant(Object json, Place place) {
    return SdkJson.instant(SdkJson.expect(String.class, json, "a timestamp", place), place);
  }

  private static Duration duration(String text, Place place) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw SdkJson.mismatch("a duration such as P7D", text, place);
    }
  }

  private static Optional<String> text(Map<?, ?> members, String name, Place place) {
    return Optional.ofNullable(members.get(name))
        .map(value -> SdkJson.expect(String.class, value, "a string", place.member(name)));
  }

  private static boolean truth(Map<?, ?> members, String name, Place place) {
    return Optional.ofNullable(members.get(name))
        .map(value -> SdkJson.expect(Boolean.class, value, "true or false", place.member(name)))
        .orElse(false);
  }

  /** The members that differ from their defaults. */
  Map<String, Object> print() {
    Map<String, Object> json = new LinkedHashMap<>();
    if (ec2.encryptedByDefault()) {
      json.put(ENCRYPTED, true);
    }
    ec2.defaultKey().ifPresent(key -> json.put(KEY, key));
    ec2.retention().ifPresent(time -> json.put(RETENTION, time.toString()));
    put(json, ACCESS, keyAccess);
    put(json, COPIES, ec2.copies());
    Map<String, Object> pending = new TreeMap<>();
    ec2.pending().forEach((id, snapshot) -> pending.put(id, print(snapshot)));
    put(json, PENDING, pending);
    Map<String, Object> booted = new TreeMap<>();
    ec2.booted().forEach((id, time) -> booted.put(id, time.toString()));
    put(json, BOOTED, booted);
    return json;
  }

  private static void put(Map<String, Object> json, String name, Map<String, ?> items) {
    if (!items.isEmpty()) {
      json.put(name, items);
    }
  }

  private static Map<String, Object> print(Ec2Hidden.Pending pending) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("begin", pending.begin().toString());
    json.put("end", pending.end().toString());
    pending.failure().ifPresent(error -> json.put("error", error));
    if (pending.deleted()) {
      json.put("deleted", true);
    }
    return json;
  }
}
