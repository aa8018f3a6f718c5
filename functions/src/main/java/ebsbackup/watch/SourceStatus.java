package ebsbackup.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One instance, or one volume on its own.
 *
 * @param name its tag {@code Name}
 * @param state EC2's name of its state; {@code gone} where EC2 does not know it
 * @param plans those that select it or have made sets of it
 * @param newest its newest good set
 * @param age how old that is: what would be lost
 * @param exposedSince when the data began that would be lost: the time of its newest good set, or
 *     the creation of its oldest volume
 * @param target how old it may become
 * @param longestGap the most that would have been lost in the time looked back on
 * @param shareWithin the share of that time, from 0 to 1, in which the target was met
 * @param restorePoints the number of good sets
 * @param notGood the number of other sets
 * @param gib size of the volumes in its newest good set, or of those that it has, in GiB
 * @param verified the verdict of a verification, where the newest good set carries one
 * @param sharedWith the accounts that the newest good set may be shared with
 * @param unprotected volumes that it has, that no good set holds and no plan leaves out
 * @param leftOut volumes that plans leave out
 */
public record SourceStatus(
    String source,
    Optional<String> name,
    String state,
    Protection protection,
    List<String> plans,
    Optional<Newest> newest,
    Optional<Duration> age,
    Optional<Instant> exposedSince,
    Optional<Duration> target,
    Optional<Duration> longestGap,
    Optional<Double> shareWithin,
    int restorePoints,
    int notGood,
    long gib,
    Optional<String> verified,
    List<String> sharedWith,
    List<String> unprotected,
    List<String> leftOut) {

  public SourceStatus {
    plans = List.copyOf(plans);
    sharedWith = List.copyOf(sharedWith);
    unprotected = List.copyOf(unprotected);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * A good set.
   *
   * @param safeSince when it was complete
   */
  public record Newest(String run, Instant time, Instant safeSince) {}
}
