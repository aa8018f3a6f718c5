package embeddedcloud.scheduler;

/**
 * A schedule expression that EventBridge Scheduler would refuse; the message says where and why.
 */
public final class InvalidScheduleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidScheduleException(String expression, String problem) {
    super(expression + ": " + problem);
  }
}
