package ebsbackup.request;

import ebsbackup.failure.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How copies are locked.
 *
 * @param time how long, from the time of the set
 * @param coolOff how long a lock in compliance mode can still be removed
 */
public record CopyLock(Mode mode, Span time, Optional<Duration> coolOff) {

  /** Who can remove a lock before its end. */
  public enum Mode {
    /** Anyone with the permission can remove it. */
    GOVERNANCE,
    /** After the cooling-off period, no one can remove it. */
    COMPLIANCE;

    /** The mode as EC2 and plans spell it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #word()}. */
    public static Mode of(String word) {
      return Arrays.stream(values())
          .filter(mode -> mode.word().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidInputException(
                      "lock.mode", "\"" + word + "\"", "governance or compliance"));
    }
  }

  private static final Duration SHORTEST_COOL_OFF = Duration.ofHours(1);
  private static final Duration LONGEST_COOL_OFF = Duration.ofDays(3);

  /** EC2 locks for at least this long. */
  private static final Duration SHORTEST = Duration.ofDays(1);

  /** Prevents a typo from locking for a lifetime; EC2 would accept 100 years. */
  private static final Duration LONGEST = Duration.ofDays(3_653);

  /**
   * @param irrevocable what the plan must say for a compliance lock
   */
  public CopyLock(Mode mode, Span time, Optional<Duration> coolOff, boolean irrevocable) {
    this(mode, time, coolOff);
    if (irrevocable != (mode == Mode.COMPLIANCE)) {
      throw new InvalidInputException(
          "lock.irrevocable",
          Boolean.toString(irrevocable),
          mode == Mode.COMPLIANCE
              ? "true, since no one can remove a lock in compliance mode after its cool-off"
              : "this field only with the mode compliance");
    }
  }

  public CopyLock {
    checkLength(time);
    switch (mode) {
      case GOVERNANCE ->
          coolOff.ifPresent(
              given -> {
                throw new InvalidInputException(
                    "lock.coolOff", given.toString(), "this field only with the mode compliance");
              });
      case COMPLIANCE -> checkCoolOff(coolOff);
    }
  }

  private static void checkLength(Span time) {
    Instant begin = Instant.EPOCH;
    Duration length = Duration.between(begin, time.after(begin.atZone(ZoneOffset.UTC)));
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new InvalidInputException("lock.for", "\"" + time + "\"", "a span from P1D to P10Y");
    }
  }

  private static void checkCoolOff(Optional<Duration> coolOff) {
    if (coolOff
        .filter(
            given ->
                given.compareTo(SHORTEST_COOL_OFF) >= 0
                    && given.compareTo(LONGEST_COOL_OFF) <= 0
                    && given.equals(given.truncatedTo(ChronoUnit.HOURS)))
        .isEmpty()) {
      throw new InvalidInputException(
          "lock.coolOff",
          coolOff.map(Duration::toString).orElse("missing"),
          "whole hours from PT1H to PT72H, since without them the lock would be irrevocable at once");
    }
  }

  /**
   * Returns the time until which to lock the copy of a snapshot.
   *
   * @return empty if that time is over, or too soon for a lock that EC2 accepts
   */
  public Optional<Instant> until(Instant startTime, Instant now) {
    Instant until = time.after(startTime.atZone(ZoneOffset.UTC));
    return until.isBefore(now.plus(SHORTEST).plus(SHORTEST_COOL_OFF))
        ? Optional.empty()
        : Optional.of(until);
  }
}
