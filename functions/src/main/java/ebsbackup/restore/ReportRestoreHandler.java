package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;

/** "Report Restore": reports how a restore ended. It makes no AWS calls. */
public final class ReportRestoreHandler
    implements RequestHandler<ReportRestoreHandler.Input, RestoreReport> {

  public ReportRestoreHandler() {}

  /** The constructor that every handler has; this handler needs no AWS clients. */
  public ReportRestoreHandler(Wiring unused) {}

  /** The step's input. */
  public record Input(
      RestorePlan plan, RestoreReport.Status status, RestoreReport.Progress progress) {}

  @Override
  public RestoreReport handleRequest(Input input, Context context) {
    return RestoreReport.of(input.plan(), input.status(), input.progress());
  }
}
