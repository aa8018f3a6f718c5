package embeddedcloud.states;

import java.util.Map;

/** Takes the calls of {@code cloudwatch:putMetricData}. */
@FunctionalInterface
public interface MetricCalls {
  /**
   * Makes a call now; its effects happen before this returns.
   *
   * @param arguments as the Task has them, {@code Namespace} and perhaps {@code MetricData}
   */
  TaskOutcome putMetricData(Map<?, ?> arguments);
}
