package ebsbackup.conformance.moto;

import ebsbackup.cli.Deployment;
import embeddedcloud.Cloud;
import embeddedcloud.Project;
import embeddedcloud.blocks.BlockStore;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Ec2Settings;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.ec2.Timings;
import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;

/** An account of the embedded EC2, in which nothing takes time, as in moto. */
record EmbeddedAccount(Cloud cloud) implements Account {
  private static final String IMAGE = "ami-0123456789abcdef0";
  private static final Timings AT_ONCE =
      new Timings(
          Duration.ZERO,
          Long.MAX_VALUE,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofHours(1),
          Duration.ZERO);

  static EmbeddedAccount open() throws IOException {
    VirtualClock clock = new VirtualClock(Stage.BEGINS);
    return new EmbeddedAccount(
        Deployment.deploy(Project.in(Stage.PROJECT), Map.of(), clock, empty(clock), 1));
  }

  static EmbeddedEc2 empty(VirtualClock clock) {
    return new EmbeddedEc2(
        Ec2Settings.of(Stage.REGION, Stage.ACCOUNT).with(AT_ONCE),
        clock,
        BlockStore.inMemory(clock, 1024 * 1024));
  }

  @Override
  public Ec2Client ec2() {
    return cloud.ec2();
  }

  @Override
  public String launch(String zone, Map<String, String> tags) {
    return cloud
        .ec2()
        .launch(new Launch(zone, List.of(new Disk(Stage.ROOT, 8)), tags))
        .instanceId();
  }

  @Override
  public String image(String instanceId) {
    String snapshotId =
        ec2()
            .createSnapshots(
                request ->
                    request
                        .instanceSpecification(spec -> spec.instanceId(instanceId))
                        .description(
                            "Created by CreateImage(%s) for %s".formatted(instanceId, IMAGE)))
            .snapshots()
            .getFirst()
            .snapshotId();
    cloud
        .ec2()
        .add(
            Image.builder()
                .imageId(IMAGE)
                .ownerId(Stage.ACCOUNT)
                .state(ImageState.AVAILABLE)
                .blockDeviceMappings(
                    BlockDeviceMapping.builder()
                        .deviceName(Stage.ROOT)
                        .ebs(EbsBlockDevice.builder().snapshotId(snapshotId).build())
                        .build())
                .build());
    return snapshotId;
  }

  @Override
  public void archive(String snapshotId) {
    ec2().modifySnapshotTier(r -> r.snapshotId(snapshotId).storageTier("archive"));
    cloud.clock().advance(ARCHIVING);
  }

  @Override
  public List<String> messages() {
    return cloud.messages().stream().map(m -> m.subject() + "\n" + m.text()).toList();
  }

  @Override
  public void differs(String exception) {
    throw new AssertionError("the embedded EC2 does what only moto may: " + exception);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
