package embeddedcloud.sns;

import embeddedcloud.error.ServiceErrors;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/** The part of SNS that publishes messages. It keeps the published messages in order. */
public final class EmbeddedSns implements SnsClient {
  private final Clock clock;
  private final Set<String> topicArns;
  private final List<Message> messages = new ArrayList<>();

  public EmbeddedSns(Clock clock, Set<String> topicArns) {
    this.clock = clock;
    this.topicArns = Set.copyOf(topicArns);
  }

  @Override
  public PublishResponse publish(PublishRequest request) {
    if (!topicArns.contains(request.topicArn())) {
      throw ServiceErrors.of(
          NotFoundException.builder(),
          "Sns",
          404,
          "NotFound",
          "Topic does not exist: " + request.topicArn());
    }
    messages.add(
        new Message(clock.instant(), request.topicArn(), request.subject(), request.message()));
    return PublishResponse.builder().messageId("message-" + messages.size()).build();
  }

  public List<Message> messages() {
    return List.copyOf(messages);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
