package ebsbackup.restore;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.request.RestoreRequest;
import java.time.Instant;
import java.util.List;

/** A running execution of the restore workflow that works on the same instance. */
record OtherRestore(String executionArn, String name, Instant startTime) {

  /**
   * Whether a running execution restores to that instance. An execution whose input is no request
   * is about to fail, so it blocks no other.
   *
   * @param input of the execution
   */
  static boolean isOne(Json json, String input, String instanceId) {
    try {
      RestoreRequest request = json.read(input, RestoreRequest.class);
      return !request.dryRun() && request.instanceId().equals(instanceId);
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /**
   * Lets one restore at a time work on an instance: the one that began first. All executions agree
   * on the order, also when two began in the same millisecond.
   *
   * @throws RestoreRefusedException naming the one that is at work
   */
  static void refuseBeside(
      String instanceId, String executionArn, Instant startTime, List<OtherRestore> others) {
    for (OtherRestore other : others) {
      int order = other.startTime().compareTo(startTime);
      boolean first = order < 0 || (order == 0 && other.executionArn().compareTo(executionArn) < 0);
      if (first && !other.executionArn().equals(executionArn)) {
        throw new RestoreRefusedException(
            "%s is being restored by the execution %s, which began at %s"
                .formatted(instanceId, other.name(), other.startTime()));
      }
    }
  }
}
