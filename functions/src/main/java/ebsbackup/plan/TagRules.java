package ebsbackup.plan;

import ebsbackup.ebs.InvalidInputException;
import ebsbackup.ebs.SetTags;
import java.util.Locale;

/** What EC2 and this product allow in tags. Lengths are EC2's, in Unicode characters. */
public final class TagRules {
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private TagRules() {}

  /**
   * Checks a tag that is to be put on a resource.
   *
   * @throws InvalidInputException if its key is reserved, or key or value is too long
   */
  public static void checkNewTag(String field, String key, String value) {
    checkKeyLength(field, key);
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
          field, "the key \"" + key + "\"", "keys of 1 to " + LONGEST_KEY + " characters");
    }
  }

  static void checkValue(String field, String value) {
    if (value.length() > LONGEST_VALUE) {
      throw new InvalidInputException(
          field, "\"" + value + "\"", "at most " + LONGEST_VALUE + " characters");
    }
  }
}
