package ebsbackup.pull;

import ebsbackup.json.Json;
import ebsbackup.request.CopyPlan;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A running execution of the pull workflow for the same copy plan. Two concurrent executions would
 * make each copy twice, since neither immediately sees the copies that the other has started.
 */
record OtherPull(String executionArn, Instant startTime) {

  private static final Comparator<OtherPull> BEGUN =
      Comparator.comparing(OtherPull::startTime).thenComparing(OtherPull::executionArn);

  /**
   * Whether a running execution copies for the given plan. An execution whose input is not a copy
   * plan is about to fail, and a dry run copies nothing.
   *
   * @param input the input of the execution
   */
  static boolean copiesFor(Json json, String input, String plan) {
    return json.readIfValid(input, CopyPlan.class)
        .filter(other -> other.name().equals(plan) && !other.pruning().dryRun())
        .isPresent();
  }

  /** The executions that began before this one, oldest first. All executions agree on the order. */
  List<OtherPull> before(List<OtherPull> running) {
    return running.stream().filter(other -> BEGUN.compare(other, this) < 0).sorted(BEGUN).toList();
  }

  boolean early() {
    return EarlyPull.isEarlyPull(executionArn);
  }
}
