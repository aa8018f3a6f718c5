package embeddedcloud.scheduler;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Converts local times to instants like EventBridge Scheduler. */
final class WallClock {
  private WallClock() {}

  /**
   * The instant of a local time: empty if a clock change skips it, the first if it occurs twice.
   */
  static Optional<Instant> instant(LocalDateTime local, ZoneId zone) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    return offsets.isEmpty() ? Optional.empty() : Optional.of(local.toInstant(offsets.get(0)));
  }
}
