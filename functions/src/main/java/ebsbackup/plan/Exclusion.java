package ebsbackup.plan;

import ebsbackup.ebs.InvalidInputException;
import ebsbackup.ebs.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Volumes that a plan leaves out.
 *
 * @param bootVolume leave out every instance's root volume
 * @param volumeTags leave out volumes that have one of these keys with one of the listed values
 */
public record Exclusion(boolean bootVolume, Map<String, List<String>> volumeTags) {
  public static final Exclusion NOTHING = new Exclusion(false, Map.of());

  public Exclusion {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    volumeTags.forEach(
        (key, values) -> {
          TagRules.checkKeyLength("exclude.volumeTags", key);
          String field = "exclude.volumeTags." + key;
          if (values.isEmpty()) {
            throw new InvalidInputException(field, "[]", "at least one value");
          }
          values.forEach(value -> TagRules.checkValue(field, value));
          copy.put(key, List.copyOf(values));
        });
    volumeTags = copy;
  }

  /** Whether the volume's tags leave it out. */
  public boolean matches(Volume volume) {
    return volumeTags.entrySet().stream()
        .anyMatch(
            e ->
                volume.tags().containsKey(e.getKey())
                    && e.getValue().contains(volume.tags().get(e.getKey())));
  }
}
