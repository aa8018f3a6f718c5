package ebsbackup.ebs;

import java.time.Instant;

/**
 * Which set: the same source can have several sets of one run, at different times.
 *
 * @param source instance id, or volume id of a volume selected by itself
 * @param run the value of the tag {@code ebs-backup:run}
 * @param startTime when its snapshots were started
 */
public record SetRef(String source, String run, Instant startTime) {

  @Override
  public String toString() {
    return "%s %s %s".formatted(source, startTime, run);
  }
}
