package ebsbackup.retention;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** Reads an end time that a user has written into a tag. */
final class TagTime {
  /**
   * For example {@code 2026-12-31T18:00:00Z}, {@code 2026-12-31 18:00} or {@code …T18:00+01:00}.
   */
  private static final DateTimeFormatter DATE_AND_TIME =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX][XX][X]")
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private TagTime() {}

  /**
   * Reads a date, which means the end of that day, or a date and time. Both are in UTC if there is
   * no offset. Empty for everything else, including dates that do not exist.
   */
  static Optional<Instant> read(String text) {
    try {
      return Optional.of(
          text.length() == "2026-12-31".length()
              ? LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()
              : instant(DATE_AND_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(TemporalAccessor time) {
    return time instanceof OffsetDateTime offset
        ? offset.toInstant()
        : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
  }
}
