package ebsbackup.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * The composition root: hands the handlers their adapters and clock, and is the only class that
 * reads environment variables. Every handler has a public constructor that takes a wiring (the
 * embedded cloud calls it) beside the one without arguments that Lambda calls.
 *
 * <p>Clients are made on first use, so that a function loads nothing but the interface of a service
 * that it never calls.
 */
public final class Wiring {
  /**
   * A call that hangs ends as one whose outcome is unknown, with time left to say so: all attempts
   * together take less than the shortest time-out of a function, 60 s.
   */
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(50);

  private final Supplier<Ec2Client> ec2;
  private final Supplier<Ec2Client> ec2WithoutRetries;
  private final Supplier<EbsClient> ebs;
  private final Supplier<KmsClient> kms;
  private final Supplier<SfnClient> sfn;
  private final Supplier<SnsClient> sns;
  private final Supplier<SsmClient> ssm;
  private final Clock clock;
  private final Map<String, String> environment;

  /**
   * Wires given clients.
   *
   * @param ec2WithoutRetries for calls that would take effect twice if the SDK repeated them
   * @param environment the function's environment variables
   */
  public Wiring(
      Supplier<Ec2Client> ec2,
      Supplier<Ec2Client> ec2WithoutRetries,
      Supplier<EbsClient> ebs,
      Supplier<KmsClient> kms,
      Supplier<SfnClient> sfn,
      Supplier<SnsClient> sns,
      Supplier<SsmClient> ssm,
      Clock clock,
      Map<String, String> environment) {
    this.ec2 = ec2;
    this.ec2WithoutRetries = ec2WithoutRetries;
    this.ebs = ebs;
    this.kms = kms;
    this.sfn = sfn;
    this.sns = sns;
    this.ssm = ssm;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /** The wiring inside Lambda: real clients in the function's own Region. */
  public static Wiring fromEnvironment() {
    return overTheWire(Clock.systemUTC(), System.getenv());
  }

  /** The same clients where time or environment are not the computer's. */
  public static Wiring overTheWire(Clock clock, Map<String, String> environment) {
    // By default the JDK itself sends a POST again when the connection breaks before the answer,
    // unseen by the SDK: one call would make two snapshot sets.
    System.setProperty("sun.net.http.retryPost", "false");
    return new Wiring(
        () -> ec2(AwsRetryStrategy.standardRetryStrategy()),
        () -> ec2(AwsRetryStrategy.doNotRetry()),
        Wiring::ebs,
        () -> KmsClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build(),
        () -> SfnClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build(),
        () -> SnsClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build(),
        () -> SsmClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build(),
        clock,
        environment);
  }

  private static Ec2Client ec2(RetryStrategy retries) {
    return Ec2Client.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            config ->
                config
                    .retryStrategy(retries)
                    .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                    .apiCallTimeout(CALL_TIMEOUT))
        .build();
  }

  private static EbsClient ebs() {
    return EbsClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            config -> config.apiCallAttemptTimeout(ATTEMPT_TIMEOUT).apiCallTimeout(CALL_TIMEOUT))
        .build();
  }

  public Clock clock() {
    return clock;
  }

  public Ec2Instances instances() {
    return new Ec2Instances(ec2.get());
  }

  public Ec2Volumes volumes() {
    return new Ec2Volumes(ec2.get());
  }

  public Ec2Snapshots snapshots() {
    return new Ec2Snapshots(ec2.get());
  }

  /** For the functions that create snapshots: of a plan, and before a swap. */
  public NewSnapshots newSnapshots() {
    return new NewSnapshots(ec2WithoutRetries.get());
  }

  public SnapshotHolds snapshotHolds() {
    return new SnapshotHolds(ec2.get());
  }

  /** For the one function that deletes snapshots. */
  public Deletions deletions() {
    return new Deletions(ec2.get());
  }

  /** For the one function that compares snapshots. */
  public SnapshotBlocks snapshotBlocks() {
    return new SnapshotBlocks(ebs.get());
  }

  /** For the functions that move volumes at an instance. */
  public Ec2Attachments attachments() {
    return new Ec2Attachments(ec2WithoutRetries.get());
  }

  public Ec2Tags tags() {
    return new Ec2Tags(ec2.get());
  }

  public KmsKeys kmsKeys() {
    return new KmsKeys(kms.get());
  }

  public RunCommands runCommands() {
    return new RunCommands(ssm.get());
  }

  public Executions executions() {
    return new Executions(sfn.get());
  }

  /**
   * The document of Systems Manager that a health check may run, in the environment variable {@code
   * HEALTH_CHECK_DOCUMENT}; {@code none} or {@code any}, which holds if it is not set.
   */
  public String healthCheckDocument() {
    return environment.getOrDefault("HEALTH_CHECK_DOCUMENT", "any");
  }

  /**
   * The topic named by the environment variable {@code TOPIC_ARN}.
   *
   * @throws IllegalStateException if it is not set
   */
  public Topic topic() {
    return new Topic(
        sns.get(),
        Optional.ofNullable(environment.get("TOPIC_ARN"))
            .orElseThrow(() -> new IllegalStateException("TOPIC_ARN is not set")));
  }
}
