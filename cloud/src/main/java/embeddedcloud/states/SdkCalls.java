package embeddedcloud.states;

import java.util.Map;

/** Receives the calls to other services that Step Functions itself makes. */
@FunctionalInterface
public interface SdkCalls {
  /**
   * Makes a call now; its effects happen before this returns.
   *
   * @param action {@code putMetricData} or {@code putObject}
   * @param arguments the arguments of the Task
   */
  TaskOutcome call(String action, Map<?, ?> arguments);
}
