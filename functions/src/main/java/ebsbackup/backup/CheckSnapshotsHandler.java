package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Origin;
import ebsbackup.ebs.Pace;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * "Check Snapshots": checks in one listing whether any of the run's snapshots are still pending.
 */
public final class CheckSnapshotsHandler
    implements RequestHandler<CheckSnapshotsHandler.Input, CheckSnapshotsHandler.Output> {

  private final SnapshotReader snapshots;
  private final Clock clock;

  public CheckSnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public CheckSnapshotsHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param waitSeconds the wait before this check
   * @param createdAt when this execution last created a snapshot; absent if it created none
   */
  public record Input(Run run, int waitSeconds, Optional<Instant> createdAt) {}

  /**
   * Whether to continue to wait.
   *
   * @param pending the number of pending snapshots
   */
  public record Output(boolean finished, int pending, int waitSeconds) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    // A copy that was made in the meantime does not belong to the run.
    int pending =
        (int)
            snapshots.pendingOfRun(input.run().id()).stream()
                .filter(snapshot -> Origin.of(snapshot) instanceof Origin.Original)
                .count();
    Instant now = clock.instant();
    // Seeing no pending snapshot proves nothing until all new snapshots must be visible.
    boolean visible =
        input.createdAt().map(at -> !now.isBefore(at.plus(Pace.UNTIL_VISIBLE))).orElse(true);
    boolean finished = (pending == 0 && visible) || input.run().over(now);
    return new Output(
        finished, pending, input.run().waitSeconds(Pace.nextCheck(input.waitSeconds()), now));
  }
}
