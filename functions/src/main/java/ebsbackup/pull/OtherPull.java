package ebsbackup.pull;

import ebsbackup.json.Json;
import ebsbackup.request.CopyPlan;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A running execution of the pull workflow for the same copy plan. Two at once would make each copy
 * twice, since neither sees at once what the other has begun.
 */
record OtherPull(String executionArn, Instant startTime) {

  private static final Comparator<OtherPull> BEGUN =
      Comparator.comparing(OtherPull::startTime).thenComparing(OtherPull::executionArn);

  /**
   * Whether a running execution copies for that plan. One whose input is not a copy plan is about
   * to fail, and a dry run copies nothing.
   *
   * @param input of the execution
   */
  static boolean isOne(Json json, String input, String plan) {
    return json.readIfValid(input, CopyPlan.class)
        .filter(other -> other.name().equals(plan) && !other.pruning().dryRun())
        .isPresent();
  }

  /** Those that began before this one, the first of them first. All executions agree on it. */
  List<OtherPull> before(List<OtherPull> running) {
    return running.stream().filter(other -> BEGUN.compare(other, this) < 0).sorted(BEGUN).toList();
  }

  boolean early() {
    return EarlyPull.isOne(executionArn);
  }
}
