package ebsbackup.request;

import ebsbackup.ebs.Ec2Limits;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.InvalidInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which instances or volumes a plan backs up: one of four ways, or none. */
public sealed interface Selection {

  /** Far below the 50 filters that EC2 accepts in one call, because a plan has to stay small. */
  int MAX_KEYS = 10;

  /** Keeps a plan small enough to be passed to every step of a run. */
  int MAX_IDS = 1_000;

  /**
   * Instances that have all of these tag keys, each with one of the listed values, where {@code
   * "*"} matches any value.
   */
  record ByTags(Map<String, List<String>> tags) implements Selection {
    public ByTags {
      tags = checked("select.tags", tags);
    }
  }

  /**
   * Volumes that have all of these tag keys, each with one of the listed values, where {@code "*"}
   * matches any value. Those of one instance form one crash-consistent set.
   */
  record ByVolumeTags(Map<String, List<String>> volumeTags) implements Selection {
    public ByVolumeTags {
      volumeTags = checked("select.volumeTags", volumeTags);
    }

    @Override
    public boolean takes(Volume volume) {
      return volumeTags.entrySet().stream()
          .allMatch(e -> TagRules.matches(e.getValue(), volume.tag(e.getKey())));
    }
  }

  /** Whether a volume of a selected instance belongs to its set. */
  default boolean takes(Volume volume) {
    return true;
  }

  /** These instances. */
  record ByInstanceIds(List<String> instanceIds) implements Selection {
    public ByInstanceIds {
      instanceIds =
          checked("select.instanceIds", instanceIds, ResourceIds.INSTANCE, "i-0123456789abcdef0");
    }
  }

  /** These volumes, each on its own: they are not crash-consistent with one another. */
  record ByVolumeIds(List<String> volumeIds) implements Selection {
    public ByVolumeIds {
      volumeIds =
          checked("select.volumeIds", volumeIds, ResourceIds.VOLUME, "vol-0123456789abcdef0");
    }
  }

  /** Selects nothing here: the plan's sets are pulled from another Region or account. */
  record Copies() implements Selection {}

  private static Map<String, List<String>> checked(String field, Map<String, List<String>> tags) {
    if (tags.isEmpty() || tags.size() > MAX_KEYS) {
      throw new InvalidInputException(
          field, tags.keySet().toString(), "1 to " + MAX_KEYS + " tag keys");
    }
    tags.forEach(
        (key, values) -> {
          if (values.isEmpty() || values.size() > Ec2Limits.VALUES_OF_A_FILTER) {
            throw new InvalidInputException(
                field + "." + key,
                values.size() + " values",
                "1 to " + Ec2Limits.VALUES_OF_A_FILTER + " values");
          }
        });
    return TagRules.checkedFilter(field, tags);
  }

  private static List<String> checked(
      String field, List<String> ids, Pattern form, String example) {
    if (ids.isEmpty() || ids.size() > MAX_IDS) {
      throw new InvalidInputException(field, ids.size() + " ids", "1 to " + MAX_IDS + " ids");
    }
    HashSet<String> seen = new HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      String at = "%s[%d]".formatted(field, i);
      ResourceIds.check(at, ids.get(i), form, example);
      if (!seen.add(ids.get(i))) {
        throw new InvalidInputException(at, ids.get(i), "each id once");
      }
    }
    return List.copyOf(ids);
  }
}
