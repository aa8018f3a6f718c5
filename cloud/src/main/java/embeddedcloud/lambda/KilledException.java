package embeddedcloud.lambda;

/**
 * Thrown by a test inside a handler's call to AWS to kill the function there. Lambda reports it
 * like a timeout.
 */
public final class KilledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KilledException(String where) {
    super("killed at " + where);
  }
}
