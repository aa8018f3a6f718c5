package embeddedcloud.lambda;

import java.time.Duration;

/** A scripted failure of one call of a function, for tests. */
public sealed interface Fault {
  /**
   * Lambda itself refuses the call, and the handler does not run.
   *
   * @param error the error name, for example {@code Lambda.ServiceException}
   */
  record Refused(String error, String message) implements Fault {}

  /** The function times out before it has done anything. */
  record TimesOutBeforeEffect(TimeoutName name) implements Fault {}

  /** The handler completes, but the function times out before its response is sent. */
  record TimesOutAfterEffect(TimeoutName name) implements Fault {}

  /**
   * The handler runs, but the caller receives this instead of its response.
   *
   * @param answer any text, JSON or not
   */
  record Garbage(String answer) implements Fault {}

  /** The handler takes this long. If that reaches the function's timeout, the call times out. */
  record Slow(Duration duration) implements Fault {}

  /** An error of Lambda itself, which should be retried. */
  static Fault serviceException() {
    return new Refused("Lambda.ServiceException", "Service is unavailable");
  }

  /** The concurrency of the account or the function is exhausted. */
  static Fault tooManyRequests() {
    return new Refused("Lambda.TooManyRequestsException", "Rate Exceeded.");
  }

  /** The two names under which Step Functions reports a function that timed out. */
  enum TimeoutName {
    SANDBOX_TIMEDOUT("Sandbox.Timedout"),
    LAMBDA_UNKNOWN("Lambda.Unknown");

    private final String error;

    TimeoutName(String error) {
      this.error = error;
    }

    String error() {
      return error;
    }
  }
}
