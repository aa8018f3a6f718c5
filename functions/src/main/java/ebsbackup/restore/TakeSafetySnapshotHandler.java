package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotCreator;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * "Take Safety Snapshot": takes snapshots of the volumes that a swap is about to replace, unless it
 * finds them by tag, and then checks them until they are completed.
 */
public final class TakeSafetySnapshotHandler
    implements RequestHandler<TakeSafetySnapshotHandler.Input, CheckedSafetySnapshots> {

  private final VolumeReader volumes;
  private final SnapshotReader snapshots;
  private final SnapshotCreator newSnapshots;
  private final Clock clock;

  public TakeSafetySnapshotHandler() {
    this(Wiring.fromEnvironment());
  }

  public TakeSafetySnapshotHandler(Wiring wiring) {
    volumes = wiring.volumes();
    snapshots = wiring.snapshots();
    newSnapshots = wiring.snapshotCreator();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param waitSeconds the wait before this check
   * @param takenAt when the snapshots were taken; absent until then
   */
  public record Input(RestorePlan plan, int waitSeconds, Optional<Instant> takenAt) {}

  @Override
  public CheckedSafetySnapshots handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    Instant now = clock.instant();
    SafetySnapshots safety =
        SafetySnapshots.of(plan, snapshots.byTag(RestorePlan.RESTORE, plan.restoreId()));
    if (input.takenAt().isEmpty() && !safety.missing().isEmpty()) {
      try {
        take(safety);
      } catch (RefusedException e) {
        if (!e.passes() || plan.over(now)) {
          throw e;
        }
        return CheckedSafetySnapshots.tooSoon();
      }
    }
    return CheckedSafetySnapshots.of(safety, input.takenAt().orElse(now), now, input.waitSeconds());
  }

  private void take(SafetySnapshots safety) {
    String instanceId = safety.plan().instanceId();
    switch (safety.request(volumes.attachedTo(List.of(instanceId)))) {
      case SafetySnapshots.Request.OneByOne each ->
          each.volumeIds()
              .forEach(id -> newSnapshots.create(id, safety.tags(), safety.description()));
      case SafetySnapshots.Request.AsSet set ->
          newSnapshots.createSet(
              instanceId, set.withoutRoot(), set.left(), safety.tags(), safety.description());
    }
  }
}
