package ebsbackup.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The SDK's clients, which record every request as text and receive the replies of a test. */
public final class CannedClients implements Clients {
  /** The headers that change what a call does. */
  private static final List<String> HEADERS =
      List.of(
          "content-type", "if-none-match", "x-amz-checksum-sha256", "x-amz-expected-bucket-owner");

  private record Reply(int status, String body, Optional<String> date) {}

  private final Map<String, String> found;
  private final List<String> sent;
  private final List<String> notRepeated;
  private final Queue<Reply> replies;
  private final Region region;

  /**
   * @param found the reply to every request with this action; an empty one for all other actions
   */
  public CannedClients(Map<String, String> found) {
    this(found, new ArrayList<>(), new ArrayList<>(), new ArrayDeque<>(), Region.EU_CENTRAL_1);
  }

  private CannedClients(
      Map<String, String> found,
      List<String> sent,
      List<String> notRepeated,
      Queue<Reply> replies,
      Region region) {
    this.found = found;
    this.sent = sent;
    this.notRepeated = notRepeated;
    this.replies = replies;
    this.region = region;
  }

  /** The next request that has no reply yet receives this one. */
  public CannedClients reply(int status, String body) {
    replies.add(new Reply(status, body, Optional.empty()));
    return this;
  }

  /** The next request that has no reply yet is refused, as EC2 refuses. */
  public CannedClients refuse(int status, String code) {
    return reply(
        status,
        """
        <Response><Errors><Error><Code>%s</Code><Message>why</Message></Error></Errors>
        <RequestID>one</RequestID></Response>
        """
            .formatted(code));
  }

  /** As {@link #reply}, with the time that the service says it is. */
  public CannedClients replyAt(String date, String body) {
    replies.add(new Reply(200, body, Optional.of(date)));
    return this;
  }

  /**
   * The requests: the service and its Region, the action, and each parameter on a line, or the JSON
   * document.
   */
  public List<String> sent() {
    return List.copyOf(sent);
  }

  /** Those of the requests that the SDK does not send again. */
  public List<String> notRepeated() {
    return List.copyOf(notRepeated);
  }

  @Override
  public Clients in(String name) {
    return new CannedClients(found, sent, notRepeated, replies, Region.of(name));
  }

  @Override
  public Ec2Client ec2() {
    return client(Ec2Client.builder());
  }

  @Override
  public Ec2Client ec2WithoutRetries() {
    return client(Ec2Client.builder(), notRepeated);
  }

  @Override
  public EbsClient ebs() {
    return client(EbsClient.builder());
  }

  @Override
  public KmsClient kms() {
    return client(KmsClient.builder());
  }

  @Override
  public S3Client s3() {
    return client(S3Client.builder().forcePathStyle(true));
  }

  @Override
  public SfnClient sfn() {
    return client(SfnClient.builder());
  }

  @Override
  public SnsClient sns() {
    return client(SnsClient.builder());
  }

  @Override
  public SsmClient ssm() {
    return client(SsmClient.builder());
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    return client(builder, new ArrayList<>());
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
      B builder, List<String> also) {
    return builder
        .region(region)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
        .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .httpClient(new Wire(also))
        .build();
  }

  private final class Wire implements SdkHttpClient {
    private final List<String> also;

    Wire(List<String> also) {
      this.also = also;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          String text = text(request);
          sent.add(text);
          also.add(text);
          String action = text.split("\\s", 3)[1];
          Reply reply =
              replies.isEmpty()
                  ? new Reply(200, found.getOrDefault(action, empty(request)), Optional.empty())
                  : replies.remove();
          SdkHttpFullResponse.Builder response =
              SdkHttpFullResponse.builder().statusCode(reply.status);
          reply.date.ifPresent(date -> response.putHeader("Date", date));
          return HttpExecuteResponse.builder()
              .response(response.build())
              .responseBody(
                  AbortableInputStream.create(
                      new ByteArrayInputStream(reply.body.getBytes(StandardCharsets.UTF_8))))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  private static String empty(HttpExecuteRequest request) {
    String host = request.httpRequest().host();
    return host.startsWith("ec2") || host.startsWith("sns") ? "<Reply/>" : "{}";
  }

  private static String text(HttpExecuteRequest executed) {
    SdkHttpRequest request = executed.httpRequest();
    String service = request.host().replace(".amazonaws.com", "");
    String body = executed.contentStreamProvider().map(c -> read(c.newStream())).orElse("");
    return request
        .firstMatchingHeader("X-Amz-Target")
        .map(target -> "%s %s\n%s".formatted(service, target.replaceAll(".*\\.", ""), body))
        .orElseGet(
            () ->
                body.startsWith("Action=")
                    ? service + " " + query(body)
                    : Stream.concat(
                            Stream.of(
                                "%s %s %s".formatted(service, request.method(), path(request))),
                            headers(request))
                        .collect(Collectors.joining("\n")));
  }

  /** The parameters in alphabetical order, which begins with Action. */
  private static String query(String body) {
    return Stream.of(body.split("&"))
        // Made by the SDK: the same request again, signed.
        .filter(each -> !each.startsWith("Version=") && !each.startsWith("PresignedUrl="))
        .map(each -> URLDecoder.decode(each, StandardCharsets.UTF_8))
        .sorted()
        .collect(Collectors.joining("\n"))
        .substring("Action=".length());
  }

  private static String path(SdkHttpRequest request) {
    return request.encodedPath()
        + request.rawQueryParameters().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(each -> each.getKey() + "=" + String.join(",", each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private static Stream<String> headers(SdkHttpRequest request) {
    return HEADERS.stream()
        .flatMap(name -> request.firstMatchingHeader(name).map(is -> name + ": " + is).stream());
  }

  private static String read(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
