package embeddedcloud.states;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The calls that a Task can make. */
enum Integration {
  INVOKE("lambda:invoke", "FunctionName"),
  START("states:startExecution", "StateMachineArn"),
  PUT_METRIC_DATA("aws-sdk:cloudwatch:putMetricData", "Namespace"),
  PUT_OBJECT("aws-sdk:s3:putObject", "Bucket");

  private static final String ARN = "arn:(aws[a-z-]*|\\$\\{Partition}):states:::";

  private final String name;
  private final String required;

  Integration(String name, String required) {
    this.name = name;
    this.required = required;
  }

  /** The integration that a Resource names, with an AWS partition or the file's placeholder. */
  static Optional<Integration> of(String resource) {
    return Arrays.stream(values())
        .filter(integration -> resource.matches(ARN + integration.name))
        .findFirst();
  }

  /** The valid forms of a Resource, in words. */
  static String expected() {
    return Arrays.stream(values())
        .map(integration -> integration.name)
        .collect(Collectors.joining(" or …", "arn:PARTITION:states:::", ""));
  }

  /** The resource type in history events, such as {@code lambda}. */
  String resourceType() {
    return name.substring(0, name.lastIndexOf(':'));
  }

  /** The resource in history events, such as {@code invoke}. */
  String resource() {
    return name.substring(name.lastIndexOf(':') + 1);
  }

  /** The one required argument, a string. */
  String required() {
    return required;
  }

  /** The optional arguments. */
  List<String> others() {
    return switch (this) {
      case INVOKE -> List.of("Payload");
      case START -> List.of("Name", "Input");
      case PUT_METRIC_DATA -> List.of("MetricData");
      case PUT_OBJECT -> List.of("Key", "Body", "ContentType", "ExpectedBucketOwner");
    };
  }

  /** The arguments in words. */
  String shape() {
    return Stream.concat(Stream.of(required), others().stream())
        .map(field -> "\"" + field + "\": …")
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  /** Checks that the arguments include the required one and no unknown ones. */
  Map<?, ?> checked(Object arguments) {
    if (arguments instanceof Map<?, ?> fields
        && fields.get(required) instanceof String text
        && !text.isEmpty()
        && (!fields.containsKey("Name") || fields.get("Name") instanceof String)
        && fields.keySet().stream()
            .allMatch(key -> key.equals(required) || others().contains(key))) {
      return fields;
    }
    throw StatesError.named(
        StatesError.RUNTIME, "The Arguments of %s must be %s".formatted(name, shape()));
  }
}
