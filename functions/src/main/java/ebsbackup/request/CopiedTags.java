package ebsbackup.request;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.TagBudget;
import ebsbackup.failure.InvalidInputException;
import java.util.List;
import java.util.Locale;

/**
 * The volume tags that are copied to the snapshots of a set if all volumes have the same value. A
 * set also remembers these tags first, after the cluster's tags and the name.
 *
 * @param keys tag keys; a key that ends with {@code *} matches all keys that begin with the text
 *     before it
 */
public record CopiedTags(List<String> keys) {
  static final CopiedTags NONE = new CopiedTags(List.of());

  private static final int MAX_KEYS = 20;
  private static final String ANY = "*";

  public CopiedTags {
    if (keys.size() > MAX_KEYS) {
      throw new InvalidInputException(
          "copyTags", keys.size() + " keys", "at most " + MAX_KEYS + " keys");
    }
    keys = List.copyOf(keys);
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      String lower = key.toLowerCase(Locale.ROOT);
      if (key.isBlank()
          || key.length() > TagBudget.LONGEST_KEY
          || key.substring(0, key.length() - 1).contains(ANY)
          || lower.startsWith("aws:")
          || lower.startsWith(SetTags.PREFIX)) {
        throw new InvalidInputException(
            "copyTags[%d]".formatted(i),
            "\"" + key + "\"",
            "a tag key of 1 to %d characters that begins with neither \"aws:\" nor \"%s\"; only its last character may be *"
                .formatted(TagBudget.LONGEST_KEY, SetTags.PREFIX));
      }
    }
  }

  /** Whether the plan wants this tag of a volume on its snapshots. */
  public boolean names(String key) {
    return TagBudget.isOwn(key)
        && keys.stream()
            .anyMatch(
                wanted ->
                    wanted.endsWith(ANY)
                        ? key.startsWith(wanted.substring(0, wanted.length() - 1))
                        : key.equals(wanted));
  }
}
