package embeddedcloud.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Converts a template's plain values to records. */
final class TemplateReader {
  private static final String TRANSFORM = "AWS::Serverless-2016-10-31";

  private final Section template;
  private final List<Parameter> parameters;
  private final Map<String, String> values;
  private final Map<String, Section> merged;
  private final Resources resources;

  /** The resolved resources of the stack that are read into records, by logical id. */
  private final Map<String, Section> created = new LinkedHashMap<>();

  TemplateReader(Map<String, Object> yaml, Stack stack) {
    template = new Section("", yaml);
    template.refuse(Set.of("Mappings"));
    for (String transform : template.texts("Transform")) {
      if (!Set.of(TRANSFORM, "AWS::LanguageExtensions").contains(transform)) {
        throw template.wrong("Transform", transform + " is not supported by the embedded cloud");
      }
    }
    parameters = ParameterReader.read(template);
    values = ParameterReader.values(parameters, stack.parameters());
    Map<String, Object> references = new LinkedHashMap<>();
    parameters.forEach(
        parameter ->
            references.put(parameter.name(), parameter.reference(values.get(parameter.name()))));
    merged = Globals.mergedInto(template);
    resources = new Resources(stack, references, merged, template.section("Conditions"));
    merged.forEach(
        (logicalId, resource) -> {
          if (resources.created(resource) && isRead(Resources.type(resource))) {
            Section properties = resource.section("Properties");
            created.put(
                logicalId,
                new Section(
                    resource.path(),
                    Map.of(
                        "Type",
                        Resources.type(resource),
                        "Properties",
                        resources.intrinsics().resolve(properties).values())));
          }
        });
  }

  List<Resource> resources() {
    List<Resource> all = new ArrayList<>();
    merged.forEach(
        (logicalId, resource) -> {
          if (resources.created(resource)) {
            all.add(
                new Resource(
                    logicalId,
                    Resources.type(resource),
                    resource.text("DeletionPolicy"),
                    resource.text("UpdateReplacePolicy"),
                    resources.intrinsics().resolve(resource.section("Properties")).values()));
          }
        });
    return all;
  }

  private static boolean isRead(String type) {
    return switch (type) {
      case Resources.FUNCTION,
          Resources.STATE_MACHINE,
          Resources.SCHEDULE,
          Resources.RULE,
          Resources.TOPIC,
          Resources.ROLE,
          "AWS::SNS::Subscription",
          Resources.MANAGED_POLICY,
          "AWS::IAM::Policy" ->
          true;
      default -> false;
    };
  }

  Template read() {
    List<LambdaFunction> functions = new ArrayList<>();
    List<StateMachine> stateMachines = new ArrayList<>();
    List<Schedule> schedules = new ArrayList<>();
    List<EventRule> rules = new ArrayList<>();
    EventReader events = new EventReader(resources);
    created.forEach(
        (logicalId, resource) -> {
          Section properties = resource.section("Properties");
          switch (Resources.type(resource)) {
            case Resources.FUNCTION -> functions.add(function(logicalId, properties));
            case Resources.STATE_MACHINE -> stateMachines.add(stateMachine(logicalId, properties));
            case Resources.SCHEDULE -> schedules.add(events.schedule(logicalId, properties));
            case Resources.RULE -> rules.add(events.rule(logicalId, properties));
            default -> {
              // Topics, roles and policies are read below, each together with the resources that
              // refer to it.
            }
          }
        });
    return new Template(
        parameters,
        values,
        functions,
        stateMachines,
        schedules,
        rules,
        topics(),
        new RoleReader(resources, created).read(),
        outputs());
  }

  private LambdaFunction function(String logicalId, Section properties) {
    properties.refuse(Set.of("InlineCode", "ImageUri", "Events", "Policies"));
    Section environment = properties.section("Environment").section("Variables");
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : environment.values().keySet()) {
      variables.put(name, environment.requiredText(name));
    }
    return new LambdaFunction(
        logicalId,
        resources.name(logicalId),
        resources.arn(logicalId, properties.path()),
        resources.aliasArn(logicalId),
        properties.requiredText("Handler"),
        properties.requiredText("Runtime"),
        variables,
        // SAM sets neither default, so these are Lambda's.
        Duration.ofSeconds(properties.number("Timeout").orElse(3)),
        properties.number("MemorySize").orElse(128),
        properties.requiredText("CodeUri"),
        properties.requiredText("Role"),
        properties
            .section("LoggingConfig")
            .text("LogGroup")
            .orElseGet(() -> "/aws/lambda/" + resources.name(logicalId)));
  }

  private StateMachine stateMachine(String logicalId, Section properties) {
    properties.refuse(Set.of("Definition", "Events", "Policies"));
    Section substitutions = properties.section("DefinitionSubstitutions");
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : substitutions.values().keySet()) {
      texts.put(name, substitutions.requiredText(name));
    }
    return new StateMachine(
        logicalId,
        resources.name(logicalId),
        resources.arn(logicalId, properties.path()),
        properties.text("Type").orElse("STANDARD"),
        properties.requiredText("DefinitionUri"),
        texts,
        properties.requiredText("Role"));
  }

  private List<Topic> topics() {
    Map<String, List<Topic.Subscription>> subscriptions = new LinkedHashMap<>();
    created.forEach(
        (logicalId, resource) -> {
          Section properties = resource.section("Properties");
          if (Resources.type(resource).equals("AWS::SNS::Subscription")) {
            subscriptions
                .computeIfAbsent(properties.requiredText("TopicArn"), arn -> new ArrayList<>())
                .add(
                    new Topic.Subscription(
                        properties.requiredText("Protocol"), properties.requiredText("Endpoint")));
          }
        });
    List<Topic> topics = new ArrayList<>();
    created.forEach(
        (logicalId, resource) -> {
          if (Resources.type(resource).equals(Resources.TOPIC)) {
            Section properties = resource.section("Properties");
            String arn = resources.arn(logicalId, resource.path());
            properties.refuse(Set.of("Subscription"));
            topics.add(
                new Topic(
                    logicalId,
                    resources.name(logicalId),
                    arn,
                    subscriptions.getOrDefault(arn, List.of())));
          }
        });
    return topics;
  }

  private List<Output> outputs() {
    List<Output> outputs = new ArrayList<>();
    template
        .section("Outputs")
        .sections()
        .forEach(
            (name, section) -> {
              if (resources.created(section)) {
                Section resolved = resources.intrinsics().resolve(section);
                outputs.add(
                    new Output(name, resolved.text("Description"), resolved.requiredText("Value")));
              }
            });
    return outputs;
  }
}
