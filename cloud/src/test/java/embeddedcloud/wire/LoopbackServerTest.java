package embeddedcloud.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

/** The endpoint behind a real socket. */
class LoopbackServerTest {
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final EmbeddedEc2 ec2 =
      new EmbeddedEc2(
          Ec2Settings.of("eu-central-1", "111122223333"),
          clock,
          BlockStore.inMemory(clock, 1024 * 1024));
  private final List<RuntimeException> defects = new ArrayList<>();
  private LoopbackServer server;
  private Ec2Client client;

  @BeforeEach
  void start() throws IOException {
    server = LoopbackServer.start(Endpoint.of(ec2), 0, this, defects::add);
    client = WireClients.overSocket(server.uri());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    ec2.close();
  }

  @Test
  void answersOverASocket() {
    String id = client.createVolume(r -> r.availabilityZone("eu-central-1b").size(1)).volumeId();
    clock.advance(Duration.ofMinutes(1));

    assertThat(client.describeVolumes(r -> r.volumeIds(id)).volumes())
        .singleElement()
        .satisfies(volume -> assertThat(volume.stateAsString()).isEqualTo("available"));
    assertThat(client.deleteVolume(r -> r.volumeId(id)).sdkHttpResponse().statusCode())
        .isEqualTo(200);
    assertThat(defects).isEmpty();
  }

  @Test
  void aLostReplyBreaksTheConnection_butHasHadItsEffect() {
    ec2.faults().on("CreateVolume").loseReply();

    assertThatThrownBy(() -> client.createVolume(r -> r.availabilityZone("eu-central-1b").size(1)))
        .isExactlyInstanceOf(SdkClientException.class)
        .hasRootCauseInstanceOf(IOException.class);

    assertThat(ec2.contents().volumes()).hasSize(1);
  }

  @Test
  void aDefectIsAnInternalErrorAndIsReported() {
    ec2.faults()
        .on("DescribeVolumes")
        .interfere(
            () -> {
              throw new IllegalStateException("broken");
            });

    assertThatThrownBy(() -> client.describeVolumes())
        .isInstanceOfSatisfying(Ec2Exception.class, e -> assertThat(e.statusCode()).isEqualTo(500));

    assertThat(defects).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(client.describeVolumes().volumes()).isEmpty();
  }

  @Test
  void aPortInUseIsRefused() {
    assertThatThrownBy(
            () -> LoopbackServer.start(Endpoint.of(ec2), server.uri().getPort(), this, e -> {}))
        .isInstanceOf(BindException.class);
  }

  @Test
  void aPortIsFreeAgain_afterTheServerIsClosed() throws IOException {
    int port = server.uri().getPort();
    server.close();

    server = LoopbackServer.start(Endpoint.of(ec2), port, this, defects::add);

    assertThat(client.describeVolumes().volumes()).isEmpty();
  }
}
