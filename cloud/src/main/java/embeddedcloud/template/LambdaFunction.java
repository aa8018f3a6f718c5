package embeddedcloud.template;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A Lambda function with {@code Globals} merged in.
 *
 * @param aliasArn of the alias that {@code AutoPublishAlias} makes
 * @param memorySize in MiB
 * @param logGroup the name, by default {@code /aws/lambda/} and the name of the function
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

  /** What others in the stack call it by: the alias if it has one. */
  public String invokedArn() {
    return aliasArn.orElse(arn);
  }
}
