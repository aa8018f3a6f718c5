package embeddedcloud.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One resolved statement of an IAM policy. If the document has a single string, the list has one
 * item.
 *
 * @param effect {@code Allow} or {@code Deny}
 * @param condition by operator, then by key, as in the document
 */
public record PolicyStatement(
    Optional<String> sid,
    String effect,
    List<String> actions,
    List<String> notActions,
    List<String> resources,
    List<String> notResources,
    Map<String, Object> condition) {
  public PolicyStatement {
    actions = List.copyOf(actions);
    notActions = List.copyOf(notActions);
    resources = List.copyOf(resources);
    notResources = List.copyOf(notResources);
  }

  static PolicyStatement of(Section statement) {
    String effect = statement.requiredText("Effect");
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw statement.wrong("Effect", "expected Allow or Deny, but was " + effect);
    }
    PolicyStatement read =
        new PolicyStatement(
            statement.text("Sid"),
            effect,
            statement.texts("Action"),
            statement.texts("NotAction"),
            statement.texts("Resource"),
            statement.texts("NotResource"),
            statement.section("Condition").values());
    if (read.actions.isEmpty() == read.notActions.isEmpty()) {
      throw statement.wrong("Action", "exactly one of Action and NotAction is needed");
    }
    if (read.resources.isEmpty() == read.notResources.isEmpty()) {
      throw statement.wrong("Resource", "exactly one of Resource and NotResource is needed");
    }
    return read;
  }
}
