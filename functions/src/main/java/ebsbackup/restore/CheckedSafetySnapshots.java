package ebsbackup.restore;

import ebsbackup.ebs.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The result of one check of the safety snapshots.
 *
 * @param problem why there is no complete safety snapshot, once the wait is over
 * @param waitSeconds the wait before the next check
 * @param takenAt absent until EC2 accepts the request to take them
 */
public record CheckedSafetySnapshots(
    boolean finished,
    Optional<String> problem,
    int waitSeconds,
    Optional<Instant> takenAt,
    List<SafetySnapshot> snapshots) {

  /** EC2 allows one snapshot of a volume every 15 seconds. */
  private static final Duration BETWEEN_SNAPSHOTS = Duration.ofSeconds(20);

  /** The result if EC2 refuses because it has just taken a snapshot of one of the volumes. */
  static CheckedSafetySnapshots tooSoon() {
    return new CheckedSafetySnapshots(
        false, Optional.empty(), (int) BETWEEN_SNAPSHOTS.toSeconds(), Optional.empty(), List.of());
  }

  /**
   * @param previousSeconds the wait before this check
   */
  static CheckedSafetySnapshots of(
      SafetySnapshots safety, Instant takenAt, Instant now, int previousSeconds) {
    Optional<String> problem = safety.problem(takenAt, now);
    return new CheckedSafetySnapshots(
        safety.completed() || problem.isPresent(),
        problem,
        (int) Pace.nextCheck(previousSeconds).toSeconds(),
        Optional.of(takenAt),
        safety.shown());
  }
}
