package ebsbackup.failure;

/**
 * Thrown when the service throttled a call. The call had no effect and can be retried after a wait.
 */
public final class ThrottledException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  public ThrottledException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }
}
