package ebsbackup.restore;

import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import java.util.Optional;

/**
 * Why a step did not reach its goal.
 *
 * @param error the step failed
 * @param problem the step ended, and says what is wrong
 */
public record StepFailure(Optional<TaskError> error, Optional<String> problem) {

  /** The reason in one line. */
  String reason(Json json) {
    return problem.or(() -> error.map(e -> e.text(json))).orElse("no reason is known");
  }
}
