package ebsbackup.restore;

import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.TagBudget;
import ebsbackup.ebs.Volume;
import ebsbackup.request.VolumeOverride;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The user's tags for a new volume: those of the request, then those that the set remembers. If the
 * set says that tags were lost, or cannot say, the volume that was backed up fills the gap while it
 * exists. It never overrides a tag that the set remembers.
 *
 * @param warnings what is lost or taken from elsewhere, by key
 */
record RestoredTags(Map<String, String> tags, List<String> warnings) {
  /** Keeps a warning readable; it always includes the count. */
  private static final int MAX_NAMED = 20;

  /**
   * Decides the tags.
   *
   * @param was absent if nothing is known about the volume
   * @param live the volume that was backed up, if it still exists
   */
  static RestoredTags of(
      Snapshot snapshot,
      Optional<VolumeProfile> was,
      Optional<Volume> live,
      VolumeOverride override) {
    List<String> warnings = new ArrayList<>();
    Map<String, String> wanted = new TreeMap<>(TagBudget.byWorth());
    was.ifPresent(
        remembered -> {
          wanted.putAll(remembered.tags());
          wanted.putAll(found(snapshot.volumeId(), remembered, live, warnings));
        });
    Map<String, String> tags = new LinkedHashMap<>(override.tags());
    List<String> left = new ArrayList<>();
    wanted.forEach(
        (key, value) -> {
          if (tags.containsKey(key) || tags.size() < TagBudget.MAX_ON_RESTORED_VOLUME) {
            tags.putIfAbsent(key, value);
          } else {
            left.add(key);
          }
        });
    if (!left.isEmpty()) {
      warnings.add(
          "the volume of %s can have %d tags in addition to those of the restore: it does not get %s"
              .formatted(
                  snapshot.snapshotId(),
                  TagBudget.MAX_ON_RESTORED_VOLUME,
                  named(left.size(), left)));
    }
    return new RestoredTags(tags, warnings);
  }

  /** The tags that the existing volume adds to the remembered ones. */
  private static Map<String, String> found(
      String volumeId, VolumeProfile was, Optional<Volume> live, List<String> warnings) {
    Map<String, String> found =
        live.map(volume -> TagBudget.own(volume.tags())).orElse(new LinkedHashMap<>());
    found.keySet().removeAll(was.tags().keySet());
    LostTags lost = was.lost().orElse(new LostTags(found.size(), List.of()));
    if (lost.keys().size() == lost.count()) {
      found.keySet().retainAll(lost.keys());
    }
    if (!found.isEmpty()) {
      warnings.add(
          "the set does not hold %s of %s: the current volume supplies the values"
              .formatted(named(found.size(), List.copyOf(found.keySet())), volumeId));
    }
    List<String> unknown = lost.keys().stream().filter(key -> !found.containsKey(key)).toList();
    int gone = lost.count() - found.size();
    if (gone > 0) {
      warnings.add(
          "%s of %s did not fit into the tags of the set and are lost"
              .formatted(named(gone, unknown), volumeId));
    }
    return found;
  }

  /** Returns text like {@code 2 tags (owner, team)}. */
  private static String named(int count, List<String> keys) {
    String number = count == 1 ? "1 tag" : count + " tags";
    if (keys.isEmpty()) {
      return number;
    }
    int shown = Math.min(MAX_NAMED, keys.size());
    return "%s (%s%s)"
        .formatted(number, String.join(", ", keys.subList(0, shown)), shown < count ? ", …" : "");
  }
}
