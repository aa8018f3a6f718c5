package ebsbackup.backup;

import static ebsbackup.report.PayloadBudget.jsonBytes;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.report.PayloadBudget;
import ebsbackup.share.ShareProgress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The result of a backup run.
 *
 * @param run the value of the tag {@code ebs-backup:run}
 * @param summary one or two sentences for the user
 * @param notGood every set that is not good, as far as they fit; {@code notGoodOmitted} more are
 *     left out
 * @param surplus snapshots of second sets of a source, created by mistake, as far as they fit;
 *     {@code surplusOmitted} more are left out
 * @param leftOut volumes that the plan excludes, as far as they fit; {@code leftOutOmitted} more
 *     are not listed
 * @param lostTags volumes some of whose tags did not fit into the tags of their set, as far as they
 *     fit; {@code lostTagsOmitted} more are left out
 * @param notCopied sources with the tags that {@code copyTags} names but their snapshots do not
 *     have, as far as they fit; {@code notCopiedOmitted} more are left out
 * @param share what was shared with other accounts, if the plan shares
 * @param snapshots some of the run's snapshots, as EC2 describes them; {@code snapshotsOmitted}
 *     more are left out
 */
public record BackupReport(
    Status status,
    String plan,
    String run,
    String summary,
    Counts counts,
    List<SetProblem> notGood,
    int notGoodOmitted,
    List<String> surplus,
    int surplusOmitted,
    List<String> leftOut,
    int leftOutOmitted,
    List<VolumeLoss> lostTags,
    int lostTagsOmitted,
    List<String> notCopied,
    int notCopiedOmitted,
    Optional<ShareProgress> share,
    List<Snapshot> snapshots,
    int snapshotsOmitted) {

  /**
   * The counts. Every selected target has a set, is skipped or has no set: {@code selected = sets +
   * skipped + withoutSet}.
   *
   * @param selected the number of instances and volumes that the plan selected, in this execution
   *     or in an earlier one of the run
   * @param skipped the number of those for which the plan excludes every volume
   * @param sets the number of sets that exist; this execution created {@code created} of them
   * @param sizeGiB the total size of the volumes in good sets
   * @param withoutSet the number of selected targets that have no set, either for a reason in
   *     {@code notGood} or because the run failed before it reached them
   * @param leftOut the number of volumes of all targets that the plan excludes
   * @param lostTags the number of volumes' tags that did not fit into the tags of their sets
   */
  public record Counts(
      int selected,
      int skipped,
      int sets,
      int created,
      int good,
      int notGood,
      int snapshots,
      long sizeGiB,
      int withoutSet,
      int leftOut,
      int lostTags) {}

  /**
   * Tags of a volume that its set does not remember.
   *
   * @param keys the keys that the set's tags name
   */
  public record VolumeLoss(String volumeId, int count, List<String> keys) {}

  private static final PayloadBudget PROBLEMS = PayloadBudget.ofBytes(110_000);

  private static final PayloadBudget LOSSES = new PayloadBudget(50, 20_000);
  private static final int MAX_SURPLUS = 500;
  private static final PayloadBudget SNAPSHOTS = new PayloadBudget(50, 60_000);

  /**
   * Reports a run.
   *
   * @param failure why the run failed before it was finished, if it did
   * @param doneBy the other execution that handles or handled this occurrence, if there is one
   * @param share what was shared, if the plan shares
   * @param listed all snapshots that carry the run's tag
   */
  static BackupReport of(
      Run run,
      BackupProgress progress,
      Optional<String> failure,
      Optional<String> doneBy,
      Optional<ShareProgress> share,
      List<Snapshot> listed) {
    return of(run, progress, BackupJudgement.of(run, progress, failure, doneBy, share, listed));
  }

  /** Includes as much of a judgment as fits into a Step Functions payload. */
  private static BackupReport of(Run run, BackupProgress progress, BackupJudgement judgement) {
    List<SetProblem> notGood = PROBLEMS.fitting(judgement.problems(), SetProblem::jsonBytes);
    List<String> surplus = judgement.surplus().stream().limit(MAX_SURPLUS).toList();
    List<VolumeLoss> losses = LOSSES.fitting(judgement.losses(), BackupReport::bytes);
    List<Snapshot> snapshots =
        SNAPSHOTS.fitting(
            judgement.snapshots().stream()
                .sorted(Comparator.comparing(Snapshot::snapshotId))
                .toList(),
            BackupReport::bytes);
    return new BackupReport(
        judgement.status(),
        run.plan(),
        run.id(),
        BackupSummary.of(judgement),
        judgement.counts(),
        notGood,
        judgement.counts().notGood() - notGood.size(),
        surplus,
        judgement.surplus().size() - surplus.size(),
        progress.leftOut(),
        progress.leftOutCount() - progress.leftOut().size(),
        losses,
        judgement.losses().size() - losses.size(),
        progress.notCopied(),
        progress.notCopiedCount() - progress.notCopied().size(),
        judgement.share(),
        snapshots,
        judgement.snapshots().size() - snapshots.size());
  }

  private static int bytes(VolumeLoss loss) {
    return 80 + loss.keys().stream().mapToInt(PayloadBudget::jsonBytes).sum();
  }

  private static int bytes(Snapshot snapshot) {
    return 600
        + jsonBytes(snapshot.description())
        + snapshot.stateMessage().map(PayloadBudget::jsonBytes).orElse(0)
        + snapshot.tags().entrySet().stream()
            .mapToInt(tag -> 30 + jsonBytes(tag.getKey()) + jsonBytes(tag.getValue()))
            .sum();
  }
}
