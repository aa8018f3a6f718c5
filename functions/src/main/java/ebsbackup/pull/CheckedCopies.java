package ebsbackup.pull;

import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the copies of a page of sets.
 *
 * @param later the sets that are not finished
 * @param pulled how many are good
 * @param failed the ids of failed copies, for removal
 * @param problems of the sets that are given up
 */
record CheckedCopies(
    List<SetToPull> later, int pulled, List<String> failed, List<SetProblem> problems) {

  static CheckedCopies of(List<SetToPull> sets, CopiesHere here) {
    List<SetToPull> later = new ArrayList<>();
    List<String> allFailed = new ArrayList<>();
    List<SetProblem> problems = new ArrayList<>();
    int pulled = 0;
    for (SetToPull set : sets) {
      List<Snapshot> failed =
          set.snapshotIds().stream().flatMap(id -> here.failed(id).stream()).toList();
      failed.forEach(copy -> allFailed.add(copy.snapshotId()));
      List<CopiesHere.State> states = set.snapshotIds().stream().map(here::of).toList();
      SetToPull now = set.plusFailures(failed.size());
      List<CopiesHere.State.Wrong> wrong =
          states.stream()
              .filter(CopiesHere.State.Wrong.class::isInstance)
              .map(CopiesHere.State.Wrong.class::cast)
              .toList();
      if (states.stream().allMatch(CopiesHere.State.Copied.class::isInstance)) {
        pulled++;
      } else if (!wrong.isEmpty()) {
        problems.add(
            problem(set, wrong.getFirst().snapshotId() + ": " + wrong.getFirst().reason()));
      } else if (now.failedTooOften() && !failed.isEmpty()) {
        problems.add(
            problem(
                set,
                "%d copies failed, the last: %s is %s"
                    .formatted(
                        now.failures(),
                        failed.getLast().snapshotId(),
                        failed.getLast().condition())));
      } else {
        later.add(now);
      }
    }
    return new CheckedCopies(later, pulled, allFailed, problems);
  }

  private static SetProblem problem(SetToPull set, String reason) {
    return new SetProblem(
        set.set().source(),
        "the set of %s: %s".formatted(set.set().startTime(), reason),
        List.of());
  }
}
