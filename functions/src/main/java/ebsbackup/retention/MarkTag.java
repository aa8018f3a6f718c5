package ebsbackup.retention;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a tag that prevents a deletion: who set it and until when, for example {@code Ann
 * until 2026-12-31}. Without an end, or with one that cannot be read, it holds forever.
 *
 * @param end the text after the last "until"; absent if there is none
 */
record MarkTag(String who, Optional<String> end) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<who>.*)\\buntil\\b(?<end>.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  static MarkTag of(String value) {
    Matcher matcher = FORM.matcher(value);
    return matcher.matches()
        ? new MarkTag(matcher.group("who").strip(), Optional.of(matcher.group("end").strip()))
        : new MarkTag(value.strip(), Optional.empty());
  }

  boolean holds(Instant now) {
    return end.flatMap(TagTime::read).map(now::isBefore).orElse(true);
  }

  @Override
  public String toString() {
    return (who.isEmpty() ? "" : " by " + who) + end.map(MarkTag::words).orElse(", with no end");
  }

  private static String words(String end) {
    return TagTime.read(end).isPresent()
        ? " until " + end
        : ", forever, because no end time could be read from \"until %s\"".formatted(end);
  }
}
