package ebsbackup.backup;

import static ebsbackup.report.PayloadBudget.jsonBytes;
import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.report.PayloadBudget;
import ebsbackup.report.Quantity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    List<Snapshot> snapshots,
    int snapshotsOmitted) {

  /**
   * How many of each. What was selected has a set, is skipped, or is without one: {@code selected =
   * sets + skipped + withoutSet}.
   *
   * @param selected instances and volumes that the plan selected
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

  /** A cause may hold a stack trace; the cause of a failed execution takes 32 KiB. */
  private static final int LONGEST_REASON = 2_000;

  private static final PayloadBudget LOSSES = new PayloadBudget(50, 20_000);
  private static final int MOST_SURPLUS = 500;
  private static final PayloadBudget SNAPSHOTS = new PayloadBudget(50, 100_000);

  /**
   * Judges a run by its snapshots.
   *
   * @param failure why the run broke off, if it did
   * @param doneBy the execution that does or did this occurrence, if it is not this one
   * @param listed all that carry the run's tag
   */
  static BackupReport of(
      Run run,
      BackupProgress progress,
      Optional<String> failure,
      Optional<String> doneBy,
      List<Snapshot> listed) {
    SnapshotSets found = SnapshotSets.of(listed);
    List<SnapshotSet> sets = found.sets();
    List<Snapshot> snapshots = sets.stream().flatMap(set -> set.snapshots().stream()).toList();
    Map<String, SnapshotSet> chosen = choose(sets);
    List<String> allSurplus =
        sets.stream()
            .filter(set -> !set.equals(chosen.get(set.tags().source())))
            .flatMap(set -> set.snapshots().stream())
            .map(Snapshot::snapshotId)
            .toList();
    List<String> surplus = allSurplus.stream().limit(MOST_SURPLUS).toList();
    Map<String, SetProblem> problems = new LinkedHashMap<>();
    chosen.forEach((source, set) -> set.problem().ifPresent(p -> problems.put(source, p)));
    for (SetProblem problem : progress.problems()) {
      if (!chosen.containsKey(problem.source())) {
        problems.putIfAbsent(problem.source(), problem);
      }
    }
    if (progress.sets() > chosen.size()) {
      int lost = progress.sets() - chosen.size();
      problems.put(
          "unknown",
          new SetProblem(
              "unknown",
              new Quantity(lost, "set").with("was", "were") + " created but cannot be found",
              List.of()));
    }
    int withoutSet = Math.max(0, progress.selected() - progress.skipped() - chosen.size());
    List<VolumeLoss> losses = losses(chosen.values());
    List<VolumeLoss> shownLosses = LOSSES.fitting(losses, BackupReport::bytes);
    List<SnapshotSet> good = chosen.values().stream().filter(SnapshotSet::good).toList();
    int notGoodCount = problems.size() + progress.problemsOmitted();
    Counts counts =
        new Counts(
            progress.selected(),
            progress.skipped(),
            chosen.size(),
            created(run, chosen),
            good.size(),
            notGoodCount,
            snapshots.size(),
            good.stream()
                .flatMap(s -> s.snapshots().stream())
                .mapToLong(Snapshot::volumeSize)
                .sum(),
            withoutSet,
            progress.leftOutCount(),
            losses.stream().mapToInt(VolumeLoss::count).sum());
    boolean pending = chosen.values().stream().anyMatch(SnapshotSet::pending);
    Status status = status(counts, failure, doneBy, pending);
    List<SetProblem> notGood = PROBLEMS.fitting(problems.values(), SetProblem::jsonBytes);
    List<Snapshot> shown =
        SNAPSHOTS.fitting(
            snapshots.stream().sorted(Comparator.comparing(Snapshot::snapshotId)).toList(),
            BackupReport::bytes);
    return new BackupReport(
        status,
        run.plan(),
        run.id(),
        summary(status, counts, failure, doneBy, notGood)
            + surplusNote(allSurplus.size())
            + ignoredNote(found.ignored())
            + lostNote(counts.lostTags(), losses.size()),
        counts,
        notGood,
        notGoodCount - notGood.size(),
        surplus,
        allSurplus.size() - surplus.size(),
        progress.leftOut(),
        progress.leftOutCount() - progress.leftOut().size(),
        shownLosses,
        losses.size() - shownLosses.size(),
        progress.notCopied(),
        shown,
        snapshots.size() - shown.size());
  }

  private static List<VolumeLoss> losses(Collection<SnapshotSet> sets) {
    List<VolumeLoss> losses = new ArrayList<>();
    for (SnapshotSet set : sets) {
      for (Member member : set.tags().members()) {
        member
            .lost()
            .filter(lost -> lost.count() > 0)
            .ifPresent(
                lost -> losses.add(new VolumeLoss(member.volumeId(), lost.count(), lost.keys())));
      }
    }
    return losses;
  }

  private static String lostNote(int tags, int volumes) {
    return tags == 0
        ? ""
        : "; %s of %s did not fit into the tags of the sets"
            .formatted(counted(tags, "tag"), counted(volumes, "volume"));
  }

  private static String counted(int count, String what) {
    return count == 1 ? "1 " + what : count + " " + what + "s";
  }

  /** Of two sets of one source the oldest good one counts, or the oldest if none is good. */
  private static Map<String, SnapshotSet> choose(List<SnapshotSet> oldestFirst) {
    Map<String, SnapshotSet> chosen = new LinkedHashMap<>();
    for (SnapshotSet set : oldestFirst) {
      chosen.merge(
          set.tags().source(),
          set,
          (older, newer) -> older.good() || !newer.good() ? older : newer);
    }
    return chosen;
  }

  /**
   * Counted by time and not by the calls that succeeded: a set whose reply was lost is also ours.
   */
  private static int created(Run run, Map<String, SnapshotSet> chosen) {
    return (int)
        chosen.values().stream().filter(s -> !s.startTime().isBefore(run.startedAt())).count();
  }

  private static Status status(
      Counts counts, Optional<String> failure, Optional<String> doneBy, boolean pending) {
    if (failure.isPresent()) {
      return Status.FAILED;
    }
    if (doneBy.isPresent()) {
      return Status.ALREADY_DONE;
    }
    if (counts.sets() == 0 && counts.notGood() == 0) {
      return Status.NOTHING_SELECTED;
    }
    if (counts.notGood() == 0) {
      return counts.created() == 0 ? Status.ALREADY_DONE : Status.SUCCEEDED;
    }
    if (pending) {
      return Status.STILL_PENDING;
    }
    return counts.good() == 0 ? Status.FAILED : Status.PARTIAL;
  }

  private static String summary(
      Status status,
      Counts counts,
      Optional<String> failure,
      Optional<String> doneBy,
      List<SetProblem> notGood) {
    String sets =
        "%d of %s good"
            .formatted(counts.good(), Quantity.are(counts.good() + counts.notGood(), "set"));
    String first =
        notGood.isEmpty()
            ? ""
            : "; first of those that are not: %s: %s"
                .formatted(notGood.getFirst().source(), notGood.getFirst().reason());
    return switch (status) {
      case SUCCEEDED -> sets;
      case ALREADY_DONE ->
          doneBy
              .map(arn -> "This occurrence is done by the execution " + arn)
              .orElse("Every set of this occurrence was there already: " + sets);
      case NOTHING_SELECTED ->
          counts.skipped() == 0
              ? "The plan selects nothing"
              : "The plan leaves out every volume of the "
                  + Quantity.of(counts.skipped(), "target")
                  + " that it selects";
      case PARTIAL -> sets + first;
      case STILL_PENDING -> "Snapshots are still pending at the deadline: " + sets + first;
      case FAILED ->
          failure
              .map(why -> "The run broke off: " + shortened(why, LONGEST_REASON) + "; " + sets)
              .orElse(sets + first);
    };
  }

  private static String surplusNote(int surplus) {
    return surplus == 0
        ? ""
        : "; %s that cost money and belong to no set can be deleted"
            .formatted(Quantity.of(surplus, "surplus snapshot"));
  }

  private static String ignoredNote(List<Ignored> ignored) {
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
