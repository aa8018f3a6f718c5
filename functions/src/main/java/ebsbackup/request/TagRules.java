package ebsbackup.request;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.TagBudget;
import ebsbackup.failure.InvalidInputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What EC2 and this product allow in tags. */
public final class TagRules {
  /** The limit that EC2 documents, so such keys may exist. */
  private static final int LONGEST_KEY = 128;

  /** The value that matches any value, including an empty one. */
  private static final String ANY = "*";

  /** How a plan writes the value of an asterisk, or of backslashes followed by an asterisk. */
  private static final Pattern ESCAPED = Pattern.compile("\\\\+\\*");

  private TagRules() {}

  /**
   * Checks a tag to be put on a resource.
   *
   * @throws InvalidInputException if its key is reserved, or if the key or value is too long
   */
  public static void checkNewTag(String field, String key, String value) {
    checkKeyLength(field, key);
    if (key.length() > TagBudget.LONGEST_KEY) {
      throw new InvalidInputException(
          field,
          "the key \"" + key + "\"",
          "keys of at most " + TagBudget.LONGEST_KEY + " characters");
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

  /** Whether the values that a plan lists for a tag key match every value. */
  public static boolean anyOf(List<String> written) {
    return written.contains(ANY);
  }

  /**
   * Returns the value that a plan means: an asterisk alone is written as {@code \*}, and each
   * further backslash in front stands for itself. Nothing else is special.
   */
  public static String literal(String written) {
    return ESCAPED.matcher(written).matches() ? written.substring(1) : written;
  }

  /** Whether a tag's value is one of those that a plan lists. */
  static boolean matches(List<String> written, Optional<String> value) {
    return value.isPresent()
        && (anyOf(written)
            || written.stream().map(TagRules::literal).anyMatch(value.get()::equals));
  }

  /**
   * Checks the tags that a plan selects or excludes by.
   *
   * @throws InvalidInputException if a key or value is invalid; it names the key
   */
  static Map<String, List<String>> checkedFilter(String field, Map<String, List<String>> tags) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    tags.forEach(
        (key, values) -> {
          checkKeyLength(field, key);
          String at = field + "." + key;
          if (values.isEmpty()) {
            throw new InvalidInputException(at, "[]", "at least one value");
          }
          values.forEach(value -> checkValue(at, value));
          copy.put(key, List.copyOf(values));
        });
    return copy;
  }

  static void checkKeyLength(String field, String key) {
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new InvalidInputException(
          field, "the key \"" + key + "\"", "keys of 1 to " + LONGEST_KEY + " characters");
    }
  }

  static void checkValue(String field, String value) {
    if (value.length() > TagBudget.LONGEST_VALUE) {
      throw new InvalidInputException(
          field, "\"" + value + "\"", "at most " + TagBudget.LONGEST_VALUE + " characters");
    }
  }
}
