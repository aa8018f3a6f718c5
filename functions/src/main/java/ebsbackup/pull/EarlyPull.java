package ebsbackup.pull;

import ebsbackup.ebs.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A pull that begins before its schedule, because a snapshot has been shared. Every shared snapshot
 * is an event, so a night has hundreds. All events of a few minutes name one execution, which Step
 * Functions starts once, and which selects sets only when those minutes are over: after every event
 * a selection follows, and a set is shared in full by then.
 */
final class EarlyPull {
  /** What the names begin with; nothing else marks such an execution, whose input is the plan. */
  private static final String PREFIX = "early-";

  /** The events of so long a time name one execution. */
  static final Duration SLOT = Duration.ofMinutes(5);

  /**
   * From the start of the execution until it selects sets: its slot is over, and EC2 lists what was
   * shared in it.
   */
  static final Duration SETTLING = SLOT.plus(Pace.UNTIL_VISIBLE);

  /** Names have no colons. */
  private static final DateTimeFormatter SLOTS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH-mm'Z'").withZone(ZoneOffset.UTC);

  private EarlyPull() {}

  /** The name of the execution that an event at that time starts. */
  static String nameAt(Instant time) {
    long slot = Math.floorDiv(time.getEpochSecond(), SLOT.toSeconds());
    return PREFIX + SLOTS.format(Instant.ofEpochSecond(slot * SLOT.toSeconds()));
  }

  /** Whether an execution is one, by its ARN. */
  static boolean isOne(String executionArn) {
    return executionArn.substring(executionArn.lastIndexOf(':') + 1).startsWith(PREFIX);
  }
}
