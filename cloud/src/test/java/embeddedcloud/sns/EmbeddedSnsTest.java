package embeddedcloud.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishResponse;

class EmbeddedSnsTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final String TOPIC = "arn:aws:sns:eu-central-1:111122223333:a";

  private final VirtualClock clock = new VirtualClock(START);
  private final EmbeddedSns sns = new EmbeddedSns(clock, Set.of(TOPIC));

  @Test
  void messagesAreKeptInTheirOrder() {
    assertThat(sns.publish(r -> r.topicArn(TOPIC).subject("first").message("1")))
        .isEqualTo(PublishResponse.builder().messageId("message-1").build());
    clock.advance(Duration.ofSeconds(7));
    assertThat(sns.publish(r -> r.topicArn(TOPIC).subject("second").message("2")).messageId())
        .isEqualTo("message-2");

    assertThat(sns.messages())
        .containsExactly(
            new Message(START, TOPIC, "first", "1"),
            new Message(START.plusSeconds(7), TOPIC, "second", "2"));
    assertThat(sns.serviceName()).isEqualTo("sns");
  }

  @Test
  void aTopicThatDoesNotExist_isRefusedUnderTheNameThatSnsGivesIt() {
    assertThatThrownBy(() -> sns.publish(r -> r.topicArn(TOPIC + "b").message("1")))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(404);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NotFound");
              assertThat(e.awsErrorDetails().errorMessage())
                  .isEqualTo("Topic does not exist: " + TOPIC + "b");
            });
    assertThat(sns.messages()).isEmpty();
  }
}
