package ebsbackup.failure;

/**
 * A restore that cannot be done as requested, refused before anything is written. The name of this
 * class is the error name of the failed execution. Stop: someone has to change the request.
 */
public final class RestoreRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RestoreRefusedException(String reason) {
    super(reason);
  }
}
