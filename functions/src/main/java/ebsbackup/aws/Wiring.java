package ebsbackup.aws;

import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * The composition root: hands the handlers their clients, clock and settings, and is the only class
 * that reads environment variables. Every handler has a public constructor that takes a wiring (the
 * embedded cloud calls it) beside the one without arguments that Lambda calls.
 *
 * <p>Clients are made on first use, so that a function loads no class of a service it never calls.
 */
public final class Wiring {
  private final Supplier<Ec2Client> ec2;
  private final Supplier<SfnClient> sfn;
  private final Supplier<SnsClient> sns;
  private final Clock clock;
  private final Map<String, String> environment;

  public Wiring(
      Supplier<Ec2Client> ec2,
      Supplier<SfnClient> sfn,
      Supplier<SnsClient> sns,
      Clock clock,
      Map<String, String> environment) {
    this.ec2 = ec2;
    this.sfn = sfn;
    this.sns = sns;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /** The wiring inside Lambda: real clients in the function's own Region. */
  public static Wiring fromEnvironment() {
    return new Wiring(
        () -> Ec2Client.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build(),
        () -> SfnClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build(),
        () -> SnsClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build(),
        Clock.systemUTC(),
        System.getenv());
  }

  public Clock clock() {
    return clock;
  }

  Ec2Client ec2() {
    return ec2.get();
  }

  SfnClient sfn() {
    return sfn.get();
  }

  SnsClient sns() {
    return sns.get();
  }

  Map<String, String> environment() {
    return environment;
  }
}
