package ebsbackup.request;

import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.report.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device names that EC2 accepts, and free ones in an instance's own naming style. AWS
 * recommends the letters f to p; the others are used after those.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html
 */
public final class DeviceNames {
  private static final Pattern NAME = Pattern.compile("(/dev/sd|/dev/xvd|xvd)([a-z]{1,2})\\d*");
  private static final String RECOMMENDED = "/dev/sd";

  /**
   * The names at which a volume can be attached. EC2 rejects any other name with "is not a valid
   * EBS device name"; of the names with a number, it accepts only that of a root device.
   */
  static final Pattern ATTACHABLE =
      Pattern.compile(
          "/dev/sda1|/dev/sd[a-z]|/dev/xvd([a-z]|[a-c][a-z]|d[a-x])|xvd([a-z]|[bc][a-z])");

  /**
   * The names at which a volume can have been attached: on paravirtual instances also names with a
   * number.
   */
  static final Pattern KNOWN = Pattern.compile(ATTACHABLE + "|/dev/[sh]d[a-z]([1-9]|1[0-5])?");

  private DeviceNames() {}

  /**
   * Returns the first free names.
   *
   * @param taken the names in use, including the root device
   * @throws RestoreRefusedException if too few names are free
   */
  public static List<String> free(Set<String> taken, Optional<String> rootDevice, int count) {
    // A kernel may show /dev/sdf as /dev/xvdf, so a letter is in use in both styles.
    Set<String> letters = new HashSet<>();
    taken.forEach(name -> matched(name).ifPresent(m -> letters.add(m.group(2))));
    String prefix = style(taken, rootDevice);
    List<String> free = new ArrayList<>();
    for (String letter : candidates()) {
      String name =
          (letter.length() > 1 && prefix.equals(RECOMMENDED) ? "/dev/xvd" : prefix) + letter;
      if (free.size() < count && !letters.contains(letter) && ATTACHABLE.matcher(name).matches()) {
        free.add(name);
      }
    }
    if (free.size() < count) {
      throw new RestoreRefusedException(
          "only %s free, and %d needed".formatted(Quantity.are(free.size(), "device name"), count));
    }
    return free;
  }

  /** The naming style of the data volumes, if there are any. */
  private static String style(Set<String> taken, Optional<String> rootDevice) {
    return taken.stream()
        .filter(name -> rootDevice.filter(name::equals).isEmpty())
        .sorted()
        .flatMap(name -> matched(name).stream())
        .map(m -> m.group(1))
        .findFirst()
        .orElse(RECOMMENDED);
  }

  private static Optional<Matcher> matched(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Optional.of(matcher) : Optional.empty();
  }

  private static List<String> candidates() {
    List<String> letters = new ArrayList<>();
    add(letters, "", 'f', 'p');
    add(letters, "", 'q', 'z');
    add(letters, "", 'b', 'e');
    for (String first : List.of("b", "c", "d", "a")) {
      add(letters, first, 'a', 'z');
    }
    return letters;
  }

  private static void add(List<String> letters, String first, char from, char to) {
    for (char letter = from; letter <= to; letter++) {
      letters.add(first + letter);
    }
  }
}
