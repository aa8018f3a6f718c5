package ebsbackup.conformance.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Texts that differ by no more than the time that passes between two runs. */
final class Alike {
  private static final Duration PASSES = Duration.ofMinutes(5);

  /** Answers name the requests that were refused. */
  private static final Pattern REQUEST_ID = Pattern.compile("\\(request [^)]*\\)");

  /** The page of the watch is compressed, with the time in it. */
  private static final Pattern PACKED = Pattern.compile("(id=page>)[^<]+<");

  /** An early pull is named after its five minutes. */
  private static final Pattern SLOT = Pattern.compile("^early-[0-9T-]+Z$");

  private Alike() {}

  /** Equal, or two instants or two durations that lie close together. */
  static boolean alike(String one, String other) {
    return withoutWhatVaries(one).equals(withoutWhatVaries(other))
        || close(parsed(one, Instant::parse), parsed(other, Instant::parse), Duration::between)
        || close(parsed(one, Duration::parse), parsed(other, Duration::parse), Duration::minus);
  }

  private static String withoutWhatVaries(String text) {
    String known = SLOT.matcher(REQUEST_ID.matcher(text).replaceAll("")).replaceAll("early-(slot)");
    return PACKED.matcher(known).replaceAll("$1(packed)<");
  }

  private interface Distance<T> {
    Duration between(T one, T other);
  }

  private static <T> boolean close(Optional<T> one, Optional<T> other, Distance<T> distance) {
    return one.isPresent()
        && other.isPresent()
        && distance.between(one.get(), other.get()).abs().compareTo(PASSES) < 0;
  }

  private static <T> Optional<T> parsed(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
