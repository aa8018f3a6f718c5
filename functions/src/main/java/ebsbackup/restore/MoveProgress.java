package ebsbackup.restore;

import ebsbackup.ebs.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How far a move has come after a look at the instance.
 *
 * @param finished no more looks are needed
 * @param problem why the goal is out of reach
 * @param since when the first look was
 * @param waitSeconds the wait before the next look
 * @param refusals looks in a row that ended in a refusal
 * @param did the calls that were made
 * @param waitingFor what must end before the next call
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
   * The calls of one look.
   *
   * @param did each call, and what became of it
   * @param refused why EC2 refused the first of those that it refused
   */
  record Attempt(List<String> did, Optional<String> refused) {}

  static MoveProgress done(Instant since) {
    return new MoveProgress(true, Optional.empty(), since, 0, 0, List.of(), Optional.empty());
  }

  static MoveProgress stuck(Instant since, String problem) {
    return new MoveProgress(true, Optional.of(problem), since, 0, 0, List.of(), Optional.empty());
  }

  /**
   * @param waitSeconds the wait before this look
   * @param refusals in a row until now
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
   * @param waitSeconds the wait before this look
   * @param refusals in a row before this look
   * @param mostRefusals with this many refusals in a row, the goal is out of reach
   */
  static MoveProgress tried(
      Instant since, int waitSeconds, int refusals, Attempt attempt, int mostRefusals) {
    if (attempt.refused().isEmpty()) {
      return new MoveProgress(
          false, Optional.empty(), since, next(0), 0, attempt.did(), Optional.empty());
    }
    int inARow = refusals + 1;
    return inARow >= mostRefusals
        ? new MoveProgress(
            true, attempt.refused(), since, 0, inARow, attempt.did(), Optional.empty())
        : new MoveProgress(
            false,
            Optional.empty(),
            since,
            next(waitSeconds),
            inARow,
            attempt.did(),
            attempt.refused());
  }

  private static int next(int waitSeconds) {
    return (int) LOOKS.next(waitSeconds).toSeconds();
  }
}
