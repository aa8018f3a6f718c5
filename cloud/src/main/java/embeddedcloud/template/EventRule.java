package embeddedcloud.template;

import java.util.List;
import java.util.Optional;

/** An EventBridge rule on the default bus: its targets get a matching event, or their input. */
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
   * Who gets the events, and the queue for those that it did not take.
   *
   * @param input what it gets instead of the event
   */
  public record Target(String arn, Optional<String> input, Optional<String> deadLetterArn) {}
}
