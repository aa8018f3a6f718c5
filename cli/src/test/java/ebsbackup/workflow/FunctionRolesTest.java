package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.json.Json;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.PolicyStatement;
import embeddedcloud.template.Role;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every function follows the conventions of the template for its place, its log group and its role.
 */
class FunctionRolesTest {
  private static final String FUNCTION_POLICY =
      "arn:aws:iam::123456789012:policy/ebs-backup-FunctionPolicy";

  private Template template;

  @BeforeEach
  void read() throws IOException {
    template =
        ProjectFiles.template(
            Map.of(
                "VolumeKeyArns",
                "arn:aws:kms:eu-central-1:123456789012:key/volumes",
                "OtherPlans",
                "weekly"));
  }

  @Test
  void functions_areInTheOrderOfTheWorkflowsAndTheirStates() throws IOException {
    List<String> inOrder = new ArrayList<>();
    for (StateMachine machine : template.stateMachines()) {
      Map<?, ?> definition = (Map<?, ?>) Json.parse(ProjectFiles.definition(machine));
      ((Map<?, ?>) definition.get("States"))
          .keySet()
          .forEach(state -> inOrder.add(state.toString()));
    }
    inOrder.add(inOrder.indexOf("Report Pull") + 1, "Start Early Pull");
    inOrder.add("Notify");
    List<String> functions =
        template.functions().stream()
            .map(function -> ProjectFiles.stateName(ProjectFiles.wordOf(function)))
            .toList();
    inOrder.retainAll(functions);

    assertThat(functions).isEqualTo(inOrder);
  }

  @Test
  void everyFunction_writesToTheLogGroupOfTheStack() {
    assertThat(template.functions())
        .extracting(LambdaFunction::logGroup)
        .containsOnly("/aws/lambda/ebs-backup");
  }

  @Test
  void everyRole_canBeAssumedByLambdaOnly_andHasTheFunctionPolicy() {
    for (LambdaFunction function : template.functions()) {
      Role role = roleOf(function);
      assertThat(role.trust().get("Statement"))
          .as(role.logicalId())
          .isEqualTo(
              List.of(
                  Map.of(
                      "Effect",
                      "Allow",
                      "Principal",
                      Map.of("Service", "lambda.amazonaws.com"),
                      "Action",
                      "sts:AssumeRole")));
      assertThat(role.managedPolicyArns()).as(role.logicalId()).contains(FUNCTION_POLICY);
      assertThat(role.statements())
          .filteredOn(statement -> statement.actions().contains("logs:PutLogEvents"))
          .as(role.logicalId())
          .singleElement()
          .satisfies(
              statement ->
                  assertThat(statement.resources())
                      .containsExactly(
                          "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/ebs-backup:*"));
    }
  }

  @Test
  void everyManagedPolicyOfARole_isOfTheStack() {
    assertThat(template.roles())
        .flatExtracting(Role::managedPolicyArns)
        .allSatisfy(
            arn -> assertThat(arn).startsWith("arn:aws:iam::123456789012:policy/ebs-backup-"));
  }

  @Test
  void aRoleOfOneFunction_hasItsName() {
    Map<Role, List<LambdaFunction>> users =
        template.functions().stream().collect(Collectors.groupingBy(this::roleOf));
    users.forEach(
        (role, functions) -> {
          Set<String> names =
              functions.stream()
                  .map(function -> ProjectFiles.wordOf(function) + "Role")
                  .collect(Collectors.toSet());
          if (functions.size() == 1) {
            assertThat(names).containsExactly(role.logicalId());
          } else {
            assertThat(names).doesNotContain(role.logicalId());
          }
        });
  }

  @Test
  void functionsThatNeedTheSame_shareARole() {
    Map<Set<PolicyStatement>, Set<String>> rolesByPermissions =
        template.functions().stream()
            .map(this::roleOf)
            .collect(
                Collectors.groupingBy(
                    role ->
                        role.statements().stream()
                            .map(FunctionRolesTest::withoutId)
                            .collect(Collectors.toSet()),
                    Collectors.mapping(Role::logicalId, Collectors.toSet())));

    assertThat(rolesByPermissions.values()).allSatisfy(roles -> assertThat(roles).hasSize(1));
  }

  private static PolicyStatement withoutId(PolicyStatement statement) {
    return new PolicyStatement(
        Optional.empty(),
        statement.effect(),
        sorted(statement.actions()),
        sorted(statement.notActions()),
        sorted(statement.resources()),
        sorted(statement.notResources()),
        statement.condition());
  }

  private static List<String> sorted(List<String> texts) {
    return texts.stream().sorted().toList();
  }

  private Role roleOf(LambdaFunction function) {
    return template.role(function.roleArn()).orElseThrow();
  }
}
