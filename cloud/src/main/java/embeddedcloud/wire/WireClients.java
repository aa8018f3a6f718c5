package embeddedcloud.wire;

import java.net.URI;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Creates SDK clients whose requests are answered by an embedded endpoint. */
public final class WireClients {
  private static final StaticCredentialsProvider CREDENTIALS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));

  private WireClients() {}

  /** A client without retries, so that a test sees every response. */
  public static Ec2Client ec2(Endpoint endpoint) {
    return ec2(
        endpoint,
        builder ->
            builder.overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry())));
  }

  /** Configures three retries without the SDK's delays, which would take real time. */
  public static void retrying(SdkClientBuilder<?, ?> builder) {
    builder.overrideConfiguration(
        c ->
            c.retryStrategy(
                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(4)
                    .backoffStrategy(BackoffStrategy.retryImmediately())
                    .throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
                    .build()));
  }

  /** A client without retries for an endpoint on a port. */
  public static Ec2Client overSocket(URI endpoint) {
    return Ec2Client.builder()
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(CREDENTIALS)
        .endpointOverride(endpoint)
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  public static Ec2Client ec2(
      Endpoint endpoint, Consumer<? super SdkClientBuilder<?, ?>> configuration) {
    var builder = Ec2Client.builder();
    configuration.accept(builder);
    return at(endpoint, builder);
  }

  public static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C at(
      Endpoint endpoint, B builder) {
    return builder
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(CREDENTIALS)
        .httpClient(new EmbeddedHttpClient(endpoint))
        .build();
  }
}
