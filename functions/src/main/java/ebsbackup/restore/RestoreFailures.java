package ebsbackup.restore;

import static ebsbackup.report.PayloadBudget.shortened;

import ebsbackup.json.Json;
import java.util.Optional;

/**
 * What went wrong in a restore, worded for its report.
 *
 * @param restore why the restore did not succeed
 * @param undo why the undo could not finish
 * @param explanation why there are no commands that complete the undo
 * @param removal why new volumes remain
 * @param unmarking why tags of the restore remain
 */
public record RestoreFailures(
    Optional<StepFailure> restore,
    Optional<StepFailure> undo,
    Optional<StepFailure> explanation,
    Optional<StepFailure> removal,
    Optional<StepFailure> unmarking) {

  private static final int LONGEST_REASON = 2_000;
  private static final int LONGEST_NOTE = 1_000;

  /** Why the restore did not succeed. */
  String why() {
    return reason(restore);
  }

  /** Which volumes remain, and why; empty if the removal did not fail. */
  String whatIsLeft(String restoreId) {
    return removal
        .map(
            failure ->
                "; the new volumes, tagged %s=%s, could not be removed: %s"
                    .formatted(RestorePlan.RESTORE, restoreId, reason(failure)))
        .orElse("");
  }

  /** Why the undo could not finish, and why no commands complete it. */
  String whyNotUndone() {
    return reason(undo)
        + explanation
            .map(
                failure ->
                    failure
                        .problem()
                        .map(obstacle -> "; and " + shortened(obstacle, LONGEST_REASON))
                        .orElseGet(
                            () ->
                                "; and the commands that finish it could not be determined: "
                                    + reason(failure)))
            .orElse("");
  }

  /** A problem that did not change how the restore ended. */
  Optional<String> note() {
    return unmarking
        .map(
            failure ->
                failure
                    .problem()
                    .orElseGet(
                        () ->
                            "the tags ebs-backup:restoring of this restore could not be removed: "
                                + reason(failure)))
        .map(text -> shortened(text, LONGEST_NOTE));
  }

  private static String reason(Optional<StepFailure> failure) {
    return failure.map(RestoreFailures::reason).orElse("no reason is known");
  }

  private static String reason(StepFailure failure) {
    return shortened(failure.reason(new Json()), LONGEST_REASON);
  }
}
