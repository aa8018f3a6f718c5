package embeddedcloud.states;

import java.time.Instant;

/**
 * A registered state machine.
 *
 * @param definitionText the ASL as deployed, with every {@code ${Name}} replaced
 */
public record StateMachine(
    String name,
    String arn,
    String roleArn,
    String definitionText,
    Definition definition,
    Instant creationDate) {
  /** The ARN of an execution with the given name. */
  String executionArn(String executionName) {
    return arn.replace(":stateMachine:", ":execution:") + ":" + executionName;
  }

  String partition() {
    return arn.split(":", -1)[1];
  }

  String region() {
    return arn.split(":", -1)[3];
  }

  String account() {
    return arn.split(":", -1)[4];
  }
}
