package ebsbackup.ebs;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * The verdict on a snapshot in the tag {@link SetTags#VERIFIED}: a word, and for a person the time
 * and the evidence, as in {@code damaged 2026-11-26T03:00:12Z vol-1: GPT header at byte 512}. A
 * verification writes the words {@code sound}, {@code unknown}, {@code damaged} and {@code
 * suspect}; any other text is a person's decision that the snapshot can be used. What follows for
 * the sets of a source is in {@link SourceVerdicts}.
 */
public record Verification(String text) {
  private static final String SOUND = "sound";
  private static final String UNKNOWN = "unknown";
  private static final String DAMAGED = "damaged";
  private static final String SUSPECT = "suspect";

  /** A verdict to be recorded, without the characters that not every AWS service takes in a tag. */
  public static Verification of(String word, Instant at, String evidence) {
    String text = "%s %s %s".formatted(word, at.truncatedTo(ChronoUnit.SECONDS), evidence);
    String safe = text.replaceAll("[^A-Za-z0-9 +\\-=._:/@]", " ").replaceAll(" +", " ").strip();
    return new Verification(
        safe.substring(0, Math.min(TagBudget.LONGEST_VALUE, safe.length())).strip());
  }

  /** What the tag says; empty if the snapshot does not carry it. */
  public static Optional<Verification> of(Snapshot snapshot) {
    return Optional.ofNullable(snapshot.tags().get(SetTags.VERIFIED)).map(Verification::new);
  }

  /** Whether a structure was wrong, and no person has decided since. */
  public boolean damaged() {
    return is(DAMAGED);
  }

  /** Whether what changed looks like the work of an intruder, and no person has decided since. */
  public boolean suspect() {
    return is(SUSPECT);
  }

  /** Whether a person has to decide. */
  public boolean alarming() {
    return damaged() || suspect();
  }

  public boolean sound() {
    return is(SOUND);
  }

  public boolean isUnknown() {
    return is(UNKNOWN);
  }

  /** Whether a person has written it. */
  public boolean decided() {
    return !alarming() && !sound() && !isUnknown();
  }

  /** When a verification gave the verdict; empty if a person has written it. */
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

  /** The first word, in lower case. */
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
