package embeddedcloud.world;

import embeddedcloud.ec2.Ids;
import embeddedcloud.json.Place;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Checks that the fields of a listed item exist and have EC2's formats. */
final class Fields {
  private final Place item;

  Fields(Place item) {
    this.item = item;
  }

  <T> T required(String name, T value) {
    if (value == null) {
      throw new WorldException(place(name), "missing");
    }
    return value;
  }

  /** Checks a resource id. */
  String id(String name, String value, String prefix) {
    String id = required(name, value);
    if (!Ids.isId(id, prefix)) {
      throw SdkJson.mismatch("an id such as " + prefix + "-0123456789abcdef0", value, place(name));
    }
    return id;
  }

  /** Like {@link #id}, for a field that EC2 omits or leaves empty if there is nothing to name. */
  void optionalId(String name, String value, String prefix) {
    if (value != null && !value.isEmpty()) {
      id(name, value, prefix);
    }
  }

  void oneOf(String name, String value, List<?> known) {
    required(name, value);
    if (known.stream().noneMatch(word -> Objects.toString(word).equals(value))) {
      throw SdkJson.mismatch("one of " + known, value, place(name));
    }
  }

  void within(String name, Integer value, int least, int most) {
    if (required(name, value) < least || value > most) {
      throw SdkJson.mismatch("a size from " + least + " to " + most + " GiB", value, place(name));
    }
  }

  void notAfter(String name, Instant value, Instant time) {
    if (value != null && value.isAfter(time)) {
      throw new WorldException(place(name), value + " is after the world's time " + time);
    }
  }

  void account(String name, String value, String account) {
    if (!required(name, value).equals(account)) {
      throw SdkJson.mismatch("the world's account " + account, value, place(name));
    }
  }

  WorldException wrong(String name, String problem) {
    return new WorldException(place(name), problem);
  }

  /** The place of a field, which may be nested, such as {@code Placement.AvailabilityZone}. */
  private Place place(String name) {
    Place place = item;
    for (String step : name.split("\\.", -1)) {
      place = place.member(step);
    }
    return place;
  }
}
