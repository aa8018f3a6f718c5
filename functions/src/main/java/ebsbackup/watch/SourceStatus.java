package ebsbackup.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The status of an instance, or of a volume on its own.
 *
 * @param name its tag {@code Name}
 * @param state EC2's name for its state; {@code gone} if EC2 does not know it
 * @param plans the plans that select it or have created sets of it
 * @param newest its newest good set
 * @param age the age of that set: the data that would be lost
 * @param exposedSince since when written data would be lost: the time of its newest good set, or
 *     the creation of its oldest volume
 * @param target how old its newest good set may become
 * @param longestGap the most data that would have been lost in the period under review
 * @param shareWithin the share of that period, from 0 to 1, in which the target was met
 * @param restorePoints the number of good sets
 * @param notGood the number of other sets
 * @param gib the size in GiB of the volumes in its newest good set, or of its own volumes if it has
 *     none
 * @param verified the verdict of a verification, if the newest good set has one
 * @param sharedWith the accounts that the newest good set may be shared with
 * @param unprotected its volumes that no good set contains and no plan excludes
 * @param leftOut volumes that plans exclude
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
