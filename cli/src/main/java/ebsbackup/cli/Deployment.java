package ebsbackup.cli;

import ebsbackup.aws.Clients;
import ebsbackup.aws.Wiring;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Deploys the product on the embedded cloud, under the stack name of {@code samconfig.toml}. */
public final class Deployment {
  private static final String STACK = "ebs-backup";

  private Deployment() {}

  /** Chooses the clients through which a function of a cloud calls AWS. */
  @FunctionalInterface
  public interface ClientsOfFunction {
    Clients of(Cloud cloud, String function);
  }

  /**
   * Deploys the project into an account.
   *
   * @param parameters the template's parameters that differ from their defaults
   * @param seed decides everything random: the same seed replays the same run
   * @throws IOException when a file of the project cannot be read
   */
  public static Cloud deploy(
      Project project,
      Map<String, String> parameters,
      VirtualClock clock,
      EmbeddedEc2 ec2,
      long seed)
      throws IOException {
    return deploy(project, parameters, clock, ec2, seed, OwnClients::new);
  }

  /** Deploys the project with other clients between the functions and the cloud. */
  public static Cloud deploy(
      Project project,
      Map<String, String> parameters,
      VirtualClock clock,
      EmbeddedEc2 ec2,
      long seed,
      ClientsOfFunction clients)
      throws IOException {
    Cloud deployed =
        Cloud.deploy(
            project,
            STACK,
            parameters,
            clock,
            ec2,
            seed,
            (cloud, function, type, environment) ->
                type.getConstructor(Wiring.class)
                    .newInstance(new Wiring(clients.of(cloud, function), clock, environment)));
    createBuckets(deployed, parameters);
    return deployed;
  }

  /** Creates the user's own buckets, which the template does not create. */
  public static void createBuckets(Cloud cloud, Map<String, String> parameters) {
    Stream.of("ReportBucket", "ManifestBucket")
        .flatMap(parameter -> Stream.ofNullable(parameters.get(parameter)))
        .forEach(cloud.s3()::createBucket);
  }

  /** Clients of the embedded cloud's own services, in one of its Regions. */
  public record OwnClients(Cloud cloud, String function, String region) implements Clients {
    public OwnClients(Cloud cloud, String function) {
      this(cloud, function, cloud.ec2().settings().region());
    }

    @Override
    public Clients in(String other) {
      return new OwnClients(cloud, function, other);
    }

    @Override
    public Ec2Client ec2() {
      return cloud.client(Ec2Client.class, function, region);
    }

    @Override
    public Ec2Client ec2WithoutRetries() {
      return ec2();
    }

    @Override
    public EbsClient ebs() {
      return cloud.client(EbsClient.class, function, region);
    }

    @Override
    public KmsClient kms() {
      return cloud.client(KmsClient.class, function, region);
    }

    @Override
    public S3Client s3() {
      return cloud.client(S3Client.class, function, region);
    }

    @Override
    public SfnClient sfn() {
      return cloud.client(SfnClient.class, function, region);
    }

    @Override
    public SnsClient sns() {
      return cloud.client(SnsClient.class, function, region);
    }

    @Override
    public SsmClient ssm() {
      return cloud.client(SsmClient.class, function, region);
    }
  }
}
