package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  private final PageDeleter deleter;
  private final Clock clock;

  public DeleteSnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public DeleteSnapshotsHandler(Wiring wiring) {
    deleter = new PageDeleter(wiring);
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
    Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
    DeletionTime time =
        DeletionTime.of(clock.instant(), input.decidedAt(), input.deadline(), remaining);
    DeletionPage page = new DeletionPage(input.plan().name(), input.deletions(), time);
    DeletionPage.End end = deleter.delete(page, input.deadline());
    end.result().outcomes().forEach(outcome -> context.getLogger().log(outcome.toString()));
    return new Output(
        end.later(),
        end.decideAgain(),
        end.waitSeconds(),
        input.progress().plusDeleted(end.result()));
  }
}
