package embeddedcloud.template;

import java.util.List;

/** An SNS topic and who subscribes to it. */
public record Topic(String logicalId, String name, String arn, List<Subscription> subscriptions) {
  public Topic {
    subscriptions = List.copyOf(subscriptions);
  }

  /** Where messages go: to a mailbox ({@code email}), a function ({@code lambda}) and so on. */
  public record Subscription(String protocol, String endpoint) {}
}
