package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotDeleter;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * "Delete Snapshots": deletes only the sets that "Plan Prune" of the same execution decided on. It
 * reads every snapshot again within seconds before its deletion. It returns what EC2 does not
 * accept now, and the workflow passes that in again after a wait.
 */
public final class DeleteSnapshotsHandler
    implements RequestHandler<DeleteSnapshotsHandler.Input, DeleteSnapshotsHandler.Output> {

  private final SnapshotReader snapshots;
  private final SnapshotDeleter deletions;
  private final Clock clock;

  public DeleteSnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public DeleteSnapshotsHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    deletions = wiring.snapshotDeleter();
    clock = wiring.clock();
  }

  /** The step's input. */
  public record Input(
      Plan plan, List<Deletion> deletions, Instant deadline, PruneProgress progress) {}

  /**
   * The result for the page.
   *
   * @param later what is left, to be passed in again after the wait
   * @param waitSeconds the time that EC2's throttling bucket needs to refill
   */
  public record Output(List<Deletion> later, int waitSeconds, PruneProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    if (input.plan().pruning().dryRun()) {
      throw new InvalidInputException(
          "plan.dryRun", "true", "false, because this step deletes snapshots");
    }
    DeletionPage page = new DeletionPage(input.plan().name(), input.deletions(), clock.instant());
    while (page.hasNext()) {
      try {
        Instant now = clock.instant();
        List<String> ids = page.toRead(now);
        if (!ids.isEmpty()) {
          page.read(ids, snapshots.byIds(ids), now);
        }
        page.next().ifPresent(id -> page.deleted(id, deletions.delete(id)));
      } catch (AwsCallException e) {
        page.failed(e);
      }
    }
    DeletionPage.End end =
        page.end(clock.instant(), input.deadline(), deletions.inRecycleBin(page.deleted()));
    end.result().outcomes().forEach(outcome -> context.getLogger().log(outcome.toString()));
    return new Output(end.later(), end.waitSeconds(), input.progress().plusDeleted(end.result()));
  }
}
