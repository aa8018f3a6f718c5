package ebsbackup.ebs;

/**
 * The service refused this call for a reason that concerns the resource or a quota, named by the
 * code.
 */
public final class RefusedException extends AwsCallException {
  private static final long serialVersionUID = 1L;

  public RefusedException(
      String action, String code, String requestId, String message, Throwable cause) {
    super(action, code, requestId, message, cause);
  }
}
