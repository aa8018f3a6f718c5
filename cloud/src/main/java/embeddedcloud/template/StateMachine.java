package embeddedcloud.template;

import java.util.Map;

/**
 * A Step Functions state machine.
 *
 * @param type {@code STANDARD} or {@code EXPRESS}
 * @param definitionUri the definition's path, relative to the template
 * @param substitutions the values that replace {@code ${Name}} in the definition
 */
public record StateMachine(
    String logicalId,
    String name,
    String arn,
    String type,
    String definitionUri,
    Map<String, String> substitutions,
    String roleArn) {
  public StateMachine {
    substitutions = Map.copyOf(substitutions);
  }
}
