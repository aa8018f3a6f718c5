package ebsbackup.failure;

/**
 * Thrown when the response was lost or the service had an internal error: the call may have taken
 * effect. Look before retrying it.
 */
public final class OutcomeUnknownException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }
}
