package ebsbackup.restore;

import ebsbackup.ebs.InstanceStatus;
import ebsbackup.report.PayloadBudget;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What one look at an instance says about its health. */
sealed interface Health {
  /** No problem was found. */
  record Healthy() implements Health {}

  /** The instance has a problem that waiting does not solve. */
  record Unhealthy(String problem) implements Health {}

  /** Nothing is known yet. */
  record Unclear(String reason) implements Health {}

  /** A command's output is shown up to this length. */
  int LONGEST_OUTPUT = 300;

  /** Systems Manager's words for a command that is still running. */
  Set<String> RUNNING = Set.of("Pending", "InProgress", "Delayed");

  /**
   * What EC2's status checks say.
   *
   * @param status absent while EC2 has none
   */
  static Health ofStatusChecks(String instanceId, Optional<InstanceStatus> status) {
    if (status.filter(InstanceStatus::impaired).isPresent()) {
      return new Unhealthy("the status checks of %s report impaired".formatted(instanceId));
    }
    return status.filter(InstanceStatus::ok).isPresent()
        ? new Healthy()
        : new Unclear("the status checks of %s have no result".formatted(instanceId));
  }

  /**
   * What the command of the health check says.
   *
   * @param status Systems Manager's name of it, such as {@code Success}
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

  /** The same within the time of the check; after it, what is unclear counts as unhealthy. */
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
