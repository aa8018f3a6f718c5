package embeddedcloud.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.waiters.Ec2Waiter;

/** What the SDK does with EC2's answers: pages, waiters, errors, retries, times and letters. */
class SdkBehaviorTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final Endpoint endpoint = Endpoint.of(ec2);

  @Test
  void paginatorsFollowTheTokens() {
    List<String> made = Stream.generate(this::snapshot).limit(12).toList();
    Ec2Client client = WireClients.ec2(endpoint);

    List<String> seen =
        client.describeSnapshotsPaginator(r -> r.ownerIds("self").maxResults(5)).stream()
            .flatMap(page -> page.snapshots().stream())
            .map(Snapshot::snapshotId)
            .toList();

    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    assertThat(ec2.calls().count("DescribeSnapshots")).isEqualTo(3);
  }

  @Test
  void waitersWaitUntilTheSnapshotIsCompleted() {
    String id = snapshot();
    Ec2Client client =
        WireClients.ec2(endpoint, builder -> passing(builder, Duration.ofSeconds(20)));

    try (var waiter =
        Ec2Waiter.builder()
            .client(client)
            .overrideConfiguration(
                c -> c.backoffStrategyV2(BackoffStrategy.retryImmediately()).maxAttempts(40))
            .build()) {
      var response = waiter.waitUntilSnapshotCompleted(r -> r.snapshotIds(id));

      assertThat(response.attemptsExecuted()).isGreaterThan(1);
      assertThat(response.matched().response().orElseThrow().snapshots())
          .singleElement()
          .satisfies(snapshot -> assertThat(snapshot.stateAsString()).isEqualTo("completed"));
    }
  }

  @Test
  void errorsHaveCodeMessageStatusAndRequestId() {
    assertThatThrownBy(
            () ->
                WireClients.ec2(endpoint)
                    .describeVolumes(r -> r.volumeIds("vol-00000000000000001")))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              AwsErrorDetails details = e.awsErrorDetails();
              assertThat(details.errorCode()).isEqualTo("InvalidVolume.NotFound");
              assertThat(details.errorMessage()).contains("vol-00000000000000001");
              assertThat(e.statusCode()).isEqualTo(400);
              assertThat(e.requestId()).matches("[0-9a-f-]{36}");
            });
  }

  @Test
  void aClientWithRetriesTriesAgainAfter503() {
    ec2.faults().on("DescribeVolumes").times(2).refuse("Unavailable");

    assertThat(WireClients.ec2(endpoint, WireClients::retrying).describeVolumes().volumes())
        .isEmpty();

    assertThat(ec2.calls().count("DescribeVolumes")).isEqualTo(3);
  }

  @Test
  void aClientWithRetriesTriesAgainWhenThrottled() {
    ec2.faults().on("DescribeVolumes").times(2).refuse("RequestLimitExceeded");

    assertThat(WireClients.ec2(endpoint, WireClients::retrying).describeVolumes().volumes())
        .isEmpty();
  }

  @Test
  void aClientWithRetriesDoesNotRepeatWhatIsWrong() {
    ec2.faults().on("DescribeVolumes").refuse("InvalidParameterValue");

    assertThatThrownBy(() -> WireClients.ec2(endpoint, WireClients::retrying).describeVolumes())
        .isInstanceOf(Ec2Exception.class);

    assertThat(ec2.calls().count("DescribeVolumes")).isEqualTo(1);
  }

  @Test
  void aClientWithoutRetriesAsksOnce() {
    ec2.faults().on("DescribeVolumes").refuse("Unavailable");

    assertThatThrownBy(() -> WireClients.ec2(endpoint).describeVolumes())
        .isInstanceOfSatisfying(Ec2Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));

    assertThat(ec2.calls().count("DescribeVolumes")).isEqualTo(1);
  }

  @Test
  void aLostReplyIsSentAgain_andATokenMakesItTheSameVolume() {
    Ec2Client client = WireClients.ec2(endpoint, WireClients::retrying);
    ec2.faults().on("CreateVolume").loseReply();

    client.createVolume(r -> r.availabilityZone("eu-central-1b").size(1).volumeType("gp3"));

    assertThat(ec2.calls().count("CreateVolume")).isEqualTo(2);
    assertThat(ec2.contents().volumes()).hasSize(1);
  }

  /** Why creates without a token go through a client that does not retry. */
  @Test
  void aLostReplyIsSentAgain_alsoWithoutAToken() {
    Ec2Client client = WireClients.ec2(endpoint, WireClients::retrying);
    String instance = launch();
    ec2.faults().on("CreateSnapshots").loseReply();

    // The second would have been made, had the volume's rate allowed it.
    assertThatThrownBy(
            () -> client.createSnapshots(r -> r.instanceSpecification(s -> s.instanceId(instance))))
        .hasMessageContaining("per volume CreateSnapshot request rate");

    assertThat(ec2.calls().count("CreateSnapshots")).isEqualTo(2);
  }

  @Test
  void aLostReplyIsAnErrorOfTheConnectionWithoutRetries() {
    ec2.faults().on("DescribeVolumes").loseReply();

    assertThatThrownBy(() -> WireClients.ec2(endpoint).describeVolumes())
        .isExactlyInstanceOf(SdkClientException.class)
        .hasMessageContaining("Connection reset");
  }

  @Test
  void everyLetterArrives() {
    String text = "<a> & \"b\" 'c' \r\n\t ü € 𝄞 ]]> %41+x=y&z ";
    String id = snapshot();
    Ec2Client client = WireClients.ec2(endpoint);

    client.createTags(r -> r.resources(id).tags(Tag.builder().key("k").value(text).build()));

    clock.advance(Duration.ofMinutes(1));
    assertThat(client.describeSnapshots(r -> r.snapshotIds(id)).snapshots())
        .singleElement()
        .satisfies(snapshot -> assertThat(snapshot.tags().getFirst().value()).isEqualTo(text));
  }

  @Test
  void theAnswerSaysTheTimeOfTheCloud() {
    assertThat(
            WireClients.ec2(endpoint)
                .describeVolumes()
                .sdkHttpResponse()
                .firstMatchingHeader("Date"))
        .contains("Sun, 1 Mar 2026 00:00:00 GMT");
  }

  private String launch() {
    return ec2.launch(new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of()))
        .instanceId();
  }

  private String snapshot() {
    clock.advance(Duration.ofMinutes(1));
    String volume = ec2.createVolume(r -> r.availabilityZone("eu-central-1b").size(1)).volumeId();
    clock.advance(Duration.ofMinutes(1));
    String id = ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    clock.advance(Duration.ofSeconds(10));
    return id;
  }

  /** Time passes with each request, as a waiter's pauses would let it. */
  private void passing(SdkClientBuilder<?, ?> builder, Duration each) {
    builder.overrideConfiguration(
        c ->
            c.addExecutionInterceptor(
                new ExecutionInterceptor() {
                  @Override
                  public void afterExecution(
                      Context.AfterExecution context, ExecutionAttributes attributes) {
                    clock.advance(each);
                  }
                }));
  }
}
