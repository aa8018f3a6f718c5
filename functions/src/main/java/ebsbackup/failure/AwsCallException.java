package ebsbackup.failure;

/**
 * Thrown when a call to AWS did not succeed. Its four kinds tell the caller what to do: try again
 * later ({@link ThrottledException}), look first and then try again ({@link
 * OutcomeUnknownException}), stop everything ({@link AccessDeniedException}), or give up on this
 * one resource ({@link RefusedException}).
 */
public abstract sealed class AwsCallException extends RuntimeException
    permits ThrottledException, OutcomeUnknownException, AccessDeniedException, RefusedException {
  private static final long serialVersionUID = 1L;

  private final String action;
  private final String code;

  AwsCallException(String action, String code, String requestId, String message, Throwable cause) {
    super(
        "%s: %s%s%s"
            .formatted(
                action,
                code,
                message.isEmpty() ? "" : " - " + message,
                requestId.isEmpty() ? "" : " (request " + requestId + ")"),
        cause);
    this.action = action;
    this.code = code;
  }

  /** The action, for example {@code CreateSnapshots}. */
  public String action() {
    return action;
  }

  /**
   * The service's error code, for example {@code SnapshotLimitExceeded}, or the name of the SDK's
   * exception.
   */
  public String code() {
    return code;
  }
}
