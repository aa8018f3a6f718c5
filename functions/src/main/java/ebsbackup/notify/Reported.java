package ebsbackup.notify;

import ebsbackup.ebs.SetProblem;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a report that a message includes.
 *
 * @param notGoodOmitted the number of sets that are not good and not listed
 */
record Reported(Optional<String> summary, List<SetProblem> notGood, int notGoodOmitted) {
  static final Reported NOTHING = new Reported(Optional.empty(), List.of(), 0);

  /**
   * The error if the watch workflow measured and reported successfully, but then failed for another
   * reason.
   */
  private static final String PAGE_NOT_WRITTEN = "PAGE_NOT_WRITTEN";

  /** What went wrong: the report's summary, if that is why the execution failed. */
  String reasonOf(Optional<TaskError> error, Json json) {
    return summary
        .filter(text -> error.map(TaskError::error).filter(PAGE_NOT_WRITTEN::equals).isEmpty())
        .or(() -> error.map(e -> e.text(json)))
        .orElse("Step Functions reported no reason");
  }

  /** Returns a copy that lists a limited number of sets and counts the others. */
  Reported shortened(int most) {
    int listed = Math.min(most, notGood.size());
    return new Reported(
        summary, notGood.subList(0, listed), notGoodOmitted + notGood.size() - listed);
  }
}
