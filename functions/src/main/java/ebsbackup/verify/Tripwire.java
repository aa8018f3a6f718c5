package ebsbackup.verify;

import ebsbackup.ebs.VolumeChange;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides from the changed blocks of a volume whether an intruder may have encrypted it: many of
 * them held structured data before and now hold noise, and this is unusual for the volume. A large
 * number of changed blocks alone does not raise an alarm, since defragmentation, upgrades and
 * database restores change as many. It only lowers the threshold.
 *
 * <p>{@code bench/tripwire} measures what these thresholds detect and miss. See
 * docs/verification.md.
 */
final class Tripwire {
  /** The number of changed blocks to read: 32 reveal a share of noise of a fifth or more. */
  static final int MAX_SAMPLED = 32;

  /** If these hold no noise, the rest is not read, so an ordinary night costs little. */
  private static final int FIRST_SAMPLED = 8;

  /** With this many blocks of noise, the rest is not read. */
  private static final int ENOUGH_NOISE = 12;

  /** Noise in one or two sampled blocks can be a photo stored in place of a text. */
  private static final int FEWEST_NOISE = 4;

  /** 32 MiB: an intruder encrypts more than the size of an archive that replaces a log. */
  private static final long FEWEST_NOISE_BLOCKS = 64;

  /** With fewer nights, the usual level is not known. */
  private static final int FEWEST_NIGHTS = 7;

  /** The multiple of the highest number of changed blocks in earlier nights that is unusual. */
  private static final int TIMES_USUAL = 4;

  private static final int PERCENT_WITHOUT_HISTORY = 60;
  private static final int PERCENT = 35;
  private static final int PERCENT_IF_MANY_CHANGED = 20;

  private Tripwire() {}

  /** Whether further samples are unnecessary. */
  static boolean enough(int sampled, int noise) {
    return noise >= ENOUGH_NOISE || (noise == 0 && sampled >= FIRST_SAMPLED);
  }

  /** The evidence, if the tripwire is tripped. */
  static Optional<String> tripped(VolumeChange change, Usual usual) {
    int percent = usual.noisePercent() + percentAbove(change, usual);
    boolean tripped =
        change.noise() >= FEWEST_NOISE
            && change.changed() * change.noise() >= FEWEST_NOISE_BLOCKS * change.sampled()
            && 100L * change.noise() >= (long) percent * change.sampled();
    return tripped
        ? Optional.of(
            "%d of %d sampled blocks became noise, which reaches the threshold of %d percent; %s"
                .formatted(change.noise(), change.sampled(), percent, words(change, usual)))
        : Optional.empty();
  }

  private static int percentAbove(VolumeChange change, Usual usual) {
    if (usual.nights() < FEWEST_NIGHTS) {
      return PERCENT_WITHOUT_HISTORY;
    }
    return change.changed() >= TIMES_USUAL * usual.mostChanged()
        ? PERCENT_IF_MANY_CHANGED
        : PERCENT;
  }

  /** The number and share of changed blocks, compared with the volume's own history. */
  static String words(VolumeChange change, Usual usual) {
    return String.format(
        Locale.ROOT,
        "%d of %d blocks changed, %.1f percent, %s",
        change.changed(),
        change.blocks(),
        100.0 * change.changed() / change.blocks(),
        usual.nights() < FEWEST_NIGHTS
            ? "the usual number is not known yet"
            : "usually at most " + usual.mostChanged());
  }
}
