package embeddedcloud.template;

import java.util.List;
import java.util.Optional;

/** An EventBridge rule on the default bus, which hands matching events to its targets whole. */
public record EventRule(
    String logicalId,
    String name,
    String arn,
    boolean enabled,
    EventPattern pattern,
    List<Target> targets) {
  public EventRule {
    targets = List.copyOf(targets);
  }

  /** Who gets the events, and the queue for those that it did not take. */
  public record Target(String arn, Optional<String> deadLetterArn) {}
}
