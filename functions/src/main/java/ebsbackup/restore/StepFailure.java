package ebsbackup.restore;

import ebsbackup.json.Json;
import ebsbackup.json.TaskError;
import java.util.Optional;

/**
 * Why a step did not reach its goal: it failed with an error, or it completed and reported a
 * problem.
 *
 * @param error the error as Step Functions reports it
 * @param problem the problem in words
 */
public record StepFailure(Optional<TaskError> error, Optional<String> problem) {

  /** The reason. */
  String reason(Json json) {
    return problem.or(() -> error.map(e -> e.text(json))).orElse("no reason is known");
  }
}
