package ebsbackup.restore;

import ebsbackup.failure.RestoreRefusedException;
import java.time.Instant;
import java.util.List;

/** A running execution of the restore workflow that works on the same instance. */
record OtherRestore(String executionArn, String name, Instant startTime) {

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
