package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.request.Plan;
import java.util.Optional;

/** "Report Prune": says what happened, and looks what there is now. */
public final class ReportPruneHandler
    implements RequestHandler<ReportPruneHandler.Input, PruneReport> {

  private final PlanPruneHandler.Decider decider;

  public ReportPruneHandler() {
    this(Wiring.fromEnvironment());
  }

  public ReportPruneHandler(Wiring wiring) {
    decider = new PlanPruneHandler.Decider(wiring);
  }

  /**
   * The step's input.
   *
   * @param stopReason what stopped the run before it deleted
   * @param failure why the run broke off, if it did
   */
  public record Input(
      Plan plan,
      PruneReport.Progress progress,
      Optional<String> stopReason,
      Optional<String> failure) {}

  @Override
  public PruneReport handleRequest(Input input, Context context) {
    Decided decided = decider.decide(input.plan());
    return PruneReport.of(
        input.plan().name(),
        input.plan().pruning(),
        input.progress(),
        decided,
        input.stopReason(),
        input.failure());
  }
}
