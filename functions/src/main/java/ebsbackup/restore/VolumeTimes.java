package ebsbackup.restore;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the new volumes took, from their creation until the check that saw it.
 *
 * @param availableAfter until all volumes could be used
 * @param initializedAfter until all of them had loaded; absent if the request does not ask for it
 */
public record VolumeTimes(Optional<String> availableAfter, Optional<String> initializedAfter) {
  static final VolumeTimes NONE = new VolumeTimes(Optional.empty(), Optional.empty());

  /** The same once all volumes can be used; the first check that sees it counts. */
  VolumeTimes available(Duration elapsed) {
    return new VolumeTimes(
        availableAfter.or(() -> Optional.of(elapsed.toString())), Optional.empty());
  }

  /** The same once all volumes have loaded. */
  VolumeTimes initialized(Duration elapsed) {
    return new VolumeTimes(availableAfter, Optional.of(elapsed.toString()));
  }
}
