package embeddedcloud.states;

/** Runs the Lambda functions that {@code lambda:invoke} calls. */
@FunctionalInterface
public interface TaskRunner {
  /**
   * Invokes a function now, at the virtual instant at which the task starts. Its effects happen
   * before this returns. The execution receives the outcome after {@link TaskOutcome#duration}.
   *
   * @param functionName a name or ARN, with or without version or alias
   * @param payload one JSON document
   */
  TaskOutcome invoke(String functionName, String payload);
}
