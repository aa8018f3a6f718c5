package embeddedcloud.states;

import java.util.Map;

/** Takes the calls of other services that Step Functions makes itself. */
@FunctionalInterface
public interface SdkCalls {
  /**
   * Makes a call now; its effects happen before this returns.
   *
   * @param action {@code putMetricData} or {@code putObject}
   * @param arguments as the Task has them
   */
  TaskOutcome call(String action, Map<?, ?> arguments);
}
