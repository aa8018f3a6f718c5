package embeddedcloud.lambda;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Lambda function as deployed.
 *
 * @param name the function's name
 * @param arn the unqualified ARN
 * @param handler {@code package.Class} or {@code package.Class::handleRequest}
 * @param environment the environment variables
 * @param timeout from 1 second to 15 minutes
 * @param memorySize in MB
 * @param logGroup the name of the log group
 */
public record FunctionConfiguration(
    String name,
    String arn,
    String handler,
    Map<String, String> environment,
    Duration timeout,
    int memorySize,
    String logGroup) {
  private static final Pattern ARN =
      Pattern.compile("arn:[a-z-]+:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]+");
  private static final Duration LONGEST = Duration.ofMinutes(15);

  public FunctionConfiguration {
    environment = Map.copyOf(environment);
    if (!ARN.matcher(arn).matches()) {
      throw new IllegalArgumentException(
          "function " + name + ": expected the ARN of a function, not " + arn);
    }
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "function " + name + ": expected a timeout of 1 s to 15 min, not " + timeout);
    }
  }
}
