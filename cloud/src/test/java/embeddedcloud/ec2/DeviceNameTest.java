package embeddedcloud.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.VirtualizationType;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;

/** Where EC2 lets a volume be attached: by the name of the device, and by the place of both. */
class DeviceNameTest {
  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final String instance = instanceOf(Worlds.launch(ec2, 0));
  private final String volume = volume();

  private String instanceOf(List<String> volumes) {
    assertThat(volumes).hasSize(1);
    return ec2.contents().instances().getFirst().instanceId();
  }

  private String volume() {
    String id =
        ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(1).volumeType("gp3")).volumeId();
    clock.advance(Duration.ofSeconds(10));
    return id;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/nvme1n1",
        "sdq",
        "/dev/sdz9",
        "xvdzz",
        "/dev/sdaa",
        "/dev/sdf1",
        "/dev/xvdeo",
        "/dev/xvddy",
        "/dev/sda2",
        "/dev/SDF",
        "/dev/hdf",
        "f"
      })
  void attachVolume_refusesANameThatIsNotADevice(String device) {
    assertThatThrownBy(() -> attach(volume, instance, device))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            refused -> {
              assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
              assertThat(refused.awsErrorDetails().errorMessage())
                  .endsWith(device + " is not a valid EBS device name.");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/sdb",
        "/dev/sdf",
        "/dev/sdz",
        "/dev/sda1",
        "/dev/xvdb",
        "/dev/xvdz",
        "/dev/xvdaa",
        "/dev/xvdba",
        "/dev/xvdcz",
        "/dev/xvddx",
        "xvdb",
        "xvdz",
        "xvdcz"
      })
  void attachVolume_takesTheDocumentedNames(String device) {
    attach(volume, instance, device);
    clock.advance(Duration.ofSeconds(10));

    assertThat(ec2.describeVolumes(r -> r.volumeIds(volume)).volumes().getFirst().attachments())
        .singleElement()
        .satisfies(
            attachment -> {
              assertThat(attachment.device()).isEqualTo(device);
              assertThat(attachment.state()).isEqualTo(VolumeAttachmentState.ATTACHED);
            });
  }

  @Test
  void attachVolume_takesANameWithANumber_onAParavirtualInstance() {
    String old = other(VirtualizationType.PARAVIRTUAL, null);

    attach(volume, old, "/dev/sdf1");

    assertThat(ec2.describeVolumes(r -> r.volumeIds(volume)).volumes().getFirst().attachments())
        .hasSize(1);
  }

  @Test
  void attachVolume_keepsARegionsVolumeFromAnOutpostsInstance() {
    String onOutpost =
        other(
            VirtualizationType.HVM,
            "arn:aws:outposts:eu-central-1:111122223333:outpost/op-0123456789abcdef0");

    assertThatThrownBy(() -> attach(volume, onOutpost, "/dev/sdf"))
        .hasMessageContaining("is not on the same Outpost");
  }

  private String other(VirtualizationType type, String outpost) {
    String id = "i-00000000000000001";
    Instance like = ec2.contents().instances().getFirst();
    ec2.add(
        new Ec2Contents(
            List.of(
                like.toBuilder()
                    .instanceId(id)
                    .virtualizationType(type)
                    .outpostArn(outpost)
                    .blockDeviceMappings(List.of())
                    .build()),
            List.of(),
            List.of(),
            List.of()));
    return id;
  }

  private void attach(String volumeId, String instanceId, String device) {
    ec2.attachVolume(r -> r.volumeId(volumeId).instanceId(instanceId).device(device));
  }
}
