package ebsbackup.ebs;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * The verdict on a snapshot in the tag {@link SetTags#VERIFIED}: a word, followed by the time and
 * the evidence for the user, for example {@code damaged 2026-11-26T03:00:12Z vol-1: GPT header at
 * byte 512}. A verification writes the words {@code sound}, {@code unknown}, {@code damaged} and
 * {@code suspect}. Any other text is a user's decision that the snapshot can be used. {@link
 * SourceVerdicts} defines what follows for the sets of a source.
 */
public record Verification(String text) {
  private static final String SOUND = "sound";
  private static final String UNKNOWN = "unknown";
  private static final String DAMAGED = "damaged";
  private static final String SUSPECT = "suspect";

  /**
   * Returns a verdict to record, without characters that some AWS services do not accept in tags.
   */
  public static Verification of(String word, Instant at, String evidence) {
    String text = "%s %s %s".formatted(word, at.truncatedTo(ChronoUnit.SECONDS), evidence);
    String safe = text.replaceAll("[^A-Za-z0-9 +\\-=._:/@]", " ").replaceAll(" +", " ").strip();
    return new Verification(
        safe.substring(0, Math.min(TagBudget.LONGEST_VALUE, safe.length())).strip());
  }

  /** Reads the tag; empty if the snapshot does not have it. */
  public static Optional<Verification> of(Snapshot snapshot) {
    return Optional.ofNullable(snapshot.tags().get(SetTags.VERIFIED)).map(Verification::new);
  }

  /** Whether a structure was wrong, and no user has decided since. */
  public boolean damaged() {
    return is(DAMAGED);
  }

  /** Whether the changes look like the work of an intruder, and no user has decided since. */
  public boolean suspect() {
    return is(SUSPECT);
  }

  /** Whether a user has to decide. */
  public boolean alarming() {
    return damaged() || suspect();
  }

  public boolean sound() {
    return is(SOUND);
  }

  public boolean isUnknown() {
    return is(UNKNOWN);
  }

  /** Whether a user wrote the verdict. */
  public boolean decided() {
    return !alarming() && !sound() && !isUnknown();
  }

  /** The time of the verification; empty if a user wrote the verdict. */
  public Optional<Instant> at() {
    String[] words = text.strip().split(" ", 3);
    try {
      return decided() || words.length < 2
          ? Optional.empty()
          : Optional.of(Instant.parse(words[1]));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The first word, in lowercase. */
  public String word() {
    String words = text.strip();
    int end = 0;
    while (end < words.length() && !Character.isWhitespace(words.charAt(end))) {
      end++;
    }
    return words.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private boolean is(String word) {
    return word().equals(word);
  }
}
