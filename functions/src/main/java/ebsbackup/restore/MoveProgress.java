package ebsbackup.restore;

import ebsbackup.ebs.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The progress of a move after one check of the instance.
 *
 * @param finished whether no more checks are needed
 * @param problem why the goal cannot be reached
 * @param since the time of the first check
 * @param waitSeconds the wait before the next check
 * @param refusals the number of consecutive checks in which EC2 refused a call
 * @param did the calls that were made
 * @param waitingFor what must happen before the next call
 */
public record MoveProgress(
    boolean finished,
    Optional<String> problem,
    Instant since,
    int waitSeconds,
    int refusals,
    List<String> did,
    Optional<String> waitingFor) {

  private static final Backoff LOOKS = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(1));

  public MoveProgress {
    did = List.copyOf(did);
  }

  /**
   * The calls made in one check.
   *
   * @param did each call and its result
   * @param refused the reason of the first refusal by EC2
   */
  record Attempt(List<String> did, Optional<String> refused) {}

  static MoveProgress done(Instant since) {
    return ended(since, Optional.empty(), 0, List.of());
  }

  static MoveProgress stuck(Instant since, String problem) {
    return ended(since, Optional.of(problem), 0, List.of());
  }

  /**
   * @param waitSeconds the wait before this check
   * @param refusals the number of consecutive refusals so far
   */
  static MoveProgress waiting(Instant since, int waitSeconds, int refusals, String reason) {
    return new MoveProgress(
        false,
        Optional.empty(),
        since,
        next(waitSeconds),
        refusals,
        List.of(),
        Optional.of(reason));
  }

  /**
   * @param waitSeconds the wait before this check
   * @param refusals the number of consecutive refusals before this check
   * @param mostRefusals the number of consecutive refusals after which the goal is out of reach
   */
  static MoveProgress tried(
      Instant since, int waitSeconds, int refusals, Attempt attempt, int mostRefusals) {
    if (attempt.refused().isEmpty()) {
      return new MoveProgress(
          false, Optional.empty(), since, next(0), 0, attempt.did(), Optional.empty());
    }
    int inARow = refusals + 1;
    return inARow >= mostRefusals
        ? ended(since, attempt.refused(), inARow, attempt.did())
        : new MoveProgress(
            false,
            Optional.empty(),
            since,
            next(waitSeconds),
            inARow,
            attempt.did(),
            attempt.refused());
  }

  private static MoveProgress ended(
      Instant since, Optional<String> problem, int refusals, List<String> did) {
    return new MoveProgress(true, problem, since, 0, refusals, did, Optional.empty());
  }

  private static int next(int waitSeconds) {
    return (int) LOOKS.next(waitSeconds).toSeconds();
  }
}
