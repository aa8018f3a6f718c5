package ebsbackup.cli.report;

import java.time.Duration;

/** Formats elapsed time for a person. */
public final class Elapsed {
  private Elapsed() {}

  /** A duration in its two largest units, such as {@code 1 min 20 s}. */
  public static String words(Duration duration) {
    if (duration.toHours() > 0) {
      return "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }
    return duration.toMinutes() > 0
        ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : "%d s".formatted(duration.toSeconds());
  }
}
