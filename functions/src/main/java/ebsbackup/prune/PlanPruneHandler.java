package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.json.TaskError;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * "Plan Prune": decides, one page at a time, which sets of the plan to delete, or what stops the
 * run. It cannot delete anything.
 */
public final class PlanPruneHandler
    implements RequestHandler<PlanPruneHandler.Input, PlanPruneHandler.Output> {

  private final Json json = new Json();
  private final PlanDecisions decisions;
  private final Clock clock;

  public PlanPruneHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlanPruneHandler(Wiring wiring) {
    decisions = new PlanDecisions(wiring);
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param left what is left of a page whose decision has become too old; otherwise empty
   * @param cursor where the previous page ended; absent for the first page
   * @param estimateError the error of an estimate that is not in the progress yet
   */
  public record Input(
      RawJson plan,
      Instant startTime,
      List<Deletion> left,
      Optional<String> cursor,
      PruneProgress progress,
      Optional<TaskError> estimateError) {}

  /** What to do next: a {@link PrunePage}, when it was decided on, and when to stop deleting. */
  public record Output(
      List<Deletion> deletions,
      List<Deletion> preview,
      Optional<String> cursor,
      Optional<String> stopReason,
      Instant decidedAt,
      Instant deadline,
      PruneProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Plan plan = json.read(input.plan(), Plan.class);
    Decided decided = decisions.of(plan);
    // The log has room for more lines than a payload.
    decided.lines().forEach(context.getLogger()::log);
    PrunePage page =
        PrunePage.of(plan, decided, input.left(), input.cursor(), input.progress().deletedSets());
    return new Output(
        page.deletions(),
        page.preview(),
        page.cursor(),
        page.stopReason(),
        clock.instant(),
        input.startTime().plus(plan.deadline()),
        input
            .progress()
            .plusProblem(input.estimateError().map(error -> error.text(json)))
            .plusPreview(page.preview().size()));
  }
}
