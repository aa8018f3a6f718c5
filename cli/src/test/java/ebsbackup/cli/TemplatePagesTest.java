package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.template.Parameter;
import embeddedcloud.template.Template;
import embeddedcloud.template.TemplateYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Pages, names and permissions that follow from other parts of the template. */
class TemplatePagesTest {
  private static final String STATE_MACHINE =
      "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AWS::StackName}-";

  @Test
  void tableOfParameters_isTheTemplates() throws IOException {
    List<String> rows =
        Template.parameters(Cli.PROJECT.resolve("template.yaml")).stream()
            .map(TemplatePagesTest::row)
            .toList();

    String page = Files.readString(Cli.PROJECT.resolve("docs/parameters.md"));
    assertThat(page.lines().filter(line -> line.matches("\\| `[A-Z]\\w*` \\| (`|\\().*")))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void tableOfAlarms_hasThoseOfTheTemplate() throws IOException {
    Map<?, ?> resources = resources();
    String page = Files.readString(Cli.PROJECT.resolve("docs/deploy.md"));

    assertThat(Pattern.compile("`(\\w+Alarm)`").matcher(page).results().map(m -> m.group(1)))
        .containsExactlyInAnyOrderElementsOf(
            resources.entrySet().stream()
                .filter(
                    e -> ((Map<?, ?>) e.getValue()).get("Type").equals("AWS::CloudWatch::Alarm"))
                .map(e -> (String) e.getKey())
                .toList())
        .contains("BackupFailedAlarm");
  }

  /** Those without a condition. CloudWatch charges for each metric of an alarm. */
  @Test
  void alarmsThatEveryStackPaysFor_areCounted() throws IOException {
    List<Map<?, ?>> alarms = new ArrayList<>();
    for (Object resource : resources().values()) {
      if (at(resource, "Type").equals("AWS::CloudWatch::Alarm")
          && at(resource, "Condition") == null) {
        alarms.add((Map<?, ?>) at(resource, "Properties"));
      }
    }
    long metrics =
        alarms.stream()
            .mapToLong(
                alarm ->
                    alarm.get("Metrics") instanceof List<?> list
                        ? list.stream().filter(one -> at(one, "MetricStat") != null).count()
                        : 1)
            .sum();

    assertThat(Files.readString(Cli.PROJECT.resolve("docs/costs-and-limits.md")))
        .contains(
            "%d alarms with %d metrics ($%d.%d0 a month)"
                .formatted(alarms.size(), metrics, metrics / 10, metrics % 10));
  }

  @Test
  void dailyPage_goesWhereTheRoleMayPutIt() throws IOException {
    Map<?, ?> machine = (Map<?, ?>) resources().get("WatchStateMachine");
    Map<?, ?> properties = (Map<?, ?>) machine.get("Properties");
    Map<?, ?> substitutions = (Map<?, ?>) properties.get("DefinitionSubstitutions");

    assertThat(substitutions.get("ReportPrefix"))
        .isEqualTo(Map.of("Fn::Sub", "ebs-backup/${AWS::StackName}/"));
    assertThat(resources().get("WatchStateMachineRole").toString())
        .contains("arn:${AWS::Partition}:s3:::${ReportBucket}/ebs-backup/${AWS::StackName}/*");
  }

  @Test
  void executions_areStartedByThoseWhoNeedThem() throws IOException {
    List<Object> targets =
        resources().values().stream()
            .filter(r -> at(r, "Type").equals("AWS::Scheduler::Schedule"))
            .map(schedule -> at(schedule, "Properties", "Target", "Arn"))
            .distinct()
            .toList();
    Map<?, ?> started =
        (Map<?, ?>)
            at(resources().get("BackupStateMachine"), "Properties", "DefinitionSubstitutions");

    assertThat(resourcesOf("ScheduleRole", "states:StartExecution"))
        .containsExactlyInAnyOrderElementsOf(targets);
    assertThat(resourcesOf("BackupStateMachineRole", "states:StartExecution"))
        .containsExactlyInAnyOrder(
            started.get("VerifyStateMachineArn"), started.get("PruneStateMachineArn"));
    // A message names the last success of what a schedule starts.
    assertThat(resourcesOf("NotifyRole", "states:ListExecutions"))
        .map(resource -> at(resource, "Fn::Sub"))
        .containsExactlyInAnyOrderElementsOf(
            targets.stream()
                .map(target -> at(target, "Ref").toString().replace("StateMachine", ""))
                .map(name -> STATE_MACHINE + name.toLowerCase(Locale.ROOT))
                .toList());
  }

  /** What a role may use an action on. */
  private static List<Object> resourcesOf(String role, String action) throws IOException {
    return ((List<?>) at(resources().get(role), "Properties", "Policies"))
        .stream()
            .flatMap(policy -> ((List<?>) at(policy, "PolicyDocument", "Statement")).stream())
            .filter(statement -> at(statement, "Action").equals(action))
            .flatMap(statement -> ((List<?>) at(statement, "Resource")).stream())
            .map(Object.class::cast)
            .toList();
  }

  static Object at(Object json, String... path) {
    Object found = json;
    for (String name : path) {
      found = ((Map<?, ?>) found).get(name);
    }
    return found;
  }

  @Test
  void namesOfLogGroups_haveTheNameOfTheStack() throws IOException {
    assertThat(resources().values())
        .filteredOn(r -> ((Map<?, ?>) r).get("Type").equals("AWS::Logs::LogGroup"))
        .isNotEmpty()
        .allSatisfy(group -> assertThat(group.toString()).contains("/${AWS::StackName}"));
    assertThat(at(resources().get("Key"), "Properties", "KeyPolicy").toString())
        .contains(
            "log-group:/aws/lambda/${AWS::StackName}",
            "log-group:/aws/vendedlogs/states/${AWS::StackName}/*");
  }

  /** Not as text: mutants of the template are written as JSON, and this test judges them. */
  static Map<?, ?> resources() throws IOException {
    return (Map<?, ?>)
        TemplateYaml.parse(Files.readString(Cli.PROJECT.resolve("template.yaml"))).get("Resources");
  }

  private static String row(Parameter parameter) {
    String value = parameter.defaultValue().orElseThrow();
    return "| `%s` | %s | %s |"
        .formatted(
            parameter.name(),
            value.isEmpty() ? "(empty)" : "`" + value + "`",
            parameter.description());
  }
}
