package ebsbackup.ebs;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The contents of the tag {@code ebs-backup:copy} on a copy that the pull workflow made: the
 * original snapshot, when and from which volume it was taken, and how the copy was requested. EC2
 * gives a copy an arbitrary volume id and the time of the copy, and only the tags of the call.
 *
 * @param snapshotId the original snapshot
 * @param ownerId its account
 * @param region its Region
 * @param startTime when it was started
 * @param volumeId its volume
 * @param attempt 1, plus one after each copy that failed
 * @param kmsKeyArn the key that was requested
 */
public record CopyOf(
    String snapshotId,
    String ownerId,
    String region,
    Instant startTime,
    String volumeId,
    int attempt,
    String kmsKeyArn) {

  private static final Pattern FORM =
      Pattern.compile(
          "snap-[0-9a-f]+ \\d{12} [a-z0-9-]+ [^ ]+ vol-[0-9a-f]+ [1-9]\\d{0,5} arn:[^ ]+");

  /** Reads the tag; empty if there is none or it was changed. */
  public static Optional<CopyOf> read(Map<String, String> tags) {
    String value = tags.get(SetTags.COPY);
    if (value == null || !FORM.matcher(value).matches()) {
      return Optional.empty();
    }
    String[] words = value.split(" ", -1);
    return time(words[3])
        .map(
            time ->
                new CopyOf(
                    words[0],
                    words[1],
                    words[2],
                    time,
                    words[4],
                    Integer.parseInt(words[5]),
                    words[6]));
  }

  /** The value of the tag. */
  public String text() {
    return String.join(
        " ",
        snapshotId,
        ownerId,
        region,
        startTime.toString(),
        volumeId,
        Integer.toString(attempt),
        kmsKeyArn);
  }

  /** Why the copy is not as requested; a pending copy may not show its key yet. */
  Optional<String> objection(Snapshot copy) {
    if (!copy.volumeId().equals(volumeId) || !copy.startTime().equals(startTime)) {
      return Optional.of("it was not read as a copy of " + snapshotId);
    }
    if (copy.completed() && !(copy.encrypted() && copy.kmsKeyId().equals(Optional.of(kmsKeyArn)))) {
      return Optional.of(
          "it is encrypted under %s instead of %s"
              .formatted(copy.kmsKeyId().orElse("no key"), kmsKeyArn));
    }
    return Optional.empty();
  }

  private static Optional<Instant> time(String word) {
    try {
      return Optional.of(Instant.parse(word));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
