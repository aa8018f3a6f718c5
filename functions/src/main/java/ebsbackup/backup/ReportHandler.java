package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Wiring;
import java.util.Optional;

/** "Report": judges the run by all the snapshots that carry its tag. */
public final class ReportHandler implements RequestHandler<ReportHandler.Input, BackupReport> {

  private final Ec2Snapshots snapshots;

  public ReportHandler() {
    this(Wiring.fromEnvironment());
  }

  public ReportHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
  }

  /**
   * The step's input.
   *
   * @param failure why the run broke off, if it did
   * @param doneBy the execution that does or did this occurrence, if it is not this one
   */
  public record Input(
      Run run, BackupReport.Progress progress, Optional<String> failure, Optional<String> doneBy) {}

  @Override
  public BackupReport handleRequest(Input input, Context context) {
    return BackupReport.of(
        input.run(),
        input.progress(),
        input.failure(),
        input.doneBy(),
        snapshots.ofRun(input.run().id()));
  }
}
