package ebsbackup.ebs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a volume changed since the previous snapshot, and how much of it turned into noise.
 * The tag {@link SetTags#CHANGED} stores it, for example as {@code 640 of 204800 blocks since
 * snap-0a1b2c3d4e5f60718: 1 of 32 sampled became noise}.
 *
 * @param changed the number of blocks of 512 KiB that differ
 * @param blocks the number of blocks of the volume
 * @param since the previous snapshot
 * @param sampled the number of changed blocks that were read
 * @param noise the number of these that held structured data before and hold noise now
 */
public record VolumeChange(long changed, long blocks, String since, int sampled, int noise) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d{1,9}) of (\\d{1,9}) blocks since (snap-[0-9a-f]{8,17}): (\\d{1,3}) of (\\d{1,3}) sampled became noise");

  public VolumeChange {
    if (noise < 0 || noise > sampled || sampled > changed || changed > blocks) {
      throw new IllegalArgumentException(
          "%d of %d, %d of %d".formatted(changed, blocks, noise, sampled));
    }
  }

  /** The value of the tag. It uses only characters that every AWS service accepts in tags. */
  public String text() {
    return "%d of %d blocks since %s: %d of %d sampled became noise"
        .formatted(changed, blocks, since, noise, sampled);
  }

  /** Reads a tag; empty unless it is exactly what {@link #text} could have written. */
  public static Optional<VolumeChange> read(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long changed = Long.parseLong(matcher.group(1));
    long blocks = Long.parseLong(matcher.group(2));
    int noise = Integer.parseInt(matcher.group(4));
    int sampled = Integer.parseInt(matcher.group(5));
    return noise > sampled || sampled > changed || changed > blocks
        ? Optional.empty()
        : Optional.of(new VolumeChange(changed, blocks, matcher.group(3), sampled, noise))
            .filter(change -> change.text().equals(text));
  }
}
