package ebsbackup.failure;

import java.util.Set;

/**
 * Thrown when the service refused a call for a reason that concerns the resource or a quota. The
 * code names the reason.
 */
public final class RefusedException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  /** Limits that no longer apply once snapshots complete or some time has passed. */
  private static final Set<String> PASSING =
      Set.of(
          "SnapshotCreationPerVolumeRateExceeded",
          "ConcurrentSnapshotLimitExceeded",
          "PendingSnapshotLimitExceeded");

  public RefusedException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }

  /** Whether the resource does not exist. */
  public boolean notFound() {
    return code().endsWith(".NotFound");
  }

  /** Whether the same call may succeed a little later. */
  public boolean passes() {
    return PASSING.contains(code());
  }
}
