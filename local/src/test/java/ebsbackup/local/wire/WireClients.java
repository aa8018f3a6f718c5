package ebsbackup.local.wire;

import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The SDK's own clients, whose requests an endpoint in this JVM answers. */
public final class WireClients {
  private WireClients() {}

  /** A client that tries everything once, so that a test sees every answer. */
  public static Ec2Client ec2(Endpoint endpoint) {
    return ec2(
        endpoint,
        builder ->
            builder.overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry())));
  }

  static Ec2Client ec2(Endpoint endpoint, Consumer<? super SdkClientBuilder<?, ?>> configuration) {
    var builder = Ec2Client.builder();
    configuration.accept(builder);
    return at(endpoint, builder);
  }

  static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C at(
      Endpoint endpoint, B builder) {
    return builder
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "any")))
        .httpClient(new EmbeddedHttpClient(endpoint))
        .build();
  }
}
