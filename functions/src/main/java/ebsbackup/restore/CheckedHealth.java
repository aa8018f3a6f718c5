package ebsbackup.restore;

import java.time.Instant;
import java.util.Optional;

/**
 * The health of the instance as one look found it.
 *
 * @param finished no more looks are needed
 * @param problem why the instance does not count as healthy
 * @param since when the first look was
 * @param commandId the command that was sent
 * @param waitSeconds the wait before the next look
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
