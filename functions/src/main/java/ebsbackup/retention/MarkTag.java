package ebsbackup.retention;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a tag that holds a snapshot back: who, and until when, as in {@code Ann until
 * 2026-12-31T00:00:00Z}. What has no readable end has none.
 */
record MarkTag(String who, Optional<Instant> until) {
  private static final Pattern FORM =
      Pattern.compile("(?<who>.*?)\\s*\\buntil\\s+(?<time>\\S+)\\s*");

  static MarkTag of(String value) {
    Matcher matcher = FORM.matcher(value);
    if (matcher.matches()) {
      Optional<Instant> time = instant(matcher.group("time"));
      if (time.isPresent()) {
        return new MarkTag(matcher.group("who"), time);
      }
    }
    return new MarkTag(value, Optional.empty());
  }

  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  boolean holds(Instant now) {
    return until.isEmpty() || now.isBefore(until.get());
  }

  @Override
  public String toString() {
    String by = who.isBlank() ? "" : " by " + who;
    return by + until.map(time -> " until " + time).orElse("");
  }
}
