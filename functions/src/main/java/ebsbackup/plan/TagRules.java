package ebsbackup.plan;

import ebsbackup.ebs.InvalidInputException;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.TagBudget;
import java.util.Locale;

/** What EC2 and this product allow in tags. */
public final class TagRules {
  /** What EC2 documents, so what may exist. */
  private static final int LONGEST_KEY = 128;

  private TagRules() {}

  /**
   * Checks a tag for a resource.
   *
   * @throws InvalidInputException if its key is reserved, or key or value is too long
   */
  public static void checkNewTag(String field, String key, String value) {
    checkKeyLength(field, key);
    if (key.length() > TagBudget.LONGEST_KEY) {
      throw new InvalidInputException(
          field, "the key \"" + key + "\"", "keys of at most " + TagBudget.LONGEST_KEY + " characters");
    }
    String lower = key.toLowerCase(Locale.ROOT);
    if (lower.startsWith("aws:") || lower.startsWith(SetTags.PREFIX)) {
      throw new InvalidInputException(
          field,
          "the key \"" + key + "\"",
          "a key that begins with neither \"aws:\" nor \"" + SetTags.PREFIX + "\"");
    }
    checkValue(field + "." + key, value);
  }

  static void checkKeyLength(String field, String key) {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new InvalidInputException(
          field,
          "the key \"" + key + "\"",
          "keys of 1 to " + LONGEST_KEY + " characters");
    }
  }

  static void checkValue(String field, String value) {
    if (value.length() > TagBudget.LONGEST_VALUE) {
      throw new InvalidInputException(
          field, "\"" + value + "\"", "at most " + TagBudget.LONGEST_VALUE + " characters");
    }
  }
}
