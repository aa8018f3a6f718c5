package ebsbackup.restore;

import ebsbackup.ebs.InstanceStatus;
import ebsbackup.report.PayloadBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The result of one check of an instance's health. */
sealed interface Health {
  /** No problem was found. */
  record Healthy() implements Health {}

  /** The instance has a problem that does not go away by waiting. */
  record Unhealthy(String problem) implements Health {}

  /** The check has no result yet. */
  record Unclear(String reason) implements Health {}

  /** The longest command output to show; longer output is cut. */
  int LONGEST_OUTPUT = 300;

  /**
   * The statuses of a command that is still running, as Systems Manager names them. A command that
   * is being canceled may still succeed.
   */
  Set<String> RUNNING = Set.of("Pending", "InProgress", "Delayed", "Cancelling");

  /**
   * Judges EC2's status checks. They may fail while an instance boots, which takes long if its root
   * volume is still loading, and the last result may be from before the restore. A check that fails
   * therefore counts only once the time limit is over.
   *
   * @param status absent if EC2 has none yet
   */
  static Health ofStatusChecks(String instanceId, Optional<InstanceStatus> status) {
    if (status.filter(InstanceStatus::impaired).isPresent()) {
      return new Unclear("the status checks of %s report impaired".formatted(instanceId));
    }
    return status.filter(InstanceStatus::ok).isPresent()
        ? new Healthy()
        : new Unclear("the status checks of %s have no result".formatted(instanceId));
  }

  /**
   * Judges the command of the health check.
   *
   * @param status Systems Manager's name for the status, for example {@code Success}
   */
  static Health ofCommand(String document, String status, int exitCode, String output) {
    if (RUNNING.contains(status)) {
      return new Unclear("%s is %s".formatted(document, status));
    }
    return status.equals("Success")
        ? new Healthy()
        : new Unhealthy(
            "the health check %s ended %s with exit code %d: %s"
                .formatted(
                    document, status, exitCode, PayloadBudget.shortened(output, LONGEST_OUTPUT)));
  }

  /** Returns this result; once the time limit is over, an unclear result counts as unhealthy. */
  default Health within(Duration limit, Duration elapsed) {
    return switch (this) {
      case Healthy healthy -> healthy;
      case Unhealthy unhealthy -> unhealthy;
      case Unclear unclear ->
          elapsed.compareTo(limit) < 0
              ? unclear
              : new Unhealthy("%s after %s".formatted(unclear.reason(), limit));
    };
  }
}
