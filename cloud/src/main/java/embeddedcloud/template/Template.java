package embeddedcloud.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A SAM template as deployed, with everything resolved. Each resource that the embedded cloud runs
 * is a record. Resources of other types (alarms, log groups, keys) have names and ARNs but no
 * record.
 *
 * @param parameterValues the values deployed with, by name
 */
public record Template(
    List<Parameter> parameters,
    Map<String, String> parameterValues,
    List<LambdaFunction> functions,
    List<StateMachine> stateMachines,
    List<Schedule> schedules,
    List<EventRule> rules,
    List<Topic> topics,
    List<Role> roles,
    List<Output> outputs) {
  public Template {
    parameters = List.copyOf(parameters);
    parameterValues = Map.copyOf(parameterValues);
    functions = List.copyOf(functions);
    stateMachines = List.copyOf(stateMachines);
    schedules = List.copyOf(schedules);
    rules = List.copyOf(rules);
    topics = List.copyOf(topics);
    roles = List.copyOf(roles);
    outputs = List.copyOf(outputs);
  }

  /**
   * Reads and resolves a template.
   *
   * @throws TemplateException with the path in the YAML, when something cannot be resolved, a
   *     property that would change the behavior is not supported, or a parameter's value does not
   *     fit
   * @throws IOException when the file cannot be read
   */
  public static Template read(Path file, Stack stack) throws IOException {
    return parse(Files.readString(file), stack);
  }

  /** Like {@link #read}, but from YAML text. */
  public static Template parse(String yaml, Stack stack) {
    return resolved(TemplateYaml.parse(yaml), stack);
  }

  /** Like {@link #read}, but from the result of {@link TemplateYaml}, which is not modified. */
  public static Template resolved(Map<String, Object> yaml, Stack stack) {
    return new TemplateReader(yaml, stack).read();
  }

  /** A template's parameters, to be shown before anything is deployed. */
  public static List<Parameter> parameters(Path file) throws IOException {
    return ParameterReader.read(Section.of(TemplateYaml.parse(Files.readString(file)), ""));
  }

  /**
   * Every resource of the stack, including those of other types, with the properties with which
   * CloudFormation would create it.
   *
   * @param yaml the result of {@link TemplateYaml}, which is not modified
   * @throws TemplateException as {@link #read} does
   */
  public static List<Resource> resources(Map<String, Object> yaml, Stack stack) {
    return new TemplateReader(yaml, stack).resources();
  }

  /** The function that an ARN names, with or without its alias. */
  public Optional<LambdaFunction> function(String arn) {
    return functions.stream()
        .filter(
            function -> function.arn().equals(arn) || function.aliasArn().equals(Optional.of(arn)))
        .findFirst();
  }

  public Optional<StateMachine> stateMachine(String arn) {
    return stateMachines.stream().filter(machine -> machine.arn().equals(arn)).findFirst();
  }

  /** The role that a function or state machine assumes. */
  public Optional<Role> role(String arn) {
    return roles.stream().filter(role -> role.arn().equals(arn)).findFirst();
  }
}
