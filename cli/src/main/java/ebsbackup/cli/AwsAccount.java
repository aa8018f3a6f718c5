package ebsbackup.cli;

import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** The account and the Region that a command works on, as its options name them. */
record AwsAccount(Optional<String> profile, Optional<String> region) {

  /** The options that name this account, as written after a command. */
  String options() {
    return profile.map(name -> " --profile " + name).orElse("")
        + region.map(name -> " --region " + name).orElse("");
  }

  /** Creates a client of one of the account's services. */
  <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
    builder
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(
            DefaultCredentialsProvider.builder().profileName(profile.orElse(null)).build());
    profile.ifPresent(
        name -> builder.overrideConfiguration(config -> config.defaultProfileName(name)));
    region.map(Region::of).ifPresent(builder::region);
    return builder.build();
  }
}
