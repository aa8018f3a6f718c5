package ebsbackup.workflow.backup;

import ebsbackup.backup.BackupReport.Counts;
import ebsbackup.backup.Status;
import ebsbackup.ebs.SetProblem;
import ebsbackup.share.ShareProgress;
import embeddedcloud.states.Execution;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A backup execution that has ended. */
public record Backup(Execution execution, Report report) {

  /** The report as the workflow puts it out, with snapshots under EC2's field names. */
  public record Report(
      Status status,
      String plan,
      String run,
      String summary,
      Counts counts,
      List<SetProblem> notGood,
      int notGoodOmitted,
      List<String> surplus,
      Optional<ShareProgress> share,
      List<Map<String, Object>> snapshots,
      int snapshotsOmitted) {}

  public Status status() {
    return report.status();
  }

  public Counts counts() {
    return report.counts();
  }

  /** Whether execution and report agree that it ended so. */
  public boolean ended(Status status) {
    boolean visible =
        (status == Status.SUCCEEDED || status == Status.ALREADY_DONE)
            ? execution.status() == ExecutionStatus.SUCCEEDED
            : execution.status() == ExecutionStatus.FAILED
                && execution.error().equals(Optional.of(status.name()));
    return visible && report.status() == status;
  }

  /** What was shared; only of a run that came to that. */
  public ShareProgress share() {
    return report.share().orElseThrow(() -> new AssertionError("nothing was shared"));
  }

  public SetProblem problemOf(String source) {
    return report.notGood().stream()
        .filter(problem -> problem.source().equals(source))
        .findFirst()
        .orElseThrow(() -> new AssertionError(source + " is not among " + report.notGood()));
  }
}
