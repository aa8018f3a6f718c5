package ebsbackup.request;

import ebsbackup.ebs.TagBudget;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.report.TextLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The template for the tag {@code Name} of snapshots, for example {@code {volume.Name} {plan}
 * {time}}. If it is empty, snapshots get no name.
 */
public record NameTemplate(String text) {
  /**
   * The volume's own tag {@code Name}, or its id if it has none. All snapshots of a set have the
   * same tags, so if the volumes have different names, this is the instance's id.
   */
  public static final String VOLUME_NAME = "volume.Name";

  /** The id of the instance, or of a volume selected on its own. */
  public static final String SOURCE = "source";

  public static final String PLAN = "plan";

  /** The scheduled time, or the start of a manual run, to the minute in UTC. */
  public static final String TIME = "time";

  private static final List<String> PLACEHOLDERS = List.of(VOLUME_NAME, SOURCE, PLAN, TIME);

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

  /** Leaves room for the values of the placeholders. */
  private static final int LONGEST = 128;

  static final NameTemplate DEFAULT = new NameTemplate("{volume.Name} {plan} {time}");

  /** For a plan whose snapshots get no generated name. */
  static final NameTemplate NONE = new NameTemplate("");

  public NameTemplate {
    if (text.length() > LONGEST || (text.isBlank() && !text.isEmpty())) {
      throw new InvalidInputException(
          "name", "\"" + text + "\"", "at most " + LONGEST + " characters, not only spaces");
    }
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      if (!PLACEHOLDERS.contains(matcher.group(1))) {
        throw new InvalidInputException(
            "name",
            "the placeholder " + matcher.group(),
            "only {" + String.join("}, {", PLACEHOLDERS) + "}");
      }
    }
    if (matcher.replaceAll("").matches("(?s).*[{}].*")) {
      throw new InvalidInputException(
          "name", "\"" + text + "\"", "each brace to be part of a placeholder such as {plan}");
    }
  }

  public boolean isEmpty() {
    return text.isEmpty();
  }

  /**
   * Returns the name of a set's snapshots. If it would be too long, the volume's name is shortened.
   *
   * @param values the value of each placeholder
   */
  public String nameFor(Map<String, String> values) {
    int excess = Math.max(0, filled(values).length() - TagBudget.LONGEST_VALUE);
    String volume = values.get(VOLUME_NAME);
    Map<String, String> shorter = new HashMap<>(values);
    shorter.put(VOLUME_NAME, TextLimit.beginning(volume, volume.length() - excess));
    return TextLimit.beginning(filled(shorter), TagBudget.LONGEST_VALUE);
  }

  private String filled(Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")))
        .strip();
  }
}
