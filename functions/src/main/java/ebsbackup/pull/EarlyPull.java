package ebsbackup.pull;

import ebsbackup.ebs.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A pull that starts before its scheduled time because a snapshot was shared. Every shared snapshot
 * is an event, so there are hundreds per night. All events within a few minutes use the same
 * execution name, so Step Functions starts the execution once. The execution selects sets only
 * after those minutes. By then, all of these events have arrived, and a set is completely shared.
 */
final class EarlyPull {
  /** The prefix of the names. Only the name marks an early pull, since its input is the plan. */
  private static final String PREFIX = "early-";

  /** All events within this time use one execution name. */
  static final Duration SLOT = Duration.ofMinutes(5);

  /**
   * The time from the start of the execution until it selects sets. By then its slot is over, and
   * EC2 lists the snapshots that were shared in it.
   */
  static final Duration SETTLING = SLOT.plus(Pace.UNTIL_VISIBLE);

  /** Execution names cannot contain colons. */
  private static final DateTimeFormatter SLOTS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm'Z'").withZone(ZoneOffset.UTC);

  private EarlyPull() {}

  /** The name of the execution that an event at the given time starts. */
  static String nameAt(Instant time) {
    long slot = Math.floorDiv(time.getEpochSecond(), SLOT.toSeconds());
    return PREFIX + SLOTS.format(Instant.ofEpochSecond(slot * SLOT.toSeconds()));
  }

  /** Whether the ARN is that of an early pull. */
  static boolean isEarlyPull(String executionArn) {
    return executionArn.substring(executionArn.lastIndexOf(':') + 1).startsWith(PREFIX);
  }
}
