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
 * @param summary one or two sentences for a person
 * @param notGood every set that is not good, as far as they fit; {@code notGoodOmitted} more
 * @param surplus snapshots of second sets that the run made of a source by mistake, as far as they
 *     fit; {@code surplusOmitted} more
 * @param leftOut volumes that the plan leaves out, as far as they fit; {@code leftOutOmitted} more
 * @param lostTags volumes some of whose tags did not fit into the tags of their set, as far as they
 *     fit; {@code lostTagsOmitted} more
 * @param notCopied sources and the tags that {@code copyTags} names and that are not on their
 *     snapshots, some of them
 * @param share what was shared with other accounts, if the plan shares
 * @param snapshots some of the run's snapshots, as EC2 shows them; {@code snapshotsOmitted} more
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
    Optional<ShareProgress> share,
    List<Snapshot> snapshots,
    int snapshotsOmitted) {

  /**
   * How many of each. What was selected has a set, is skipped, or is without one: {@code selected =
   * sets + skipped + withoutSet}.
   *
   * @param selected instances and volumes that the plan selected, in this execution or in an
   *     earlier one of the run
   * @param skipped those of them whose every volume the plan leaves out
   * @param sets sets that exist; {@code created} of them by this execution
   * @param sizeGiB sum of the sizes of the volumes in good sets
   * @param withoutSet selected targets that have no set: for a reason in {@code notGood}, or since
   *     the run broke off before it came to them
   * @param leftOut volumes of all targets that the plan's exclusions leave out
   * @param lostTags tags of volumes that did not fit into the tags of their sets
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
   * @param keys as far as the set's tags name them
   */
  public record VolumeLoss(String volumeId, int count, List<String> keys) {}

  private static final PayloadBudget PROBLEMS = PayloadBudget.ofBytes(110_000);

  private static final PayloadBudget LOSSES = new PayloadBudget(50, 20_000);
  private static final int MOST_SURPLUS = 500;
  private static final PayloadBudget SNAPSHOTS = new PayloadBudget(50, 60_000);

  /**
   * Reports a run.
   *
   * @param failure why the run broke off, if it did
   * @param doneBy the execution that does or did this occurrence, if it is not this one
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

  /** As much of a judgement as Step Functions carries. */
  private static BackupReport of(Run run, BackupProgress progress, BackupJudgement judgement) {
    List<SetProblem> notGood = PROBLEMS.fitting(judgement.problems(), SetProblem::jsonBytes);
    List<String> surplus = judgement.surplus().stream().limit(MOST_SURPLUS).toList();
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
