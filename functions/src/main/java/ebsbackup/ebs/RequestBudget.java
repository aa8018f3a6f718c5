package ebsbackup.ebs;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** How many requests may still be made, and until when, for work whose result is optional. */
public final class RequestBudget {
  private final int most;
  private final Instant until;
  private final Clock clock;
  private final Optional<RequestBudget> whole;
  private int taken;

  public RequestBudget(int most, Instant until, Clock clock) {
    this(most, until, clock, Optional.empty());
  }

  private RequestBudget(int most, Instant until, Clock clock, Optional<RequestBudget> whole) {
    this.most = most;
    this.until = until;
    this.clock = clock;
    this.whole = whole;
  }

  /** A part of this budget. Requests taken from the part are also taken from this budget. */
  public RequestBudget part(int mostOfPart) {
    return new RequestBudget(mostOfPart, until, clock, Optional.of(this));
  }

  /** Takes one request, if there is one left. */
  public boolean take() {
    if (spent()) {
      return false;
    }
    whole.ifPresent(RequestBudget::take);
    taken++;
    return true;
  }

  /** Whether no request or no time is left. */
  public boolean spent() {
    return taken >= most
        || !clock.instant().isBefore(until)
        || whole.filter(RequestBudget::spent).isPresent();
  }

  /** The number of requests taken. */
  public int taken() {
    return taken;
  }
}
