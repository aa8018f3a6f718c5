package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.Wiring;
import embeddedcloud.json.Json;
import embeddedcloud.states.Definition;
import embeddedcloud.states.State;
import embeddedcloud.template.EventRule;
import embeddedcloud.template.LambdaFunction;
import embeddedcloud.template.Output;
import embeddedcloud.template.StateMachine;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The template, the definitions, the classes and the samples use the same names. */
class DeployedFilesTest {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^}]*)}");

  /** What Step Functions and Lambda call errors of their own, as far as the definitions use it. */
  private static final Set<String> SERVICE_ERRORS =
      Set.of(
          "States.ALL",
          "States.Timeout",
          "States.TaskFailed",
          "States.QueryEvaluationError",
          "Lambda.ServiceException",
          "Lambda.AWSLambdaException",
          "Lambda.SdkClientException",
          "Lambda.ClientExecutionTimeoutException",
          "Lambda.TooManyRequestsException",
          "Lambda.Unknown",
          "Runtime.ExitError",
          "Runtime.OutOfMemory",
          "Sandbox.Timedout");

  /** https://docs.jsonata.org/string-functions and the pages after it. */
  private static final Set<String> JSONATA_FUNCTIONS =
      Set.of(
          ("string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match"
                  + " replace eval base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl"
                  + " number abs floor ceil round power sqrt random formatNumber formatBase formatInteger parseInteger"
                  + " sum max min average boolean not exists count append sort reverse shuffle distinct zip keys lookup"
                  + " spread merge sift each error assert type now millis fromMillis toMillis map filter single reduce"
                  + " partition range hash uuid parse clone")
              .split(" "));

  /** With all rules. */
  private static Template template() throws IOException {
    return ProjectFiles.template(
        Map.of("PullFromRegion", "eu-central-1", "PullFromAccount", "444455556666"));
  }

  @Test
  void everyErrorEquals_namesWhatCanBeThrown() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Definition definition : ProjectFiles.definitions()) {
      for (State state : definition.states().values()) {
        if (state instanceof State.Task task) {
          task.retriers().forEach(retrier -> names.addAll(retrier.errorEquals()));
          task.catchers().forEach(catcher -> names.addAll(catcher.errorEquals()));
        }
      }
    }
    assertThat(names).contains("States.ALL", "ebsbackup.failure.ThrottledException");
    names.removeAll(SERVICE_ERRORS);
    names.remove("StepFunctions.ExecutionAlreadyExistsException");
    for (String name : names) {
      Class<?> type = Class.forName(name);
      assertThat(Exception.class).as(name).isAssignableFrom(type);
      // errorType is the class's binary name: that of a nested class has a dollar.
      assertThat(type.getEnclosingClass()).as(name).isNull();
    }
  }

  /** Unassigned, such a variable would be the function: a value that no JSON can hold. */
  @Test
  void noVariable_hasTheNameOfAFunctionOfJsonata() throws Exception {
    for (StateMachine machine : template().stateMachines()) {
      String definition = ProjectFiles.definition(machine);
      Set<String> variables = variables(Json.parse(definition));
      assertThat(variables).as(machine.name()).doesNotContainAnyElementsOf(JSONATA_FUNCTIONS);
      // The watch needs none.
      assertThat(variables.contains("waitSeconds")).isEqualTo(!machine.name().endsWith("-watch"));
    }
  }

  private static Set<String> variables(Object value) {
    Set<String> found = new TreeSet<>();
    if (value instanceof Map<?, ?> object) {
      object.forEach(
          (name, member) -> {
            if (name.equals("Assign") && member instanceof Map<?, ?> assigned) {
              assigned.keySet().forEach(variable -> found.add((String) variable));
            }
            found.addAll(variables(member));
          });
    } else if (value instanceof List<?> array) {
      array.forEach(element -> found.addAll(variables(element)));
    }
    return found;
  }

  @Test
  void everyFunction_hasItsHandlerClass() throws Exception {
    for (LambdaFunction function : template().functions()) {
      String word = ProjectFiles.wordOf(function);
      assertThat(function.handler())
          .matches("ebsbackup\\.\\w+\\." + word + "Handler::handleRequest");
      Class<?> type = Class.forName(function.handler().split("::", 2)[0]);
      assertThat(type.getConstructor()).isNotNull();
      assertThat(type.getConstructor(Wiring.class)).isNotNull();
    }
  }

  @Test
  void everyHandlerClass_isAFunctionOfTheTemplate() throws IOException {
    Path source = ProjectFiles.ROOT.resolve("functions/src/main/java");
    try (Stream<Path> files = Files.walk(source)) {
      Set<String> classes =
          files
              .map(file -> source.relativize(file).toString())
              .filter(file -> file.endsWith("Handler.java"))
              .map(file -> file.replace(".java", "").replace('/', '.'))
              .map(name -> name + "::handleRequest")
              .collect(Collectors.toSet());
      assertThat(template().functions())
          .extracting(LambdaFunction::handler)
          .hasSameElementsAs(classes);
    }
  }

  @Test
  void everyFunction_isTheStateOfItsName_orInvokedByARule() throws IOException {
    Template template = template();
    Map<String, LambdaFunction> byArn =
        template.functions().stream()
            .collect(Collectors.toMap(LambdaFunction::arn, function -> function));
    Set<LambdaFunction> used = new HashSet<>();
    for (StateMachine machine : template.stateMachines()) {
      String text = ProjectFiles.definition(machine);
      Map<?, ?> states = (Map<?, ?>) ((Map<?, ?>) Json.parse(text)).get("States");
      states.forEach(
          (name, state) -> {
            if (((Map<?, ?>) state).get("Arguments") instanceof Map<?, ?> arguments
                && arguments.get("FunctionName") instanceof String key) {
              String arn = machine.substitutions().get(key.substring(2, key.length() - 1));
              LambdaFunction function = byArn.get(arn.replaceAll(":\\w+$", ""));
              assertThat(ProjectFiles.stateName(ProjectFiles.wordOf(function))).isEqualTo(name);
              used.add(function);
            }
          });
    }
    template.rules().stream()
        .flatMap(rule -> rule.targets().stream())
        .map(EventRule.Target::arn)
        .flatMap(arn -> template.function(arn).stream())
        .forEach(used::add);
    assertThat(used).containsExactlyInAnyOrderElementsOf(template.functions());
  }

  @Test
  void everySubstitution_isGivenAndUsed() throws IOException {
    List<StateMachine> machines = template().stateMachines();
    assertThat(machines).isNotEmpty();
    for (StateMachine machine : machines) {
      Set<String> used =
          SUBSTITUTION
              .matcher(ProjectFiles.definition(machine))
              .results()
              .map(found -> found.group(1))
              .collect(Collectors.toSet());
      assertThat(machine.substitutions().keySet()).as(machine.name()).isEqualTo(used);
    }
  }

  @Test
  void everyDefinition_isDeployed() throws IOException {
    try (Stream<Path> files = Files.list(ProjectFiles.ROOT.resolve("statemachine"))) {
      assertThat(files.map(file -> "statemachine/" + file.getFileName()))
          .containsExactlyInAnyOrderElementsOf(
              template().stateMachines().stream().map(StateMachine::definitionUri).toList());
    }
  }

  @Test
  void everyFunction_hasASample_andEverySampleIsForSomething() throws IOException {
    Set<String> functions =
        template().functions().stream()
            .map(ProjectFiles::wordOf)
            .map(ProjectFiles::sampleName)
            .collect(Collectors.toSet());
    List<String> workflows = workflows();
    assertThat(ProjectFiles.events()).containsAll(functions);
    assertThat(ProjectFiles.events())
        .filteredOn(name -> !functions.contains(name))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(workflows).contains(name.split("-", 2)[0]));
  }

  @Test
  void outputs_areTheStateMachinesTheirCommandsTheTopicAndTheQueue() throws IOException {
    // Only a stack that has a source can pull.
    Template template = ProjectFiles.template(Map.of("PullFromRegion", "eu-west-1"));
    Map<String, String> outputs =
        template.outputs().stream().collect(Collectors.toMap(Output::name, Output::value));
    Set<String> names = new HashSet<>(Set.of("TopicArn", "DeadLetterQueueUrl"));
    for (StateMachine machine : template.stateMachines()) {
      String start = "Start" + machine.logicalId().replace("StateMachine", "");
      assertThat(outputs).containsEntry(machine.logicalId() + "Arn", machine.arn());
      assertThat(outputs.get(start))
          .startsWith("aws stepfunctions start-execution --region eu-central-1 ")
          .contains("--state-machine-arn " + machine.arn() + " ")
          .endsWith("}'");
      names.addAll(Set.of(machine.logicalId() + "Arn", start));
    }
    assertThat(outputs)
        .containsOnlyKeys(names)
        .containsEntry("TopicArn", template.topics().getFirst().arn())
        .containsEntry(
            "DeadLetterQueueUrl",
            "https://sqs.eu-central-1.amazonaws.com/123456789012/ebs-backup-DeadLetterQueue");
  }

  private static List<String> workflows() throws IOException {
    return template().stateMachines().stream()
        .map(machine -> machine.name().replaceFirst("ebs-backup-", ""))
        .toList();
  }
}
