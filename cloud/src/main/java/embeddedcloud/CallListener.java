package embeddedcloud;

/**
 * Listens to the calls between the functions and AWS. An exception thrown before a call prevents
 * it. An exception thrown after a call replaces its response.
 */
public interface CallListener {
  /** Called before the call is made. */
  default void before(AwsCall call) {}

  /** Called after the call has taken effect. */
  default void after(AwsCall call) {}
}
