package ebsbackup.restore;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.request.RestoreRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;

/** A running execution of the restore workflow that works on the same instance. */
record OtherRestore(String executionArn, String name, Instant startTime) {

  private static final Comparator<OtherRestore> BEGUN =
      Comparator.comparing(OtherRestore::startTime).thenComparing(OtherRestore::executionArn);

  /**
   * Whether a running execution restores to the given instance. An execution whose input is not a
   * valid request is about to fail, so it does not block others.
   *
   * @param input the input of the execution
   */
  static boolean restoresTo(Json json, String input, String instanceId) {
    try {
      RestoreRequest request = json.read(input, RestoreRequest.class);
      return !request.dryRun() && request.instanceId().equals(instanceId);
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /**
   * Allows only one restore at a time to work on an instance: the one that started first. All
   * executions agree on the order, even if two started in the same millisecond.
   *
   * @throws RestoreRefusedException if another restore came first; it names that one
   */
  static void refuseIfAnotherRuns(
      String instanceId, String executionArn, Instant startTime, List<OtherRestore> others) {
    OtherRestore me = new OtherRestore(executionArn, "", startTime);
    OtherRestore first =
        others.stream()
            .filter(other -> !other.executionArn().equals(executionArn))
            .reduce(me, BinaryOperator.minBy(BEGUN));
    if (!first.equals(me)) {
      throw new RestoreRefusedException(
          "%s is being restored by the execution %s, which started at %s"
              .formatted(instanceId, first.name(), first.startTime()));
    }
  }
}
