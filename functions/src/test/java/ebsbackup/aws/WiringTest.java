package ebsbackup.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.CopyRequest;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.failure.OutcomeUnknownException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The real clients against a server that takes a request and hangs up, or says what no AWS does.
 */
class WiringTest {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "aws.region", "eu-central-1",
          "aws.accessKeyId", "nobody",
          "aws.secretAccessKey", "nothing");

  private final AtomicInteger requests = new AtomicInteger();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private volatile String reply = "";
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::hangUpOnEveryRequest);
    SETTINGS.forEach(System::setProperty);
    System.setProperty("aws.endpointUrl", "http://127.0.0.1:" + server.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    SETTINGS.keySet().forEach(System::clearProperty);
    System.clearProperty("aws.endpointUrl");
  }

  /** The embedded cloud is made for one call at a time. */
  @Test
  void onlyTheClientsOfAws_areCalledConcurrently() {
    assertThat(new Wiring(SdkClients.ofFunction(), Clock.systemUTC(), Map.of()).readsAtOnce())
        .isEqualTo(5);
    assertThat(new Wiring(new CannedClients(Map.of()), Clock.systemUTC(), Map.of()).readsAtOnce())
        .isEqualTo(1);
  }

  static Stream<Arguments> callsThatAreNotRepeated() {
    String instance = "i-0123456789abcdef0";
    String volume = "vol-0123456789abcdef0";
    return Stream.of(
        once(
            "CreateSnapshots",
            w ->
                w.snapshotCreator()
                    .createSet(instance, false, List.of(), Map.of("a", "b"), "nightly")),
        once(
            "CreateSnapshot", w -> w.snapshotCreator().create(volume, Map.of("a", "b"), "nightly")),
        once(
            "CopySnapshot",
            w ->
                w.snapshotCopier()
                    .copy(
                        new CopyRequest(
                            "snap-0123456789abcdef0",
                            "eu-west-1",
                            "eu-central-1",
                            "alias/copies",
                            Optional.empty(),
                            Map.of("a", "b"),
                            "nightly"))),
        once("StopInstances", w -> w.instancePower().stop(instance)),
        once("StartInstances", w -> w.instancePower().start(instance)),
        once("AttachVolume", w -> w.volumeAttacher().attach(volume, instance, "/dev/sdf")),
        once("DetachVolume", w -> w.volumeAttacher().detach(volume, instance, "/dev/sdf")));
  }

  private static Arguments once(String action, Consumer<Wiring> call) {
    return Arguments.of(action, call);
  }

  /** The workflow first looks whether it took effect. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("callsThatAreNotRepeated")
  void aChangeWhoseReplyIsLost_isSentOnce(String action, Consumer<Wiring> call) {
    assertThatThrownBy(() -> call.accept(Wiring.fromEnvironment()))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageStartingWith(action + ": ");

    assertThat(requests).hasValue(1);
  }

  @Test
  void aListingIsTriedAgain() {
    SnapshotReader snapshots = Wiring.fromEnvironment().snapshots();

    assertThatThrownBy(() -> snapshots.ofRun("daily/1"))
        .isInstanceOf(OutcomeUnknownException.class);

    assertThat(requests).hasValueGreaterThan(1);
  }

  static Stream<Arguments> clientsThatTryAgain() {
    return Stream.of(
        client("ec2", SdkClients::ec2, c -> c.ec2().describeVolumes()),
        client("ebs", SdkClients::ebs, c -> c.ebs().listSnapshotBlocks(r -> r.snapshotId("s"))),
        client("kms", SdkClients::kms, c -> c.kms().describeKey(r -> r.keyId("k"))),
        client("s3", SdkClients::s3, c -> c.s3().headObject(r -> r.bucket("b").key("k"))),
        client("sfn", SdkClients::sfn, c -> c.sfn().describeExecution(r -> r.executionArn("e"))),
        client("sns", SdkClients::sns, c -> c.sns().publish(r -> r.topicArn("t").message("m"))),
        client(
            "ssm",
            SdkClients::ssm,
            c -> c.ssm().getCommandInvocation(r -> r.commandId("c").instanceId("i"))));
  }

  private static Arguments client(
      String name, Function<SdkClients, Object> client, Consumer<SdkClients> call) {
    return Arguments.of(name, client, call);
  }

  /** The only client that does not is the one for calls that would take effect twice. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("clientsThatTryAgain")
  void aClient_triesAgain_andIsKeptForTheNextCall(
      String name, Function<SdkClients, Object> client, Consumer<SdkClients> call) {
    SdkClients clients = SdkClients.ofFunction();

    assertThatThrownBy(() -> call.accept(clients)).isInstanceOf(SdkException.class);

    assertThat(requests).hasValueGreaterThan(1);
    assertThat(client.apply(clients)).isSameAs(client.apply(clients));
    assertThat(clients.ec2WithoutRetries()).isSameAs(clients.ec2WithoutRetries());
  }

  /**
   * Its client is of another release than the SDK's core: that it speaks at all is worth a test.
   */
  @Test
  void stepFunctionsIsAskedToo() {
    Executions executions = Wiring.fromEnvironment().executions();

    assertThatThrownBy(
            () -> executions.running("arn:aws:states:eu-central-1:123456789012:stateMachine:b"))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageStartingWith("ListExecutions: ");

    assertThat(requests).hasValueGreaterThan(1);
  }

  @ParameterizedTest
  @CsvSource({
    "502 Bad Gateway, <html>Bad Gateway</html>",
    "500 Internal Server Error, ''",
    "503 Service Unavailable, {}",
    "412 Precondition Failed, <Response><Errors><Err",
    "400 Bad Request, ''"
  })
  void aFailureThatDoesNotSayItsCode_isOneOfUnknownOutcome(String status, String body) {
    reply =
        "HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, body.length(), body);
    SnapshotCreator snapshots = Wiring.fromEnvironment().snapshotCreator();

    assertThatThrownBy(() -> snapshots.create("vol-0123456789abcdef0", Map.of("a", "b"), ""))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageStartingWith("CreateSnapshot: HTTP " + status.substring(0, 3));

    assertThat(requests).hasValue(1);
  }

  /** The same goes for the client of the EBS direct APIs, which is older still. */
  @Test
  void theBlocksOfSnapshotsAreAskedForToo() {
    SnapshotBlocks blocks = Wiring.fromEnvironment().snapshotBlocks();
    RequestBudget budget = new RequestBudget(1, Instant.MAX, Clock.systemUTC());

    assertThatThrownBy(() -> blocks.changed("snap-0a", "snap-0b", budget))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageStartingWith("ListChangedBlocks: ");

    assertThat(requests).hasValueGreaterThan(1);
  }

  @Test
  void clientsOfAnotherRegion_signForIt() {
    TagWriter tags =
        new Wiring(SdkClients.ofFunction().in("us-west-2"), Clock.systemUTC(), Map.of())
            .tagWriter();

    assertThatThrownBy(() -> tags.put(List.of("snap-0123456789abcdef0"), Map.of("a", "b")))
        .isInstanceOf(OutcomeUnknownException.class);

    assertThat(heads).isNotEmpty().allSatisfy(head -> assertThat(head).contains("/us-west-2/ec2/"));
  }

  /** A name with dots does not work with TLS in a host name; chunks would need another checksum. */
  @Test
  void anObject_isWrittenInOnePiece_withTheBucketInThePath() {
    ManifestStore store =
        new ManifestStore(SdkClients.ofFunction().s3(), "a.bucket", Optional.empty());

    assertThatThrownBy(() -> store.put("key", new byte[9]))
        .isInstanceOf(OutcomeUnknownException.class);

    assertThat(heads)
        .isNotEmpty()
        .allSatisfy(
            head ->
                assertThat(head.toLowerCase(Locale.ROOT))
                    .startsWith("put /a.bucket/key ")
                    .contains("content-length: 9\r\n")
                    .doesNotContain("aws-chunked", "crc"));
  }

  @Test
  void aClient_isBuiltOnce() {
    SdkClients clients = SdkClients.ofFunction();

    assertThat(clients.ec2()).isSameAs(clients.ec2()).isNotSameAs(clients.ec2WithoutRetries());
    assertThat(clients.ec2WithoutRetries()).isSameAs(clients.ec2WithoutRetries());
    assertThat(clients.sfn()).isSameAs(clients.sfn());
  }

  private void hangUpOnEveryRequest() {
    while (true) {
      try (Socket socket = server.accept()) {
        heads.add(readRequest(socket.getInputStream()));
        requests.incrementAndGet();
        socket.getOutputStream().write(reply.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Reads to the end of the body, so that the request has certainly arrived. */
  private static String readRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return head.toString();
      }
      head.append((char) next);
    }
    Matcher length = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n").matcher(head);
    // A GET has no body.
    in.skipNBytes(length.find() ? Long.parseLong(length.group(1)) : 0);
    return head.toString();
  }
}
