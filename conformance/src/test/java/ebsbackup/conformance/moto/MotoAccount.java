package ebsbackup.conformance.moto;

import ebsbackup.aws.Clients;
import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.states.EmbeddedSfn;
import embeddedcloud.template.Topic;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeType;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The account that moto has after a reset, reached over HTTP by the SDK's own clients. */
final class MotoAccount implements Account {
  private static final BlockDeviceMapping ROOT =
      BlockDeviceMapping.builder()
          .deviceName(Stage.ROOT)
          .ebs(ebs -> ebs.volumeSize(8).volumeType(VolumeType.GP3).deleteOnTermination(false))
          .build();

  private final VirtualClock clock = new VirtualClock(Stage.BEGINS);
  private final URI endpoint;
  private final MotoExceptions exceptions;
  private final List<String> messages = new ArrayList<>();
  private final Ec2Client ec2;
  private final EbsClient ebs;
  private final KmsClient kms;
  private final SnsClient sns;
  private final SsmClient ssm;
  private final Cloud cloud;

  MotoAccount(URI endpoint, MotoExceptions exceptions) throws IOException {
    this.endpoint = endpoint;
    this.exceptions = exceptions;
    ec2 = connected(Ec2Client.builder());
    ebs = connected(EbsClient.builder());
    kms = connected(KmsClient.builder());
    sns = connected(SnsClient.builder());
    ssm = connected(SsmClient.builder());
    // Its own EC2 stays empty: the functions have moto's.
    cloud =
        Deployment.deploy(
            Project.in(Stage.PROJECT),
            Map.of(),
            clock,
            EmbeddedAccount.empty(clock),
            1,
            (deployed, function) -> new MotoClients(deployed));
    for (Topic topic : cloud.template().topics()) {
      String name = topic.arn().substring(topic.arn().lastIndexOf(':') + 1);
      String arn = sns.createTopic(request -> request.name(name)).topicArn();
      if (!arn.equals(topic.arn())) {
        throw new IllegalStateException("expected the topic " + topic.arn() + ", not " + arn);
      }
    }
  }

  private <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C connected(
      B builder) {
    return builder
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .region(Region.of(Stage.REGION))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none")))
        .endpointOverride(endpoint)
        .overrideConfiguration(
            config ->
                config
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .addExecutionInterceptor(new MotoCalls(clock, exceptions, messages::add)))
        .build();
  }

  /** moto's services, with our own Step Functions. */
  private final class MotoClients implements Clients {
    private final Cloud deployed;

    MotoClients(Cloud deployed) {
      this.deployed = deployed;
    }

    @Override
    public Clients in(String region) {
      throw new IllegalStateException("moto has one Region here");
    }

    @Override
    public Ec2Client ec2() {
      return ec2;
    }

    @Override
    public Ec2Client ec2WithoutRetries() {
      return ec2;
    }

    @Override
    public EbsClient ebs() {
      return ebs;
    }

    @Override
    public KmsClient kms() {
      return kms;
    }

    @Override
    public S3Client s3() {
      return deployed.s3();
    }

    @Override
    public SfnClient sfn() {
      return new EmbeddedSfn(deployed.stateMachines());
    }

    @Override
    public SnsClient sns() {
      return sns;
    }

    @Override
    public SsmClient ssm() {
      return ssm;
    }
  }

  @Override
  public Cloud cloud() {
    return cloud;
  }

  @Override
  public Ec2Client ec2() {
    return ec2;
  }

  @Override
  public String launch(String zone, Map<String, String> tags) {
    String instanceId =
        ec2.runInstances(
                request ->
                    request
                        .imageId("ami-0123456789abcdef0")
                        .minCount(1)
                        .maxCount(1)
                        .placement(placement -> placement.availabilityZone(zone))
                        .blockDeviceMappings(ROOT)
                        .tagSpecifications(
                            TagSpecification.builder()
                                .resourceType(ResourceType.INSTANCE)
                                .tags(
                                    tags.entrySet().stream()
                                        .map(
                                            tag ->
                                                Tag.builder()
                                                    .key(tag.getKey())
                                                    .value(tag.getValue())
                                                    .build())
                                        .toList())
                                .build()))
            .instances()
            .getFirst()
            .instanceId();
    Volume root =
        ec2.describeVolumes(
                request ->
                    request.filters(
                        Filter.builder().name("attachment.instance-id").values(instanceId).build()))
            .volumes()
            .getFirst();
    if (root.throughput() == null) {
      exceptions.use("no-default-throughput");
      ec2.modifyVolume(request -> request.volumeId(root.volumeId()).throughput(125));
    }
    return instanceId;
  }

  @Override
  public String image(String instanceId) {
    String imageId =
        ec2.createImage(request -> request.instanceId(instanceId).name("image")).imageId();
    return ec2.describeImages(request -> request.imageIds(imageId))
        .images()
        .getFirst()
        .blockDeviceMappings()
        .getFirst()
        .ebs()
        .snapshotId();
  }

  @Override
  public void archive(String snapshotId) {
    clock.advance(ARCHIVING);
    ec2.modifySnapshotTier(r -> r.snapshotId(snapshotId).storageTier("archive"));
    ec2.describeSnapshotTierStatus(request -> {}).snapshotTierStatuses().stream()
        .filter(status -> clock.instant().equals(status.archivalCompleteTime()))
        .forEach(status -> exceptions.use("archived-at-once"));
  }

  @Override
  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void differs(String exception) {
    exceptions.use(exception);
  }

  @Override
  public void close() {
    ec2.close();
    sns.close();
    ssm.close();
    cloud.close();
  }
}
