package ebsbackup.backup;

import ebsbackup.backup.BackupReport.Counts;
import ebsbackup.backup.BackupReport.VolumeLoss;
import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.report.Quantity;
import ebsbackup.share.ShareProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The complete judgment of a backup run, based on its snapshots.
 *
 * @param failure why the run failed before it was finished, if it did
 * @param doneBy the other execution that handles or handled this occurrence, if there is one
 * @param problems why sets are not good; the counts may include more
 * @param surplus snapshots of second sets of a source
 * @param losses tags that the sets do not remember
 * @param snapshots all snapshots of the run's sets
 * @param ignored snapshots with the run's tag that belong to no set
 * @param share what was shared, if the plan shares
 */
record BackupJudgement(
    Status status,
    Counts counts,
    Optional<String> failure,
    Optional<String> doneBy,
    List<SetProblem> problems,
    List<String> surplus,
    List<VolumeLoss> losses,
    List<Snapshot> snapshots,
    List<Ignored> ignored,
    Optional<ShareProgress> share) {

  /**
   * Judges a run.
   *
   * @param share what was shared, if the plan shares
   * @param listed all snapshots that carry the run's tag
   */
  static BackupJudgement of(
      Run run,
      BackupProgress progress,
      Optional<String> failure,
      Optional<String> doneBy,
      Optional<ShareProgress> share,
      List<Snapshot> listed) {
    SnapshotSets found = SnapshotSets.of(listed);
    List<SnapshotSet> sets = found.sets();
    Map<String, SnapshotSet> chosen = choose(sets);
    boolean ended = failure.isEmpty() && doneBy.isEmpty();
    int earlier = ended ? earlier(progress, chosen) : 0;
    int selected = progress.selected() + earlier;
    List<SetProblem> problems = problems(progress, chosen, ended, selected);
    List<VolumeLoss> losses = losses(chosen.values());
    List<Snapshot> snapshots = sets.stream().flatMap(set -> set.snapshots().stream()).toList();
    List<SnapshotSet> good = chosen.values().stream().filter(SnapshotSet::good).toList();
    Counts counts =
        new Counts(
            selected,
            progress.skipped(),
            chosen.size(),
            created(run, chosen),
            good.size(),
            problems.size() + progress.problemsOmitted(),
            snapshots.size(),
            good.stream()
                .flatMap(s -> s.snapshots().stream())
                .mapToLong(Snapshot::volumeSize)
                .sum(),
            Math.max(0, selected - progress.skipped() - chosen.size()),
            progress.leftOutCount(),
            losses.stream().mapToInt(VolumeLoss::count).sum());
    boolean pending = chosen.values().stream().anyMatch(SnapshotSet::pending);
    return new BackupJudgement(
        status(counts, failure, doneBy, pending, share),
        counts,
        failure,
        doneBy,
        problems,
        sets.stream()
            .filter(set -> !set.equals(chosen.get(set.tags().source())))
            .flatMap(set -> set.snapshots().stream())
            .map(Snapshot::snapshotId)
            .toList(),
        losses,
        snapshots,
        found.ignored(),
        share);
  }

  /**
   * Counts sets that an earlier execution of the run created for sources that this one did not
   * select: an instance may be gone when an occurrence is delivered again. These sets do not make
   * up for a target without a set.
   */
  private static int earlier(BackupProgress progress, Map<String, SnapshotSet> chosen) {
    long ofThisOne =
        progress.sets()
            + progress.problemsOmitted()
            + progress.problems().stream()
                .map(SetProblem::source)
                .filter(chosen::containsKey)
                .distinct()
                .count();
    return (int) Math.max(0, chosen.size() - ofThisOne);
  }

  /**
   * Returns one problem for each source. A problem that its snapshots show takes precedence over
   * one that a step recorded.
   *
   * @param ended whether the run processed everything that the plan selects
   * @param selected the number of targets that the executions of the run selected
   */
  private static List<SetProblem> problems(
      BackupProgress progress, Map<String, SnapshotSet> chosen, boolean ended, int selected) {
    Map<String, SetProblem> problems = new LinkedHashMap<>();
    chosen.forEach((source, set) -> set.problem().ifPresent(p -> problems.put(source, p)));
    for (SetProblem problem : progress.problems()) {
      if (!chosen.containsKey(problem.source())) {
        problems.putIfAbsent(problem.source(), problem);
      }
    }
    int withoutSet = (int) problems.keySet().stream().filter(s -> !chosen.containsKey(s)).count();
    int lost = Math.max(0, progress.sets() - chosen.size());
    if (lost > 0) {
      problems.put(
          "unknown",
          unknown(new Quantity(lost, "set").with("was", "were") + " created but cannot be found"));
    }
    // Every target that the plan selects has a set, was skipped, or has a problem.
    int accounted =
        progress.skipped() + chosen.size() + withoutSet + progress.problemsOmitted() + lost;
    if (ended && selected > accounted) {
      int missing = selected - accounted;
      problems.put(
          "unaccounted",
          unknown(
              new Quantity(missing, "target").with("has", "have") + " neither a set nor a reason"));
    }
    return List.copyOf(problems.values());
  }

  private static SetProblem unknown(String reason) {
    return new SetProblem("unknown", reason, List.of());
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

  /** If a source has two sets, the oldest good one counts, or the oldest one if none is good. */
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
   * Counts by time and not by successful calls, to include a set for which the response was lost.
   */
  private static int created(Run run, Map<String, SnapshotSet> chosen) {
    return (int)
        chosen.values().stream().filter(s -> !s.startTime().isBefore(run.startedAt())).count();
  }

  private static Status status(
      Counts counts,
      Optional<String> failure,
      Optional<String> doneBy,
      boolean pending,
      Optional<ShareProgress> share) {
    if (failure.isPresent()) {
      return Status.FAILED;
    }
    if (doneBy.isPresent()) {
      return Status.ALREADY_DONE;
    }
    if (counts.sets() == 0 && counts.notGood() == 0) {
      return Status.NOTHING_SELECTED;
    }
    if (counts.notGood() == 0 && !share.map(ShareProgress::good).orElse(true)) {
      return Status.NOT_SHARED;
    }
    if (counts.notGood() == 0) {
      return counts.created() == 0 ? Status.ALREADY_DONE : Status.SUCCEEDED;
    }
    if (pending) {
      return Status.STILL_PENDING;
    }
    return counts.good() == 0 ? Status.FAILED : Status.PARTIAL;
  }
}
