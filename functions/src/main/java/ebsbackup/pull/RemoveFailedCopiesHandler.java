package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotDeleter;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Snapshot;
import ebsbackup.request.CopyPlan;
import java.util.List;

/** "Remove Failed Copies": deletes copies of the plan that failed, and nothing else. */
public final class RemoveFailedCopiesHandler
    implements RequestHandler<RemoveFailedCopiesHandler.Input, RemoveFailedCopiesHandler.Output> {

  private final SnapshotReader snapshots;
  private final SnapshotDeleter deleter;

  public RemoveFailedCopiesHandler() {
    this(Wiring.fromEnvironment());
  }

  public RemoveFailedCopiesHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    deleter = wiring.snapshotDeleter();
  }

  /** The step's input. */
  public record Input(CopyPlan plan, List<String> failed) {}

  /** The number of copies that were deleted. */
  public record Output(int removed) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    List<String> removed =
        snapshots.byIds(input.failed()).stream()
            .filter(snapshot -> FailedCopy.isFailedCopyOf(snapshot, input.plan().name()))
            .map(Snapshot::snapshotId)
            .filter(deleter::delete)
            .toList();
    return new Output(removed.size());
  }
}
