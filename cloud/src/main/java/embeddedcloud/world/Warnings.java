package embeddedcloud.world;

import embeddedcloud.json.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Members of a world's files that are ignored: one line for each kind, however often it occurs. */
final class Warnings {
  private static final String NO_PART = "not part of a world, ignored";

  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  /** The first place and how many there are. */
  private record Kind(String first, int count, String words) {
    Kind again() {
      return new Kind(first, count + 1, words);
    }
  }

  /** A member that this release does not know. */
  void unknownMember(Place place) {
    add(place.kind(), place.toString(), "not known to this release, ignored");
  }

  /** A file beside the listings. */
  void strayFile(String name) {
    add(name, name, NO_PART);
  }

  /** A file among the images; those of one suffix are one kind. */
  void strayFile(String folder, String name) {
    String suffix = name.contains(".") ? name.substring(name.lastIndexOf('.')) : "";
    add(folder + "/*" + suffix, folder + "/" + name, NO_PART);
  }

  private void add(String kind, String place, String words) {
    kinds.merge(kind, new Kind(place, 1, words), (before, now) -> before.again());
  }

  /** Such as {@code volumes.json: Volumes[].Color, 300 times: not known to this release}. */
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
