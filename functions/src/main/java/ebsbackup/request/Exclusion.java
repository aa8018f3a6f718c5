package ebsbackup.request;

import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Map;

/**
 * Volumes that a plan leaves out.
 *
 * @param bootVolume leave out every instance's root volume
 * @param volumeTags leave out volumes that have one of these keys with one of the listed values,
 *     {@code "*"} being any
 */
public record Exclusion(boolean bootVolume, Map<String, List<String>> volumeTags) {
  public static final Exclusion NOTHING = new Exclusion(false, Map.of());

  public Exclusion {
    volumeTags = TagRules.checkedFilter("exclude.volumeTags", volumeTags);
  }

  /** Whether the volume's tags leave it out. */
  public boolean matches(Volume volume) {
    return volumeTags.entrySet().stream()
        .anyMatch(e -> TagRules.matches(e.getValue(), volume.tag(e.getKey())));
  }
}
