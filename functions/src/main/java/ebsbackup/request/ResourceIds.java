package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.util.regex.Pattern;

/** The forms of AWS resource ids: 8 hexadecimal digits for old resources, 17 for all others. */
public final class ResourceIds {
  public static final Pattern INSTANCE = Pattern.compile("i-([0-9a-f]{8}|[0-9a-f]{17})");
  public static final Pattern VOLUME = Pattern.compile("vol-([0-9a-f]{8}|[0-9a-f]{17})");
  public static final Pattern SNAPSHOT = Pattern.compile("snap-([0-9a-f]{8}|[0-9a-f]{17})");

  private ResourceIds() {}

  /**
   * Checks the form of an id.
   *
   * @throws InvalidInputException if it has another form
   */
  public static void check(String field, String id, Pattern form, String example) {
    if (!form.matcher(id).matches()) {
      throw new InvalidInputException(field, "\"" + id + "\"", "an id like " + example);
    }
  }
}
