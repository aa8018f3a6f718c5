package ebsbackup.restore;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the new volumes took, from their creation to the check that noticed it.
 *
 * @param availableAfter the time until all volumes were usable
 * @param initializedAfter the time until all volumes had loaded; absent unless the request asks for
 *     it
 */
public record VolumeTimes(Optional<String> availableAfter, Optional<String> initializedAfter) {
  static final VolumeTimes NONE = new VolumeTimes(Optional.empty(), Optional.empty());

  /** Records that all volumes are usable; only the first check that sees it counts. */
  VolumeTimes available(Duration elapsed) {
    return new VolumeTimes(
        availableAfter.or(() -> Optional.of(elapsed.toString())), Optional.empty());
  }

  /** Records that all volumes have loaded. */
  VolumeTimes initialized(Duration elapsed) {
    return new VolumeTimes(availableAfter, Optional.of(elapsed.toString()));
  }
}
