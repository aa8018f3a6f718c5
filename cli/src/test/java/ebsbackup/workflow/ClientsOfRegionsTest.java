package ebsbackup.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.aws.Clients;
import ebsbackup.cli.Deployment.OwnClients;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The clients of EC2, EBS and KMS are those of the Region that was asked for. */
class ClientsOfRegionsTest {
  private static final String OTHER = "eu-west-1";

  private final TestCloud cloud = new TestCloud();
  private final Clients there = new OwnClients(cloud.cloud(), "PullSets").in(OTHER);

  @Test
  void ec2Ebs_andKms_areThoseOfTheRegion() {
    String volume =
        there.ec2().createVolume(r -> r.availabilityZone(OTHER + "a").size(1)).volumeId();
    cloud.cloud().clock().advance(Duration.ofMinutes(1));
    String snapshot =
        there.ec2WithoutRetries().createSnapshot(r -> r.volumeId(volume)).snapshotId();
    cloud.cloud().clock().advance(Duration.ofMinutes(5));

    assertThat(there.ebs().listSnapshotBlocks(r -> r.snapshotId(snapshot)).volumeSize())
        .isEqualTo(1);
    assertThat(there.kms().describeKey(r -> r.keyId("alias/aws/ebs")).keyMetadata().arn())
        .startsWith("arn:aws:kms:" + OTHER + ":");
    assertThat(cloud.cloud().ec2().contents().volumes()).isEmpty();
  }
}
