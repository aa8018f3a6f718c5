package embeddedcloud.states;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a Task can call. */
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

  /** What a Resource names, in its partition of AWS or as the definition's file has it. */
  static Optional<Integration> of(String resource) {
    return Arrays.stream(values())
        .filter(integration -> resource.matches(ARN + integration.name))
        .findFirst();
  }

  /** What a Resource may be, in words. */
  static String expected() {
    return Arrays.stream(values())
        .map(integration -> integration.name)
        .collect(Collectors.joining(" or …", "arn:PARTITION:states:::", ""));
  }

  /** As an event of the history names it, such as {@code lambda}. */
  String resourceType() {
    return name.substring(0, name.lastIndexOf(':'));
  }

  /** As an event of the history names it, such as {@code invoke}. */
  String resource() {
    return name.substring(name.lastIndexOf(':') + 1);
  }

  /** The one argument that must be there, a text. */
  String required() {
    return required;
  }

  /** The arguments that may be there. */
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

  /** Arguments that hold what is required, and nothing that the integration does not know. */
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
