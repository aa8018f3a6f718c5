package ebsbackup.ebs;

import java.time.Instant;

/**
 * Which set: the same source can have several sets of one run, at different times.
 *
 * @param source instance id, or volume id of a volume selected on its own
 * @param run the value of the tag {@code ebs-backup:run}
 * @param startTime when its snapshots were started
 */
public record SetRef(String source, String run, Instant startTime) {

  /** Its place in an order that never changes, by age: a cursor that tells how far a run is. */
  public String position() {
    return "%019d %s %s".formatted(startTime.toEpochMilli(), source, run);
  }

  @Override
  public String toString() {
    return source + " " + startTime + " " + run;
  }
}
