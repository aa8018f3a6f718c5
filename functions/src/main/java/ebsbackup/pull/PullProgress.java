package ebsbackup.pull;

import ebsbackup.ebs.SetProblem;
import ebsbackup.report.PayloadBudget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a pull has done so far. A step takes the progress and returns it with its own part added, so
 * a step that Step Functions repeats counts nothing twice. An empty JSON object stands for a pull
 * that has done nothing.
 *
 * @param due the number of sets to pull when the run began
 * @param pulled the number of sets that now have good copies
 * @param begun the number of copies that the run has started
 * @param failed the number of copies that the run has started and that failed
 * @param locked the number of copies that the run has locked
 * @param unlocked the number of copies that should be locked and were not at the last check
 * @param problems the reasons for giving up sets, as many as fit; {@code problemsOmitted} were left
 *     out
 * @param failure EC2's message for the first failed copy
 * @param lockProblem the last reason why a copy could not be locked
 * @param obstacle the last reason why EC2 did not start a copy, if it might start later
 */
public record PullProgress(
    int due,
    int pulled,
    int begun,
    int failed,
    int locked,
    int unlocked,
    List<SetProblem> problems,
    int problemsOmitted,
    Optional<PullEstimate> estimate,
    Optional<String> failure,
    Optional<String> lockProblem,
    Optional<String> obstacle) {

  static final PullProgress NONE =
      new PullProgress(
          0,
          0,
          0,
          0,
          0,
          0,
          List.of(),
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final PayloadBudget PROBLEMS = new PayloadBudget(100, 40_000);

  public PullProgress {
    problems = List.copyOf(problems);
  }

  PullProgress plusDue(PullEstimate of) {
    return new PullProgress(
        of.sets(),
        pulled,
        begun,
        failed,
        locked,
        unlocked,
        problems,
        problemsOmitted,
        Optional.of(of),
        failure,
        lockProblem,
        obstacle);
  }

  PullProgress plusBegun(CopyPage.End end) {
    return new PullProgress(
            due,
            pulled,
            begun + end.begun(),
            failed,
            locked,
            unlocked,
            problems,
            problemsOmitted,
            estimate,
            failure,
            lockProblem,
            end.obstacle().or(() -> obstacle))
        .plusProblems(end.problems());
  }

  PullProgress plusChecked(CheckedCopies checked) {
    return new PullProgress(
            due,
            pulled + checked.pulled(),
            begun,
            failed + checked.newlyFailed(),
            locked,
            unlocked,
            problems,
            problemsOmitted,
            estimate,
            failure.or(checked::failure),
            lockProblem,
            obstacle)
        .plusProblems(checked.problems());
  }

  PullProgress plusLocks(LockPage.End end) {
    return new PullProgress(
        due,
        pulled,
        begun,
        failed,
        locked + end.locked(),
        end.unlocked(),
        problems,
        problemsOmitted,
        estimate,
        failure,
        end.problem(),
        obstacle);
  }

  private PullProgress plusProblems(List<SetProblem> more) {
    List<SetProblem> all = Stream.concat(problems.stream(), more.stream()).toList();
    List<SetProblem> fitting = PROBLEMS.fitting(all, SetProblem::jsonBytes);
    return new PullProgress(
        due,
        pulled,
        begun,
        failed,
        locked,
        unlocked,
        fitting,
        problemsOmitted + all.size() - fitting.size(),
        estimate,
        failure,
        lockProblem,
        obstacle);
  }

  int notGood() {
    return problems.size() + problemsOmitted;
  }

  /** The number of sets that the run did not complete before its deadline. */
  int unfinished() {
    return Math.max(0, due - pulled - notGood());
  }
}
