package embeddedcloud.states;

/**
 * An error with an ASL name while a state runs. Retriers and catchers match the name. An error that
 * none of them handles ends the execution.
 */
final class StatesError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final String ALL = "States.ALL";
  static final String TASK_FAILED = "States.TaskFailed";
  static final String TIMEOUT = "States.Timeout";
  static final String RUNTIME = "States.Runtime";
  static final String DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded";
  static final String QUERY_EVALUATION_ERROR = "States.QueryEvaluationError";
  static final String NO_CHOICE_MATCHED = "States.NoChoiceMatched";

  private final String error;
  private final String location;

  private StatesError(String error, String cause, String location, Throwable why) {
    super(cause, why);
    this.error = error;
    this.location = location;
  }

  static StatesError named(String error, String cause) {
    return new StatesError(error, cause, "", null);
  }

  /**
   * @param location the field, as {@code States.QueryEvaluationError} reports it: {@code Output/a}
   */
  static StatesError queryEvaluation(String location, String problem) {
    return new StatesError(QUERY_EVALUATION_ERROR, problem, location, null);
  }

  static StatesError queryEvaluation(String location, String problem, Throwable why) {
    return new StatesError(QUERY_EVALUATION_ERROR, problem, location, why);
  }

  /** This error with the prefix that Step Functions adds to the cause of a failed evaluation. */
  StatesError withStatePrefix(String state, long enteredEventId) {
    return new StatesError(
        error,
        "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
            .formatted(state, enteredEventId, cause()),
        location,
        getCause());
  }

  String error() {
    return error;
  }

  String cause() {
    return getMessage();
  }

  /** The field of the state that could not be evaluated; empty for any other error. */
  String location() {
    return location;
  }

  /**
   * Whether a retrier or catcher that lists this name matches the error. {@code States.Runtime}
   * ends every execution. {@code States.DataLimitExceeded} matches only its own name.
   */
  boolean matches(String listed) {
    if (error.equals(RUNTIME)) {
      return false;
    }
    if (listed.equals(error)) {
      return true;
    }
    if (error.equals(DATA_LIMIT_EXCEEDED)) {
      return false;
    }
    return listed.equals(ALL) || (listed.equals(TASK_FAILED) && !error.equals(TIMEOUT));
  }
}
