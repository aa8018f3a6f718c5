package ebsbackup.aws;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The SDK's real clients, with the function's credentials. */
public final class SdkClients implements Clients {
  /**
   * A call that hangs ends with an unknown outcome while there is still time to report it: all
   * attempts together take less than the shortest timeout of a function, 60 s.
   */
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(50);

  /**
   * The JDK keeps at most this many connections open to one host, and a new one takes a handshake.
   */
  private static final int CONNECTIONS = 5;

  private final OnFirstUse<Ec2Client> ec2 = retrying(Ec2Client::builder);
  private final OnFirstUse<Ec2Client> ec2WithoutRetries =
      new OnFirstUse<>(() -> build(Ec2Client.builder(), AwsRetryStrategy.doNotRetry()));
  private final OnFirstUse<EbsClient> ebs = retrying(EbsClient::builder);
  private final OnFirstUse<KmsClient> kms = retrying(KmsClient::builder);
  private final OnFirstUse<S3Client> s3 = retrying(SdkClients::s3Builder);
  private final OnFirstUse<SfnClient> sfn = retrying(SfnClient::builder);
  private final OnFirstUse<SnsClient> sns = retrying(SnsClient::builder);
  private final OnFirstUse<SsmClient> ssm = retrying(SsmClient::builder);

  private final Optional<Region> region;

  private SdkClients(Optional<Region> region) {
    this.region = region;
    // By default the JDK sends a POST again, without the SDK knowing, if the connection breaks
    // before the response: one call could then create two snapshot sets.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  /** Clients in the function's own Region. */
  public static SdkClients ofFunction() {
    return new SdkClients(Optional.empty());
  }

  @Override
  public Clients in(String region) {
    return new SdkClients(Optional.of(Region.of(region)));
  }

  @Override
  public Ec2Client ec2() {
    return ec2.get();
  }

  @Override
  public Ec2Client ec2WithoutRetries() {
    return ec2WithoutRetries.get();
  }

  @Override
  public EbsClient ebs() {
    return ebs.get();
  }

  @Override
  public KmsClient kms() {
    return kms.get();
  }

  @Override
  public S3Client s3() {
    return s3.get();
  }

  @Override
  public SfnClient sfn() {
    return sfn.get();
  }

  @Override
  public SnsClient sns() {
    return sns.get();
  }

  @Override
  public SsmClient ssm() {
    return ssm.get();
  }

  @Override
  public int callsAtOnce() {
    return CONNECTIONS;
  }

  /**
   * The bucket name is in the path, because a name with dots does not work with TLS as a host name.
   * The body is sent unchanged, with its checksum in a request header.
   */
  private static S3ClientBuilder s3Builder() {
    return S3Client.builder()
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(config -> config.chunkedEncodingEnabled(false));
  }

  /** A client that is built on first use and then kept, so all adapters share its connections. */
  private static final class OnFirstUse<C> {
    private final Supplier<C> builder;
    private Optional<C> client = Optional.empty();

    OnFirstUse(Supplier<C> builder) {
      this.builder = builder;
    }

    C get() {
      C made = client.orElseGet(builder);
      client = Optional.of(made);
      return made;
    }
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> OnFirstUse<C> retrying(
      Supplier<B> builder) {
    return new OnFirstUse<>(() -> build(builder.get(), AwsRetryStrategy.standardRetryStrategy()));
  }

  private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(
      B builder, RetryStrategy retries) {
    region.ifPresent(builder::region);
    return builder
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            config ->
                config
                    .retryStrategy(retries)
                    .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                    .apiCallTimeout(CALL_TIMEOUT))
        .build();
  }
}
