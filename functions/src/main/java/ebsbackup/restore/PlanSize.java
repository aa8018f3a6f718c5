package ebsbackup.restore;

import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * Whether a plan leaves room for the results of the steps. Step Functions passes at most 256 KiB
 * from one state to the next, and ends an execution that exceeds this, even with an instance that
 * is stopped and has no volumes.
 */
final class PlanSize {
  private static final int MAX_BYTES = 256 * 1024;

  /** The report of a dry run has the warnings twice, and a summary. */
  private static final int DRY_RUN_BYTES = 20_000;

  /** The errors of the steps; each is that of a function. */
  private static final int FAILURE_BYTES = 30_000;

  /**
   * The new volume, its safety snapshot, and the commands that detach and delete it and attach the
   * old one.
   */
  static final int BYTES_PER_VOLUME = 1_100;

  private PlanSize() {}

  /**
   * Returns the plan.
   *
   * @throws RestoreRefusedException if a later step would receive or return too much
   */
  static RestorePlan checked(RestorePlan plan) {
    int atFirst = jsonBytes(plan) + DRY_RUN_BYTES;
    int atLast =
        jsonBytes(plan.afterCreation())
            + jsonBytes(UndoCommands.ofTags(plan, plan.markable()))
            + plan.volumes().size() * BYTES_PER_VOLUME
            + FAILURE_BYTES;
    int bytes = Math.max(atFirst, atLast);
    if (bytes > MAX_BYTES) {
      throw new RestoreRefusedException(
          ("the plan for %d volumes with %d tags takes %d bytes with the results of its steps, but"
                  + " Step Functions passes at most %d bytes from one step to the next: restore"
                  + " fewer volumes at a time, with \"devices\" or \"snapshotIds\"")
              .formatted(plan.volumes().size(), tags(plan), bytes, MAX_BYTES));
    }
    return plan;
  }

  private static int tags(RestorePlan plan) {
    return plan.volumes().stream().mapToInt(volume -> volume.tags().size()).sum();
  }

  private static int jsonBytes(Object value) {
    return new Json().write(value).getBytes(StandardCharsets.UTF_8).length;
  }
}
