package ebsbackup.ebs;

import java.time.Instant;

/**
 * Identifies a set: the same source can have several sets of one run, with different start times.
 *
 * @param source instance id, or volume id of a volume selected on its own
 * @param run the value of the tag {@code ebs-backup:run}
 * @param startTime when its snapshots were started
 */
public record SetRef(String source, String run, Instant startTime) {

  /**
   * The position in a stable order by age, used as a cursor that records how far a run has come.
   */
  public String position() {
    return "%019d %s %s".formatted(startTime.toEpochMilli(), source, run);
  }

  @Override
  public String toString() {
    return source + " " + startTime + " " + run;
  }
}
