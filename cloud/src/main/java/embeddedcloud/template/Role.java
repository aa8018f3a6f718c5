package embeddedcloud.template;

import java.util.List;
import java.util.Map;

/**
 * An IAM role: who may take it and what it may do.
 *
 * @param trust the {@code AssumeRolePolicyDocument}
 * @param statements of its inline policies and of all policies of the stack that are attached to it
 * @param managedPolicyArns the stack's own and others, whose statements are not known here
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
