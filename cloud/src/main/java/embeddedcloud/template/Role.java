package embeddedcloud.template;

import java.util.List;
import java.util.Map;

/**
 * An IAM role: who may assume it and what it may do.
 *
 * @param trust the {@code AssumeRolePolicyDocument}
 * @param statements the statements of its inline policies and of all attached policies of the stack
 * @param managedPolicyArns the ARNs of the stack's own managed policies and of others, whose
 *     statements are not known here
 */
public record Role(
    String logicalId,
    String name,
    String arn,
    Map<String, Object> trust,
    List<PolicyStatement> statements,
    List<String> managedPolicyArns) {
  public Role {
    statements = List.copyOf(statements);
    managedPolicyArns = List.copyOf(managedPolicyArns);
  }
}
