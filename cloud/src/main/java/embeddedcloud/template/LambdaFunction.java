package embeddedcloud.template;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A Lambda function with {@code Globals} merged in.
 *
 * @param aliasArn the ARN of the alias that {@code AutoPublishAlias} creates
 * @param memorySize in MiB
 * @param logGroup the name of the log group, by default {@code /aws/lambda/} followed by the name
 *     of the function
 */
public record LambdaFunction(
    String logicalId,
    String name,
    String arn,
    Optional<String> aliasArn,
    String handler,
    String runtime,
    Map<String, String> environment,
    Duration timeout,
    int memorySize,
    String codeUri,
    String roleArn,
    String logGroup) {
  public LambdaFunction {
    environment = Map.copyOf(environment);
  }

  /** The ARN that the rest of the stack uses to invoke the function: its alias, if it has one. */
  public String invokedArn() {
    return aliasArn.orElse(arn);
  }
}
