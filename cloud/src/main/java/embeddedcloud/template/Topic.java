package embeddedcloud.template;

import java.util.List;

/** An SNS topic and its subscriptions. */
public record Topic(String logicalId, String name, String arn, List<Subscription> subscriptions) {
  public Topic {
    subscriptions = List.copyOf(subscriptions);
  }

  /** A subscription's protocol, such as {@code email} or {@code lambda}, and its endpoint. */
  public record Subscription(String protocol, String endpoint) {}
}
