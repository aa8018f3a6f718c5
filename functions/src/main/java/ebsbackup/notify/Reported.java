package ebsbackup.notify;

import ebsbackup.ebs.SetProblem;
import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import java.util.List;
import java.util.Optional;

/**
 * The part of a report that a message names.
 *
 * @param notGoodOmitted sets that are not good and not listed
 */
record Reported(Optional<String> summary, List<SetProblem> notGood, int notGoodOmitted) {
  static final Reported NOTHING = new Reported(Optional.empty(), List.of(), 0);

  /** The watch has measured well and reported so, and then failed for another reason. */
  private static final String PAGE_NOT_WRITTEN = "PAGE_NOT_WRITTEN";

  /** What went wrong, in words: what the report says, if that is why the execution has failed. */
  String reasonOf(Optional<TaskError> error, Json json) {
    return summary
        .filter(text -> error.map(TaskError::error).filter(PAGE_NOT_WRITTEN::equals).isEmpty())
        .or(() -> error.map(e -> e.text(json)))
        .orElse("Step Functions gives no reason");
  }

  /** The same with a limited number of listed sets: the others are counted. */
  Reported shortened(int most) {
    int listed = Math.min(most, notGood.size());
    return new Reported(
        summary, notGood.subList(0, listed), notGoodOmitted + notGood.size() - listed);
  }
}
