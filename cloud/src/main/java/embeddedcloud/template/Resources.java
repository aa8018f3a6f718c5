package embeddedcloud.template;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The names and ARNs of a stack's resources, and thus the results of {@code Ref} and {@code
 * Fn::GetAtt}. A resource without a name property is called {@code STACK-LogicalId}: like
 * CloudFormation's names, but without the random part, so that runs can be compared.
 */
final class Resources implements Intrinsics.References {
  static final String FUNCTION = "AWS::Serverless::Function";
  static final String STATE_MACHINE = "AWS::Serverless::StateMachine";
  static final String SCHEDULE = "AWS::Scheduler::Schedule";
  static final String RULE = "AWS::Events::Rule";
  static final String TOPIC = "AWS::SNS::Topic";
  static final String ROLE = "AWS::IAM::Role";
  static final String MANAGED_POLICY = "AWS::IAM::ManagedPolicy";

  private final Stack stack;
  private final PartitionMetadata partition;
  private final Map<String, Object> parameters;
  private final Map<String, Section> resources;
  private final Intrinsics intrinsics;
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> naming = new HashSet<>();

  /**
   * @param resources the resources with {@code Globals} merged in, not yet resolved
   */
  Resources(
      Stack stack,
      Map<String, Object> parameters,
      Map<String, Section> resources,
      Section conditions) {
    this.stack = stack;
    this.partition = PartitionMetadata.of(Region.of(stack.region()));
    this.parameters = parameters;
    this.resources = resources;
    this.intrinsics = new Intrinsics(this, conditions);
  }

  Intrinsics intrinsics() {
    return intrinsics;
  }

  /** Whether the stack has the resource: it has no condition, or its condition is true. */
  boolean created(Section resource) {
    return resource
        .text("Condition")
        .map(condition -> intrinsics.conditions().holds(condition, resource.at("Condition")))
        .orElse(true);
  }

  @Override
  public Optional<Object> ref(String name, String path) {
    if (parameters.containsKey(name)) {
      return Optional.of(parameters.get(name));
    }
    if (name.startsWith("AWS::")) {
      return pseudo(name);
    }
    if (resources.containsKey(name)) {
      return Optional.of(reference(name, path));
    }
    return generated(name, path);
  }

  private Optional<Object> pseudo(String name) {
    return switch (name) {
      case "AWS::Region" -> Optional.of(stack.region());
      case "AWS::AccountId" -> Optional.of(stack.account());
      case "AWS::Partition" -> Optional.of(partition.id());
      case "AWS::StackName" -> Optional.of(stack.name());
      case "AWS::URLSuffix" -> Optional.of(partition.dnsSuffix());
      default -> Optional.empty();
    };
  }

  /**
   * The names that SAM generates for a function: {@code Function.Alias} and {@code
   * Function.Version}.
   */
  private Optional<Object> generated(String name, String path) {
    int dot = name.indexOf('.');
    if (dot > 0 && resources.containsKey(name.substring(0, dot))) {
      String function = name.substring(0, dot);
      return switch (name.substring(dot + 1)) {
        case "Alias" -> Optional.of(publishedAlias(function, path));
        case "Version" -> {
          String unused = publishedAlias(function, path);
          yield Optional.of(functionArn(function) + ":1");
        }
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  /** SAM publishes a version only together with an alias. */
  private String publishedAlias(String function, String path) {
    Section unused = existing(function, path);
    return aliasArn(function)
        .orElseThrow(() -> new TemplateException(path, function + " has no AutoPublishAlias"));
  }

  String roleArn(String name) {
    return "arn:%s:iam::%s:role/%s".formatted(partition.id(), stack.account(), name);
  }

  static String type(Section resource) {
    return resource.requiredText("Type");
  }

  private Section existing(String logicalId, String path) {
    Section resource = resources.get(logicalId);
    if (resource == null) {
      throw new TemplateException(path, "no resource is called " + logicalId);
    }
    if (!created(resource)) {
      throw new TemplateException(
          path,
          logicalId
              + " is not created: its condition "
              + resource.requiredText("Condition")
              + " is false");
    }
    return resource;
  }

  private Object reference(String logicalId, String path) {
    Section resource = existing(logicalId, path);
    return switch (type(resource)) {
      case STATE_MACHINE, TOPIC, MANAGED_POLICY -> arn(logicalId, path);
      case "AWS::SQS::Queue" -> queueUrl(logicalId);
      case "AWS::KMS::Key" -> uuid(stack.name() + "/" + logicalId);
      case FUNCTION,
          ROLE,
          SCHEDULE,
          RULE,
          "AWS::Scheduler::ScheduleGroup",
          "AWS::Logs::LogGroup",
          "AWS::CloudWatch::Alarm" ->
          name(logicalId);
      default -> throw unknown("Ref", logicalId, type(resource), path);
    };
  }

  private static TemplateException unknown(
      String what, String logicalId, String type, String path) {
    return new TemplateException(
        path, what + " of " + logicalId + " is not known here: it is of type " + type);
  }

  @Override
  public Object attribute(String logicalId, String attribute, String path) {
    String type = type(existing(logicalId, path));
    if (attribute.equals("Arn")) {
      return arn(logicalId, path);
    }
    return switch (type + "." + attribute) {
      case "AWS::SQS::Queue.QueueName", STATE_MACHINE + ".Name" -> name(logicalId);
      case "AWS::SSM::Parameter.Value" ->
          property(resources.get(logicalId), "Value")
              .orElseThrow(() -> new TemplateException(path, logicalId + " has no Value"));
      default -> throw unknown("Fn::GetAtt " + attribute, logicalId, type, path);
    };
  }

  String arn(String logicalId, String path) {
    Section resource = existing(logicalId, path);
    return switch (type(resource)) {
      case FUNCTION -> functionArn(logicalId);
      case STATE_MACHINE -> regionalArn("states", "stateMachine:" + name(logicalId));
      case SCHEDULE ->
          regionalArn("scheduler", "schedule/" + scheduleGroup(resource) + "/" + name(logicalId));
      case RULE -> ruleArn(name(logicalId));
      case TOPIC -> regionalArn("sns", name(logicalId));
      case ROLE -> roleArn(name(logicalId));
      case MANAGED_POLICY ->
          "arn:%s:iam::%s:policy/%s".formatted(partition.id(), stack.account(), name(logicalId));
      case "AWS::Scheduler::ScheduleGroup" ->
          regionalArn("scheduler", "schedule-group/" + name(logicalId));
      case "AWS::SQS::Queue" -> regionalArn("sqs", name(logicalId));
      case "AWS::Logs::LogGroup" -> regionalArn("logs", "log-group:" + name(logicalId) + ":*");
      case "AWS::CloudWatch::Alarm" -> regionalArn("cloudwatch", "alarm:" + name(logicalId));
      case "AWS::KMS::Key" -> regionalArn("kms", "key/" + uuid(stack.name() + "/" + logicalId));
      default -> throw unknown("Fn::GetAtt Arn", logicalId, type(resource), path);
    };
  }

  private String functionArn(String logicalId) {
    return regionalArn("lambda", "function:" + name(logicalId));
  }

  String ruleArn(String name) {
    return regionalArn("events", "rule/" + name);
  }

  String scheduleArn(String group, String name) {
    return regionalArn("scheduler", "schedule/" + group + "/" + name);
  }

  private String scheduleGroup(Section schedule) {
    return property(schedule, "GroupName").orElse("default");
  }

  /** The ARN of the alias that {@code AutoPublishAlias} creates. */
  Optional<String> aliasArn(String function) {
    return property(resources.get(function), "AutoPublishAlias")
        .map(alias -> functionArn(function) + ":" + alias);
  }

  String name(String logicalId) {
    String known = names.get(logicalId);
    if (known != null) {
      return known;
    }
    Section resource = resources.get(logicalId);
    if (!naming.add(logicalId)) {
      throw new TemplateException(resource.path(), "its name depends on itself");
    }
    String name =
        property(resource, nameProperty(type(resource))).orElse(stack.name() + "-" + logicalId);
    names.put(logicalId, name);
    return name;
  }

  private static String nameProperty(String type) {
    return switch (type) {
      case FUNCTION -> "FunctionName";
      case TOPIC -> "TopicName";
      case ROLE -> "RoleName";
      case MANAGED_POLICY -> "ManagedPolicyName";
      case "AWS::SQS::Queue" -> "QueueName";
      case "AWS::Logs::LogGroup" -> "LogGroupName";
      case "AWS::CloudWatch::Alarm" -> "AlarmName";
      default -> "Name";
    };
  }

  private Optional<String> property(Section resource, String name) {
    Section properties = resource.section("Properties");
    return properties
        .get(name)
        .flatMap(value -> intrinsics.resolve(value, properties.at(name)))
        .map(value -> Section.text(value, properties.at(name)));
  }

  private String queueUrl(String logicalId) {
    return "https://sqs.%s.%s/%s/%s"
        .formatted(stack.region(), partition.dnsSuffix(), stack.account(), name(logicalId));
  }

  private String regionalArn(String service, String resource) {
    return String.join(
        ":", "arn", partition.id(), service, stack.region(), stack.account(), resource);
  }

  private static String uuid(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
