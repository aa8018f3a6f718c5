package ebsbackup.failure;

/**
 * Thrown when the function's role may not make a call. Retrying cannot help; the role must be
 * corrected.
 */
public final class AccessDeniedException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  public AccessDeniedException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }
}
