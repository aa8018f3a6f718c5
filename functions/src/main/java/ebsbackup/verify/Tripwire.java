package ebsbackup.verify;

import ebsbackup.ebs.VolumeChange;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides from what changed on a volume whether an intruder may have encrypted it: much of what
 * changed held structured data before and holds noise now, and this is not usual for the volume. A
 * large number of changed blocks alone does not raise an alarm, since defragmentations, upgrades
 * and restores of databases change as many; it only makes the wire more sensitive.
 *
 * <p>{@code bench/tripwire} measures what these thresholds find and miss: docs/verification.md.
 */
final class Tripwire {
  /** Blocks to read of those that changed: shares from a fifth on show in 32. */
  static final int MOST_SAMPLED = 32;

  /** Without noise among these, the rest is not read: an ordinary night costs little. */
  private static final int FIRST_SAMPLED = 8;

  /** With this much noise, the rest is not read. */
  private static final int ENOUGH_NOISE = 12;

  /** Noise in one or two sampled blocks can be a photo that was stored where a text was. */
  private static final int FEWEST_NOISE = 4;

  /** 32 MiB: what an intruder encrypts is larger than one archive that replaces a log. */
  private static final long FEWEST_NOISE_BLOCKS = 64;

  /** Of fewer, it is not known what is usual. */
  private static final int FEWEST_NIGHTS = 7;

  /** How many times the most of earlier nights makes a number of changed blocks unusual. */
  private static final int TIMES_USUAL = 4;

  private static final int PERCENT_WITHOUT_HISTORY = 60;
  private static final int PERCENT = 35;
  private static final int PERCENT_IF_MANY_CHANGED = 20;

  private Tripwire() {}

  /** Whether more samples would change nothing. */
  static boolean enough(int sampled, int noise) {
    return noise >= ENOUGH_NOISE || (noise == 0 && sampled >= FIRST_SAMPLED);
  }

  /** The evidence if the wire is tripped. */
  static Optional<String> tripped(VolumeChange change, Usual usual) {
    int percent = usual.noisePercent() + percentAbove(change, usual);
    boolean tripped =
        change.noise() >= FEWEST_NOISE
            && change.changed() * change.noise() >= FEWEST_NOISE_BLOCKS * change.sampled()
            && 100L * change.noise() >= (long) percent * change.sampled();
    return tripped
        ? Optional.of(
            "%d of %d sampled blocks became noise, unusual from %d percent on; %s"
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

  /** The number and share of changed blocks beside the volume's own history. */
  static String words(VolumeChange change, Usual usual) {
    return String.format(
        Locale.ROOT,
        "%d of %d blocks changed, %.1f percent, %s",
        change.changed(),
        change.blocks(),
        100.0 * change.changed() / change.blocks(),
        usual.nights() < FEWEST_NIGHTS
            ? "usual number not known yet"
            : "usually at most " + usual.mostChanged());
  }
}
