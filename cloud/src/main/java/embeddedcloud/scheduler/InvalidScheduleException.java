package embeddedcloud.scheduler;

/**
 * Thrown when EventBridge Scheduler would refuse a schedule expression. The message names the field
 * and the problem.
 */
public final class InvalidScheduleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidScheduleException(String expression, String problem) {
    super(expression + ": " + problem);
  }
}
