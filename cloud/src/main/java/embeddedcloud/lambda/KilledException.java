package embeddedcloud.lambda;

/**
 * Thrown by a test inside a handler's call to AWS: the function is killed there, and Lambda says of
 * it what it says of one that timed out.
 */
public final class KilledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public KilledException(String where) {
    super("killed at " + where);
  }
}
