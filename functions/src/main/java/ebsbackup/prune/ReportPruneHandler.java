package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import ebsbackup.request.Plan;
import java.util.Optional;

/** "Report Prune": reports what happened and what exists now. */
public final class ReportPruneHandler
    implements RequestHandler<ReportPruneHandler.Input, PruneReport> {

  private final Json json = new Json();
  private final PlanDecisions decisions;

  public ReportPruneHandler() {
    this(Wiring.fromEnvironment());
  }

  public ReportPruneHandler(Wiring wiring) {
    decisions = new PlanDecisions(wiring);
  }

  /**
   * The step's input.
   *
   * @param stopReason what stopped the run before it deleted
   * @param error the error of the step that ended the run, if one did
   * @param estimateError the error of an estimate that is not in the progress yet
   */
  public record Input(
      Plan plan,
      PruneProgress progress,
      Optional<String> stopReason,
      Optional<TaskError> error,
      Optional<TaskError> estimateError) {}

  @Override
  public PruneReport handleRequest(Input input, Context context) {
    PruneProgress progress =
        input.progress().plusProblem(input.estimateError().map(error -> error.text(json)));
    return PruneReport.of(
        input.plan().name(),
        input.plan().pruning(),
        progress,
        decisions.of(input.plan()),
        input.stopReason(),
        input.error().map(error -> error.text(json)).or(progress::failure));
  }
}
