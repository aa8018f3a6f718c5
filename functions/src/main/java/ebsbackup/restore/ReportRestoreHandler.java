package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;

/** "Report Restore": says how a restore ended. It asks nothing of EC2. */
public final class ReportRestoreHandler
    implements RequestHandler<ReportRestoreHandler.Input, RestoreReport> {

  public ReportRestoreHandler() {}

  /** As every handler is made; this one needs no adapter. */
  public ReportRestoreHandler(Wiring unused) {}

  /** The step's input. */
  public record Input(
      RestorePlan plan, RestoreReport.Status status, RestoreReport.Progress progress) {}

  @Override
  public RestoreReport handleRequest(Input input, Context context) {
    return RestoreReport.of(input.plan(), input.status(), input.progress());
  }
}
