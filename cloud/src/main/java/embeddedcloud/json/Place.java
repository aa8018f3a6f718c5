package embeddedcloud.json;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The position of a value in a file or document, such as {@code volumes.json: Volumes[3].Size}. A
 * linked list instead of a string, because a large fleet has a million places and only one of them
 * needs text.
 */
public final class Place {
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

  private final Optional<Place> parent;
  private final String step;

  private Place(Optional<Place> parent, String step) {
    this.parent = parent;
    this.step = step;
  }

  public static Place file(String name) {
    return new Place(Optional.empty(), name);
  }

  public Place member(String name) {
    return new Place(Optional.of(this), name);
  }

  public Place item(int index) {
    return new Place(Optional.of(this), "[" + index + "]");
  }

  /** The same place in every item of its lists, such as {@code volumes.json: Volumes[].Size}. */
  public String kind() {
    return INDEX.matcher(toString()).replaceAll("[]");
  }

  @Override
  public String toString() {
    if (parent.isEmpty()) {
      return step;
    }
    String before = parent.get().toString();
    if (parent.get().parent.isEmpty()) {
      return before + ": " + step;
    }
    return step.startsWith("[") ? before + step : before + "." + step;
  }
}
