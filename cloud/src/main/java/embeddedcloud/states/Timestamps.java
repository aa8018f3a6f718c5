package embeddedcloud.states;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The RFC 3339 timestamps of Step Functions. */
final class Timestamps {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** Formats an instant like the context object, always with milliseconds. */
  static String print(Instant instant) {
    return MILLISECONDS.format(instant);
  }
}
