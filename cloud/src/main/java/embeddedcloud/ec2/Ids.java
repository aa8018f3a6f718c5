package embeddedcloud.ec2;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/** Generates ids in AWS's format. The same seed gives the same ids in the same order. */
public final class Ids {
  /** The parameters that take an id, by the prefix of the id. */
  private static final Map<String, String> PARAMETERS =
      Map.of("i", "InstanceId", "vol", "VolumeId", "snap", "SnapshotId", "ami", "ImageId");

  private final SplittableRandom random;

  Ids(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The prefix, then 17 hexadecimal digits of which the first is 0, as in AWS's ids. */
  String next(String prefix) {
    return "%s-0%016x".formatted(prefix, random.nextLong());
  }

  String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /**
   * Whether the text is an id: the prefix, then 17 hexadecimal digits (EC2's long form) or 8 (the
   * old one).
   *
   * @param prefix such as {@code vol}
   */
  public static boolean isId(String text, String prefix) {
    return text.matches(prefix + "-([0-9a-f]{8}|[0-9a-f]{17})");
  }

  /** Refuses a missing id, and text that is not an id with this prefix. */
  static void check(String id, String prefix, String errorCode) {
    if (id == null) {
      throw Ec2Errors.missing(PARAMETERS.get(prefix));
    }
    if (!isId(id, prefix)) {
      throw Ec2Errors.of(errorCode, "Invalid id: \"%s\" (expecting \"%s-...\")", id, prefix);
    }
  }
}
