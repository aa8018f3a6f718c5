package ebsbackup.failure;

/**
 * Thrown when a restore cannot be done as requested, before anything is written. The name of this
 * class is the error name of the failed execution. There is no point in retrying: the request must
 * be changed.
 */
public final class RestoreRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RestoreRefusedException(String reason) {
    super(reason);
  }
}
