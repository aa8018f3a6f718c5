package ebsbackup.failure;

/**
 * The function's role may not make this call. Repeating it cannot help; someone has to correct the
 * role.
 */
public final class AccessDeniedException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  public AccessDeniedException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }
}
