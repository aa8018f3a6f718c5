package ebsbackup.ebs;

import java.time.Clock;
import java.time.Instant;

/** How many requests may still be made, and until when: for work that is not worth more. */
public final class RequestBudget {
  private final int most;
  private final Instant until;
  private final Clock clock;
  private int taken;

  public RequestBudget(int most, Instant until, Clock clock) {
    this.most = most;
    this.until = until;
    this.clock = clock;
  }

  /** Takes one request, if there is one left. */
  public boolean take() {
    if (taken >= most || !clock.instant().isBefore(until)) {
      return false;
    }
    taken++;
    return true;
  }

  /** How many were taken. */
  public int taken() {
    return taken;
  }
}
