package embeddedcloud.lambda;

import java.time.Duration;

/** What can go wrong with one call of a function, as a script for tests. */
public sealed interface Fault {
  /**
   * Lambda itself refuses the call: the handler doesn't run.
   *
   * @param error for example {@code Lambda.ServiceException}
   */
  record Refused(String error, String message) implements Fault {}

  /** The function is killed at its time-out before it has done anything. */
  record TimesOutBeforeEffect(TimeoutName name) implements Fault {}

  /** The handler runs to its end, but the function is killed before its answer is out. */
  record TimesOutAfterEffect(TimeoutName name) implements Fault {}

  /**
   * The handler runs, but the caller receives this instead of its answer.
   *
   * @param answer any text, JSON or not
   */
  record Garbage(String answer) implements Fault {}

  /** The handler takes this long; past the function's time-out that ends as a time-out. */
  record Slow(Duration duration) implements Fault {}

  /** Lambda's own error, worth a retry. */
  static Fault serviceException() {
    return new Refused("Lambda.ServiceException", "Service is unavailable");
  }

  /** The concurrency of the account or the function is used up. */
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
