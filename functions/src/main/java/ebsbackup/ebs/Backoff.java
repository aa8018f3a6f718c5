package ebsbackup.ebs;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Waits between checks: each is half as long again as the previous one, within two bounds. */
public record Backoff(Duration first, Duration slowest) {

  /**
   * The wait before the next check.
   *
   * @param previousSeconds the wait before this check; 0 if there was none
   */
  public Duration next(int previousSeconds) {
    Duration longer = Duration.ofSeconds((previousSeconds * 3L + 1) / 2);
    return Collections.max(List.of(first, Collections.min(List.of(longer, slowest))));
  }
}
