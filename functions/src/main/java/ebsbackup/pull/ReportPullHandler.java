package ebsbackup.pull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import ebsbackup.request.CopyPlan;
import java.util.Optional;

/** "Report Pull": reports what was pulled and what was not. Makes no calls. */
public final class ReportPullHandler
    implements RequestHandler<ReportPullHandler.Input, PullReport> {

  private final Json json = new Json();

  public ReportPullHandler() {}

  /** Has the same parameter as every handler. This handler needs no adapter. */
  public ReportPullHandler(Wiring unused) {}

  /**
   * The step's input.
   *
   * @param other the execution that already pulls for this plan, if one does
   * @param error the error of the step that ended the run, if one did
   */
  public record Input(
      CopyPlan plan, PullProgress progress, Optional<String> other, Optional<TaskError> error) {}

  @Override
  public PullReport handleRequest(Input input, Context context) {
    return PullReport.of(
        input.plan().name(),
        input.plan().pruning().dryRun(),
        input.progress(),
        input.other(),
        input.error().map(error -> error.text(json)));
  }
}
