package embeddedcloud.world;

import embeddedcloud.json.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what is ignored in a world's files: one line for each kind, regardless of how often it
 * occurs.
 */
final class Warnings {
  private static final String NO_PART = "not part of a world, ignored";

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  /** The first place of a kind, and the number of places. */
  private record Kind(String first, int count, String words) {
    Kind again() {
      return new Kind(first, count + 1, words);
    }
  }

  /** A member that this release does not know. */
  void unknownMember(Place place) {
    add(place.kind(), place.toString(), "not known to this release, ignored");
  }

  /** An unknown file in the world's folder. */
  void strayFile(String name) {
    add(name, name, NO_PART);
  }

  /** An unknown file in a subfolder. Files with the same suffix are one kind. */
  void strayFile(String folder, String name) {
    String suffix = name.contains(".") ? name.substring(name.lastIndexOf('.')) : "";
    add(folder + "/*" + suffix, folder + "/" + name, NO_PART);
  }

  private void add(String kind, String place, String words) {
    kinds.merge(kind, new Kind(place, 1, words), (before, now) -> before.again());
  }

  /**
   * The warnings, such as {@code volumes.json: Volumes[].Color, 300 times: not known to this
   * release}.
   */
  List<String> lines() {
    return kinds.entrySet().stream()
        .map(
            entry -> {
              Kind kind = entry.getValue();
              return kind.count() == 1
                  ? "%s: %s".formatted(kind.first(), kind.words())
                  : "%s, %d times: %s".formatted(entry.getKey(), kind.count(), kind.words());
            })
        .toList();
  }
}
