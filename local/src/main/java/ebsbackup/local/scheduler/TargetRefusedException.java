package ebsbackup.local.scheduler;

/** A schedule's target did not take an invocation: throttled, say, or no longer there. */
public final class TargetRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean retryable;

  /**
   * @param code the target's error code, such as {@code ThrottlingException}
   * @param retryable whether the same invocation may be taken later
   */
  public TargetRefusedException(String code, String message, boolean retryable) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }

  public String code() {
    return code;
  }

  public boolean retryable() {
    return retryable;
  }
}
