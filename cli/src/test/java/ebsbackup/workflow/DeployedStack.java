package ebsbackup.workflow;

import embeddedcloud.template.Resource;
import embeddedcloud.template.Stack;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Every resource that the template creates, the ones included that the embedded cloud ignores. */
public final class DeployedStack {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "eu-central-1";

  private final Template template;
  private final List<Resource> resources;

  public DeployedStack(Map<String, String> parameters) throws IOException {
    Stack stack = new Stack("ebs-backup", REGION, ACCOUNT, parameters);
    template = ProjectFiles.PROJECT.template(stack);
    resources = ProjectFiles.PROJECT.resources(stack);
  }

  Template template() {
    return template;
  }

  List<Resource> resources() {
    return resources;
  }

  List<Resource> ofType(String type) {
    return resources.stream().filter(resource -> resource.type().equals(type)).toList();
  }

  public Resource resource(String logicalId) {
    return resources.stream()
        .filter(resource -> resource.logicalId().equals(logicalId))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the stack has no " + logicalId));
  }

  static String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, REGION, ACCOUNT, resource);
  }

  String topicArn() {
    return template.topics().getFirst().arn();
  }

  /** The ARN of the dead-letter queue. */
  static String queueArn() {
    return arn("sqs", "ebs-backup-DeadLetterQueue");
  }

  /** The id of the key under which the topic is encrypted. */
  String keyId() {
    return at(resource("Topic"), "KmsMasterKeyId").toString();
  }

  String machineArn(String logicalId) {
    return template.stateMachines().stream()
        .filter(machine -> machine.logicalId().equals(logicalId))
        .findFirst()
        .orElseThrow()
        .arn();
  }

  /** The value at a path in a resource's properties; an empty string if there is none. */
  public static Object at(Resource resource, String... path) {
    return at(resource.properties(), path);
  }

  static Object at(Object from, String... path) {
    Object value = from;
    for (String name : path) {
      value = value instanceof Map<?, ?> map && map.containsKey(name) ? map.get(name) : "";
    }
    return value;
  }

  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of(value);
  }
}
