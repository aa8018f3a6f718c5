package ebsbackup.failure;

/**
 * The reply was lost or the service failed inside: the call may have taken effect. Look before
 * repeating it.
 */
public final class OutcomeUnknownException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }
}
