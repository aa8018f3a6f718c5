package ebsbackup.notify;

import ebsbackup.json.Json;
import ebsbackup.request.CopyPlan;
import java.util.Optional;

/**
 * The execution that a message proposes: the failed one again, or a backup or pull if the failure
 * only means that sources are over their target.
 *
 * @param overTarget whether the failure means that
 */
record NextRun(String stateMachineArn, SafeInput input, boolean overTarget) {
  /** The error of the watch workflow if sources are over their target. */
  private static final String OVER_TARGET = "OVER_TARGET";

  static NextRun after(String stateMachineArn, Optional<String> error, String input, Json json) {
    if (error.filter(OVER_TARGET::equals).isEmpty()) {
      return new NextRun(stateMachineArn, SafeInput.of(input, json), false);
    }
    // A backup that runs now is not an occurrence of the measuring schedule.
    String withoutTime = json.without("scheduledTime", input).orElse(input);
    Workflow workflow =
        json.readIfValid(withoutTime, CopyPlan.class).isPresent() ? Workflow.PULL : Workflow.BACKUP;
    return new NextRun(
        workflow.arnInStackOf(stateMachineArn), SafeInput.of(withoutTime, json), true);
  }

  Workflow workflow() {
    return Workflow.of(stateMachineArn);
  }
}
