package ebsbackup.backup;

import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.backup.BackupReport.Counts;
import ebsbackup.ebs.Ignored;
import ebsbackup.report.Quantity;
import java.util.List;

/** What the user should know first about a backup run, in one or two sentences. */
final class BackupSummary {
  /** A cause may contain a stack trace; the cause of a failed execution is limited to 32 KiB. */
  private static final int LONGEST_REASON = 2_000;

  private BackupSummary() {}

  static String of(BackupJudgement judgement) {
    return first(judgement)
        + surplus(judgement.surplus().size())
        + ignored(judgement.ignored())
        + lost(judgement.counts().lostTags(), judgement.losses().size())
        + judgement.share().map(share -> "; " + share.summary()).orElse("");
  }

  private static String first(BackupJudgement judgement) {
    Counts counts = judgement.counts();
    String sets =
        "%d of %s good"
            .formatted(counts.good(), Quantity.are(counts.good() + counts.notGood(), "set"));
    String first =
        judgement.problems().isEmpty()
            ? ""
            : "; the first that is not good: %s: %s"
                .formatted(
                    judgement.problems().getFirst().source(),
                    judgement.problems().getFirst().reason());
    return switch (judgement.status()) {
      case SUCCEEDED, NOT_SHARED -> sets;
      case ALREADY_DONE ->
          judgement
              .doneBy()
              .map(arn -> "Another execution handles this occurrence: " + arn)
              .orElse("Every set of this occurrence already existed: " + sets);
      case NOTHING_SELECTED ->
          counts.skipped() == 0
              ? "The plan selects nothing"
              : "The plan leaves out every volume of the "
                  + Quantity.of(counts.skipped(), "target")
                  + " that it selects";
      case PARTIAL -> sets + first;
      case STILL_PENDING -> "Snapshots are still pending at the deadline: " + sets + first;
      case FAILED ->
          judgement
              .failure()
              .map(why -> "The run failed: " + shortened(why, LONGEST_REASON) + "; " + sets)
              .orElse(sets + first);
    };
  }

  private static String surplus(int surplus) {
    return surplus == 0
        ? ""
        : "; %s that cost money and belong to no set can be deleted"
            .formatted(Quantity.of(surplus, "surplus snapshot"));
  }

  private static String ignored(List<Ignored> ignored) {
    if (ignored.isEmpty()) {
      return "";
    }
    Ignored first = ignored.getFirst();
    return "; ignored: %s (%s)%s"
        .formatted(
            first.snapshot().snapshotId(),
            first.reason(),
            ignored.size() == 1 ? "" : " and %d more".formatted(ignored.size() - 1));
  }

  private static String lost(int tags, int volumes) {
    return tags == 0
        ? ""
        : "; %s of %s did not fit into the tags of the sets"
            .formatted(Quantity.of(tags, "tag"), Quantity.of(volumes, "volume"));
  }
}
