package embeddedcloud.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads roles and the policies of the stack that apply to them. */
final class RoleReader {
  private final Resources resources;
  private final Map<String, Section> created;

  /** Statements of policies that name their roles, by the role's name. */
  private final Map<String, List<PolicyStatement>> attached = new LinkedHashMap<>();

  /** Statements of the stack's managed policies, by the policy's ARN. */
  private final Map<String, List<PolicyStatement>> managed = new LinkedHashMap<>();

  RoleReader(Resources resources, Map<String, Section> created) {
    this.resources = resources;
    this.created = created;
  }

  List<Role> read() {
    created.forEach(
        (logicalId, resource) -> {
          String type = Resources.type(resource);
          boolean isManaged = type.equals(Resources.MANAGED_POLICY);
          if (isManaged || type.equals("AWS::IAM::Policy")) {
            Section properties = resource.section("Properties");
            List<PolicyStatement> statements = statements(properties.section("PolicyDocument"));
            for (String role : properties.texts("Roles")) {
              attached.computeIfAbsent(role, name -> new ArrayList<>()).addAll(statements);
            }
            if (isManaged) {
              managed.put(resources.arn(logicalId, resource.path()), statements);
            }
          }
        });
    List<Role> roles = new ArrayList<>();
    created.forEach(
        (logicalId, resource) -> {
          if (Resources.type(resource).equals(Resources.ROLE)) {
            roles.add(role(logicalId, resource.section("Properties")));
          }
        });
    return roles;
  }

  private Role role(String logicalId, Section properties) {
    String name = resources.name(logicalId);
    List<PolicyStatement> statements = new ArrayList<>(attached.getOrDefault(name, List.of()));
    List<String> managedArns = properties.texts("ManagedPolicyArns");
    managedArns.forEach(arn -> statements.addAll(managed.getOrDefault(arn, List.of())));
    for (Section policy : properties.sectionList("Policies")) {
      statements.addAll(statements(policy.section("PolicyDocument")));
    }
    return new Role(
        logicalId,
        name,
        resources.roleArn(name),
        properties.section("AssumeRolePolicyDocument").values(),
        statements,
        managedArns);
  }

  private static List<PolicyStatement> statements(Section document) {
    if (document.get("Statement").filter(Map.class::isInstance).isPresent()) {
      return List.of(PolicyStatement.of(document.section("Statement")));
    }
    return document.sectionList("Statement").stream().map(PolicyStatement::of).toList();
  }
}
