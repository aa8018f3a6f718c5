package ebsbackup.ebs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checksum of everything that a snapshot contains: the last line of its manifest. The tag {@link
 * SetTags#MANIFEST} stores it, for example as {@code sha256:9f86…0a08 of 7 blocks
 * 2026-03-01T04:00:12Z}.
 *
 * @param sha256 the checksum of the manifest's lines, in lowercase hexadecimal digits
 * @param blocks the number of blocks that contain anything but zeros
 * @param at when the manifest was finished; in the tag {@link SetTags#SOURCE_MANIFEST}, when the
 *     copy was compared with it
 */
public record ManifestRoot(String sha256, long blocks, Instant at) {
  private static final Pattern TEXT =
      Pattern.compile("sha256:([0-9a-f]{64}) of (\\d{1,9}) blocks (\\S+Z)");

  public ManifestRoot {
    at = at.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The value of the tag. It uses only characters that every AWS service accepts in tags. */
  public String text() {
    return "sha256:%s of %d blocks %s".formatted(sha256, blocks, at);
  }

  /** Reads the snapshot's tag; empty unless it is exactly what {@link #text} writes. */
  public static Optional<ManifestRoot> of(Snapshot snapshot) {
    return Optional.ofNullable(snapshot.tags().get(SetTags.MANIFEST)).flatMap(ManifestRoot::read);
  }

  /** Reads a tag; empty unless it is exactly what {@link #text} writes. */
  public static Optional<ManifestRoot> read(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
              new ManifestRoot(
                  matcher.group(1),
                  Long.parseLong(matcher.group(2)),
                  Instant.parse(matcher.group(3))))
          .filter(root -> root.text().equals(text));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  /** Whether another manifest has the same contents. */
  public boolean isOf(String otherSha256, long otherBlocks) {
    return sha256.equals(otherSha256) && blocks == otherBlocks;
  }
}
