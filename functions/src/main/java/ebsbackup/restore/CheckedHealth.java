package ebsbackup.restore;

import java.time.Instant;
import java.util.Optional;

/**
 * The result of one health check of the instance.
 *
 * @param finished whether no more checks are needed
 * @param problem why the instance is not considered healthy
 * @param since the time of the first check
 * @param commandId the command that was sent
 * @param waitSeconds the wait before the next check
 */
public record CheckedHealth(
    boolean finished,
    Optional<String> problem,
    Instant since,
    Optional<String> commandId,
    int waitSeconds) {

  private static final int WAIT_SECONDS = 15;

  static CheckedHealth of(Health health, Instant since, Optional<String> commandId) {
    return switch (health) {
      case Health.Healthy healthy -> new CheckedHealth(true, Optional.empty(), since, commandId, 0);
      case Health.Unhealthy unhealthy ->
          new CheckedHealth(true, Optional.of(unhealthy.problem()), since, commandId, 0);
      case Health.Unclear unclear ->
          new CheckedHealth(false, Optional.empty(), since, commandId, WAIT_SECONDS);
    };
  }
}
