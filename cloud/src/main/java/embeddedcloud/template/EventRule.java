package embeddedcloud.template;

import java.util.List;
import java.util.Optional;

/**
 * An EventBridge rule on the default event bus. Its targets receive a matching event or their own
 * input.
 */
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

  /**
   * A target of the events, and the queue for events that the target did not accept.
   *
   * @param input what the target receives instead of the event
   */
  public record Target(String arn, Optional<String> input, Optional<String> deadLetterArn) {}
}
