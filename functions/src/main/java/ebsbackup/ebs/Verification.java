package ebsbackup.ebs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The verdict on a snapshot in the tag {@link SetTags#VERIFIED}: a word, and for a person the time
 * and the evidence, as in {@code damaged 2026-11-26T03:00:12Z vol-1: GPT header at byte 512}. A
 * verification writes the words {@code sound}, {@code unknown} and {@code damaged}; any other text
 * is a person's decision that the snapshot can be used.
 */
public record Verification(String text) {
  private static final String SOUND = "sound";
  private static final String UNKNOWN = "unknown";
  private static final String DAMAGED = "damaged";

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

  /**
   * The set on account of which nothing of its source may be deleted: the newest on which anything
   * is known, if it is damaged.
   *
   * @param ofSource all sets of one source
   */
  public static Optional<SnapshotSet> undecidedDamage(Collection<SnapshotSet> ofSource) {
    return newest(ofSource, verdict -> !verdict.is(UNKNOWN)).filter(SnapshotSet::damaged);
  }

  /** The newest good set of one source that was found sound. */
  public static Optional<SnapshotSet> newestSound(Collection<SnapshotSet> ofSource) {
    return newest(
        ofSource.stream().filter(SnapshotSet::good).toList(), verdict -> verdict.is(SOUND));
  }

  private static Optional<SnapshotSet> newest(
      Collection<SnapshotSet> sets, Predicate<Verification> verdict) {
    return sets.stream()
        .filter(set -> set.verification().filter(verdict).isPresent())
        .max(Comparator.comparing(SnapshotSet::startTime));
  }

  /** Whether a structure was wrong, and no person has decided since. */
  public boolean damaged() {
    return is(DAMAGED);
  }

  private boolean is(String word) {
    return text.strip().split("\\s", 2)[0].equalsIgnoreCase(word);
  }
}
