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
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * "Delete Snapshots": deletes only the sets that "Plan Prune" of the same execution decided on. It
 * reads every snapshot again within seconds before its deletion. It returns what EC2 does not
 * accept now, and the workflow passes that in again after a wait. What is left when the decision
 * has become too old is decided on again.
 */
public final class DeleteSnapshotsHandler
    implements RequestHandler<DeleteSnapshotsHandler.Input, DeleteSnapshotsHandler.Output> {

  /**
   * Time for a call that hangs and for the response. With less time, the rest is returned, because
   * the progress of a function that times out is lost.
   */
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(60);

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

  /**
   * The step's input.
   *
   * @param decidedAt when "Plan Prune" decided on the deletions; absent if it was of an earlier
   *     release
   */
  public record Input(
      Plan plan,
      List<Deletion> deletions,
      Optional<Instant> decidedAt,
      Instant deadline,
      PruneProgress progress) {}

  /**
   * The result for the page.
   *
   * @param later what is left, to be passed in again after the wait
   * @param decideAgain whether the decision on what is left has become too old
   * @param waitSeconds the time that EC2's throttling bucket needs to refill
   */
  public record Output(
      List<Deletion> later, boolean decideAgain, int waitSeconds, PruneProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    if (input.plan().pruning().dryRun()) {
      throw new InvalidInputException(
          "plan.dryRun", "true", "false, because this step deletes snapshots");
    }
    Instant begun = clock.instant();
    Instant outdated = input.decidedAt().orElse(begun).plus(DeletionPage.DECISION_COUNTS);
    Instant timeIsUp = begun.plusMillis(context.getRemainingTimeInMillis()).minus(TIME_TO_ANSWER);
    Instant until = Collections.min(List.of(input.deadline(), outdated, timeIsUp));
    DeletionPage page = new DeletionPage(input.plan().name(), input.deletions(), begun, until);
    while (page.hasNext(clock.instant())) {
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
    int recycled = deletions.inRecycleBin(page.deleted());
    Instant ended = clock.instant();
    DeletionPage.End end = page.end(ended, input.deadline(), recycled);
    end.result().outcomes().forEach(outcome -> context.getLogger().log(outcome.toString()));
    return new Output(
        end.later(),
        !end.later().isEmpty() && !ended.isBefore(outdated),
        end.waitSeconds(),
        input.progress().plusDeleted(end.result()));
  }
}
