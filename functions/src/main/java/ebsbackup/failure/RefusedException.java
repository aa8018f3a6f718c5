package ebsbackup.failure;

import java.util.Set;

/**
 * The service refused this call for a reason that concerns the resource or a quota, named by the
 * code.
 */
public final class RefusedException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  /** Limits that pass by themselves when snapshots complete or a moment goes by. */
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

  /** Whether the same call can succeed a little later. */
  public boolean passes() {
    return PASSING.contains(code());
  }
}
