package ebsbackup.restore;

import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import java.util.Optional;

/**
 * Why a step did not reach its goal: it failed with an error, or it ended and names a problem.
 *
 * @param error as Step Functions reports it
 * @param problem in words
 */
public record StepFailure(Optional<TaskError> error, Optional<String> problem) {

  /** The reason in one line. */
  String reason(Json json) {
    return problem.or(() -> error.map(e -> e.text(json))).orElse("no reason is known");
  }
}
