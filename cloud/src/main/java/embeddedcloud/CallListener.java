package embeddedcloud;

/**
 * Stands between the functions and AWS. What it throws before a call prevents it; what it throws
 * after a call takes the place of its answer.
 */
public interface CallListener {
  /** The call is about to be made. */
  default void before(AwsCall call) {}

  /** The call has had its effect. */
  default void after(AwsCall call) {}
}
