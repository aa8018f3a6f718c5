package ebsbackup.request;

import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Map;

/**
 * Volumes that a plan excludes.
 *
 * @param bootVolume whether to exclude every instance's root volume
 * @param volumeTags excludes volumes that have one of these keys with one of the listed values,
 *     where {@code "*"} matches any value
 */
public record Exclusion(boolean bootVolume, Map<String, List<String>> volumeTags) {
  public static final Exclusion NOTHING = new Exclusion(false, Map.of());

  public Exclusion {
    volumeTags = TagRules.checkedFilter("exclude.volumeTags", volumeTags);
  }

  /** Whether the volume's tags exclude it. */
  public boolean matches(Volume volume) {
    return volumeTags.entrySet().stream()
        .anyMatch(e -> TagRules.matches(e.getValue(), volume.tag(e.getKey())));
  }
}
