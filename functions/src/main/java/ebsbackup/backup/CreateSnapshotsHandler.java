package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.Plan;
import ebsbackup.targets.Target;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * "Create Snapshots": creates a set for each target of the page that has none from this run yet. It
 * returns what EC2 does not accept now, and the workflow passes that in again after a wait.
 */
public final class CreateSnapshotsHandler
    implements RequestHandler<CreateSnapshotsHandler.Input, CreateSnapshotsHandler.Output> {

  /** Time for a call that hangs and for the response. With less time, the rest is returned. */
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(40);

  private final SetCreator sets;
  private final Clock clock;

  public CreateSnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public CreateSnapshotsHandler(Wiring wiring) {
    sets = new SetCreator(wiring);
    clock = wiring.clock();
  }

  /** The step's input; at most {@link Pace#PAGE} targets. */
  public record Input(Plan plan, Run run, List<Target> targets, BackupProgress progress) {}

  /**
   * The result for the page.
   *
   * @param later the targets to pass in again after the wait
   * @param waitSeconds the time that EC2's throttling buckets need to refill, also before the next
   *     page
   */
  public record Output(List<Target> later, int waitSeconds, BackupProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    SnapshotPage page = new SnapshotPage(input.run(), input.progress(), clock.instant());
    List<PlannedSet> missing = sets.missing(input.plan(), input.run(), input.targets(), page);
    for (int i = 0; i < missing.size(); i++) {
      boolean inTime = context.getRemainingTimeInMillis() >= TIME_TO_ANSWER.toMillis();
      if (!inTime || !create(missing.get(i), page, context)) {
        page.leave(missing.stream().skip(i).map(PlannedSet::target).toList());
        break;
      }
    }
    SnapshotPage.End end = page.end(clock.instant());
    return new Output(
        end.later(),
        end.waitSeconds(),
        input.progress().plusCreated(input.targets(), end.result()));
  }

  /** Creates the set and returns whether to continue with the next target. */
  private boolean create(PlannedSet set, SnapshotPage page, Context context) {
    try {
      page.done(set.target(), set.plan(), sets.create(set.plan()));
      return true;
    } catch (AwsCallException e) {
      context.getLogger().log(set.target().id() + ": " + e.getMessage(), LogLevel.WARN);
      List<Snapshot> failed = sets.failedSnapshots(set.plan(), e);
      return failed.isEmpty() ? page.failed(set, e) : page.blocked(set.target(), failed);
    }
  }
}
