package embeddedcloud.wire;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** How time passes in a served cloud: at the machine's speed, or faster by a factor. */
final class Pace {
  private final Clock machine;
  private final Instant machineBegan;
  private final Instant cloudBegan;
  private final long speed;

  Pace(Clock machine, Instant cloudBegins, long speed) {
    if (speed < 1) {
      throw new IllegalArgumentException("speed: expected 1 or more, but was " + speed);
    }
    this.machine = machine;
    this.machineBegan = machine.instant();
    this.cloudBegan = cloudBegins;
    this.speed = speed;
  }

  /** The cloud's time in milliseconds, which is AWS's precision. */
  Instant now() {
    Duration passed = Duration.between(machineBegan, machine.instant());
    return cloudBegan.plus(passed.multipliedBy(speed)).truncatedTo(ChronoUnit.MILLIS);
  }
}
