package ebsbackup.failure;

/**
 * The service rejected this call because too many came at once; it had no effect. Safe to repeat
 * after a wait.
 */
public final class ThrottledException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  public ThrottledException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }
}
