package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Origin;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * "Check Snapshots": checks in one listing whether any of the run's snapshots are still pending.
 */
public final class CheckSnapshotsHandler
    implements RequestHandler<CheckSnapshotsHandler.Input, SnapshotCheck> {

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

  @Override
  public SnapshotCheck handleRequest(Input input, Context context) {
    // A copy that was made in the meantime does not belong to the run.
    int pending =
        (int)
            snapshots.pendingOfRun(input.run().id()).stream()
                .filter(snapshot -> Origin.of(snapshot) instanceof Origin.Original)
                .count();
    return SnapshotCheck.of(
        input.run(), input.waitSeconds(), input.createdAt(), pending, clock.instant());
  }
}
