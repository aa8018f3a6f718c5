package ebsbackup.backup;

import static ebsbackup.report.PayloadBudget.jsonBytes;

import ebsbackup.ebs.Backoff;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.SetProblem;
import ebsbackup.report.PayloadBudget;
import ebsbackup.targets.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a backup run has done so far. Each step takes the progress and returns it with its own part
 * added, so a step that Step Functions retries starts from the same progress and counts nothing
 * twice. An empty JSON object is a run that has done nothing.
 *
 * @param selected the number of instances and volumes that the plan selects
 * @param skipped the number of those for which the plan excludes every volume
 * @param sets the number of sets that the run created or that already existed
 * @param problems why some targets have no good set, as far as they fit; {@code problemsOmitted}
 *     more are left out
 * @param leftOut volumes that the plan excludes, as far as they fit; {@code leftOutCount} in total
 * @param notCopied sources with the tags that {@code copyTags} names but their snapshots do not
 *     have, as far as they fit; {@code notCopiedCount} in total
 * @param createdAt when the run last created a set, or may have created one
 * @param deferred the next targets to try again after all others, because their volumes have too
 *     many pending snapshots, EC2 did not confirm a set, or a second look may help; at most one
 *     page
 * @param deferredLater the other targets of this kind
 * @param deferSeconds the wait before the deferred targets are tried again
 * @param deferredFirst whether the deferred targets are tried again before more are selected
 * @param lastError why EC2 last did not create a set that it may create later
 */
public record BackupProgress(
    int selected,
    int skipped,
    int sets,
    List<SetProblem> problems,
    int problemsOmitted,
    List<String> leftOut,
    int leftOutCount,
    List<String> notCopied,
    int notCopiedCount,
    Optional<Instant> createdAt,
    List<Target> deferred,
    List<Target> deferredLater,
    int deferSeconds,
    boolean deferredFirst,
    Optional<String> lastError) {

  /** All lists, the plan and a page of targets together stay below 256 KiB. */
  private static final PayloadBudget PROBLEMS = new PayloadBudget(200, 80_000);

  private static final int MAX_LEFT_OUT = 200;
  private static final PayloadBudget NOT_COPIED = new PayloadBudget(20, 20_000);

  /** One more page can be deferred: 1,100 targets, about 60 KB of the payload. */
  private static final int MAX_DEFERRED = 1_000;

  private static final Backoff DEFERRALS =
      new Backoff(Duration.ofSeconds(20), Duration.ofMinutes(5));

  public BackupProgress {
    problems = List.copyOf(problems);
    leftOut = List.copyOf(leftOut);
    notCopied = List.copyOf(notCopied);
    deferred = List.copyOf(deferred);
    deferredLater = List.copyOf(deferredLater);
  }

  /**
   * Adds a page of targets.
   *
   * @param unusable instances named by the plan that cannot be backed up
   */
  public BackupProgress plusSelected(int targets, List<SetProblem> unusable) {
    List<SetProblem> all = concat(problems, unusable);
    List<SetProblem> fitting = PROBLEMS.fitting(all, SetProblem::jsonBytes);
    return new BackupProgress(
        selected + targets + unusable.size(),
        skipped,
        sets,
        fitting,
        problemsOmitted + all.size() - fitting.size(),
        leftOut,
        leftOutCount,
        notCopied,
        notCopiedCount,
        createdAt,
        deferred,
        deferredLater,
        deferSeconds,
        deferredFirst,
        lastError);
  }

  /**
   * Adds the result of a page of targets.
   *
   * @param page the targets of this attempt; they are no longer deferred unless the result says so
   */
  public BackupProgress plusCreated(List<Target> page, PageResult result) {
    List<SetProblem> allProblems = concat(problems, result.problems());
    List<SetProblem> fitting = PROBLEMS.fitting(allProblems, SetProblem::jsonBytes);
    List<Target> waiting = concat(deferred, deferredLater);
    List<Target> still =
        Stream.concat(
                waiting.stream().filter(target -> !page.contains(target)),
                result.deferred().stream())
            .toList();
    int next = Math.min(Pace.PAGE, still.size());
    boolean longer = deferSeconds == 0 || page.stream().anyMatch(waiting::contains);
    return new BackupProgress(
        selected,
        skipped + result.skipped(),
        sets + result.created() + result.adopted(),
        fitting,
        problemsOmitted + allProblems.size() - fitting.size(),
        concat(leftOut, result.leftOut()).stream().limit(MAX_LEFT_OUT).toList(),
        leftOutCount + result.leftOut().size(),
        NOT_COPIED.fitting(concat(notCopied, result.notCopied()), text -> jsonBytes(text)),
        notCopiedCount + result.notCopied().size(),
        result.createdAt().or(() -> createdAt),
        still.subList(0, next),
        still.subList(next, still.size()),
        longer ? (int) DEFERRALS.next(deferSeconds).toSeconds() : deferSeconds,
        still.size() >= MAX_DEFERRED,
        result.lastError().or(() -> lastError));
  }

  private static <T> List<T> concat(List<T> before, List<T> added) {
    return Stream.concat(before.stream(), added.stream()).toList();
  }
}
