package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.Wiring;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import ebsbackup.share.ShareProgress;
import java.util.Objects;
import java.util.Optional;

/** "Report Backup": judges the run by all snapshots that carry its tag. */
public final class ReportBackupHandler
    implements RequestHandler<ReportBackupHandler.Input, BackupReport> {

  private final Json json = new Json();
  private final SnapshotReader snapshots;

  public ReportBackupHandler() {
    this(Wiring.fromEnvironment());
  }

  public ReportBackupHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
  }

  /**
   * The step's input.
   *
   * @param turn whether the run was allowed to start
   * @param other the execution that prevented it
   * @param sharing what was shared, if the run got that far
   * @param error the error of the step that ended the run, if one did
   * @param shareError the error of the sharing step, if it failed
   */
  public record Input(
      Run run,
      Turn turn,
      Optional<String> other,
      BackupProgress progress,
      Optional<ShareProgress> sharing,
      Optional<TaskError> error,
      Optional<TaskError> shareError) {
    public Input {
      // Without it, a run that ended early would be judged only by its snapshots.
      Objects.requireNonNull(turn, "turn");
    }
  }

  @Override
  public BackupReport handleRequest(Input input, Context context) {
    return BackupReport.of(
        input.run(),
        input.progress(),
        failure(input),
        input.other().filter(arn -> input.turn() == Turn.ALREADY_DONE),
        sharing(input),
        snapshots.ofRun(input.run().id()));
  }

  private Optional<ShareProgress> sharing(Input input) {
    return input
        .shareError()
        .map(error -> input.sharing().orElse(ShareProgress.NONE).failed(error.text(json)))
        .or(input::sharing);
  }

  private Optional<String> failure(Input input) {
    return input
        .error()
        .map(error -> error.text(json))
        .or(
            () ->
                input
                    .other()
                    .filter(arn -> input.turn() == Turn.GIVE_UP)
                    .map(arn -> "an earlier run of the plan is still running: " + arn));
  }
}
