package ebsbackup.restore;

import ebsbackup.ebs.InvalidInputException;
import ebsbackup.plan.Ids;
import java.time.Duration;
import java.time.Instant;

/**
 * What to restore: the input of a restore execution.
 *
 * @param instanceId decides the Availability Zone, and whose sets {@code from} chooses among
 * @param mode {@code create}: make the volumes and attach them to nothing
 * @param deadline from the start of the execution
 */
public record RestoreRequest(
    String instanceId, From from, String mode, VolumeOverride volume, Duration deadline) {

  public static final Duration DEFAULT_DEADLINE = Duration.ofHours(1);

  public RestoreRequest {
    Ids.check("instanceId", instanceId, Ids.INSTANCE, "i-0123456789abcdef0");
    if (!mode.equals("create")) {
      throw new InvalidInputException("mode", "\"" + mode + "\"", "\"create\"");
    }
    if (deadline.compareTo(Duration.ofMinutes(1)) < 0
        || deadline.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidInputException(
          "deadline", deadline.toString(), "a duration from PT1M to PT24H");
    }
  }

  /**
   * Checks what only the time can tell.
   *
   * @throws InvalidInputException if {@code from.before} is in the future: most likely a wrong time
   *     zone, and "the newest" would silently be taken
   */
  public void checkAt(Instant now) {
    if (from instanceof From.Before before && before.time().isAfter(now)) {
      throw new InvalidInputException(
          "from.before", before.time().toString(), "a time in the past, now being " + now);
    }
  }
}
