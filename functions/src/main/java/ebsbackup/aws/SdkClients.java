package ebsbackup.aws;

import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The SDK's own clients, with the function's credentials. */
public final class SdkClients implements Clients {
  /**
   * A call that hangs ends with an unknown outcome while there is time left to report it: all
   * attempts together take less than the shortest time-out of a function, 60 s.
   */
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(50);

  private final Optional<Region> region;

  private SdkClients(Optional<Region> region) {
    this.region = region;
    // By default the JDK sends a POST again, without the SDK, if the connection breaks before the
    // answer: one call would make two snapshot sets.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  /** Clients in the function's own Region. */
  public static SdkClients ofFunction() {
    return new SdkClients(Optional.empty());
  }

  /** Clients in that Region. */
  public static SdkClients in(String region) {
    return new SdkClients(Optional.of(Region.of(region)));
  }

  @Override
  public Ec2Client ec2() {
    return build(Ec2Client.builder(), AwsRetryStrategy.standardRetryStrategy());
  }

  @Override
  public Ec2Client ec2WithoutRetries() {
    return build(Ec2Client.builder(), AwsRetryStrategy.doNotRetry());
  }

  @Override
  public EbsClient ebs() {
    return build(EbsClient.builder(), AwsRetryStrategy.standardRetryStrategy());
  }

  @Override
  public KmsClient kms() {
    return build(KmsClient.builder(), AwsRetryStrategy.standardRetryStrategy());
  }

  @Override
  public SfnClient sfn() {
    return build(SfnClient.builder(), AwsRetryStrategy.standardRetryStrategy());
  }

  @Override
  public SnsClient sns() {
    return build(SnsClient.builder(), AwsRetryStrategy.standardRetryStrategy());
  }

  @Override
  public SsmClient ssm() {
    return build(SsmClient.builder(), AwsRetryStrategy.standardRetryStrategy());
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
