package ebsbackup.local.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads roles, with every policy of the stack that speaks about them. */
final class RoleReader {
  private final Resources resources;
  private final Map<String, Section> created;

  /** Statements of policies that are resources of their own, by the role's name. */
  private final Map<String, List<PolicyStatement>> attached = new LinkedHashMap<>();

  RoleReader(Resources resources, Map<String, Section> created) {
    this.resources = resources;
    this.created = created;
  }

  List<Role> read() {
    created.forEach(
        (logicalId, resource) -> {
          String type = Resources.type(resource);
          if (type.equals("AWS::IAM::Policy") || type.equals("AWS::IAM::ManagedPolicy")) {
            Section properties = resource.section("Properties");
            for (String role : properties.texts("Roles")) {
              attached
                  .computeIfAbsent(role, name -> new ArrayList<>())
                  .addAll(statements(properties.section("PolicyDocument")));
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
    for (Section policy : properties.sectionList("Policies")) {
      statements.addAll(statements(policy.section("PolicyDocument")));
    }
    return new Role(
        logicalId,
        name,
        resources.roleArn(name),
        properties.section("AssumeRolePolicyDocument").values(),
        statements,
        properties.texts("ManagedPolicyArns"));
  }

  private static List<PolicyStatement> statements(Section document) {
    if (document.get("Statement").filter(Map.class::isInstance).isPresent()) {
      return List.of(PolicyStatement.of(document.section("Statement")));
    }
    return document.sectionList("Statement").stream().map(PolicyStatement::of).toList();
  }
}
