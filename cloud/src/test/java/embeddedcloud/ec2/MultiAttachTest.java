package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** A volume with Multi-Attach that several instances use at the same time. */
class MultiAttachTest {
  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 =
      Worlds.ec2(
          Worlds.settings()
              .with(Timings.standard().withConsistencyLag(Duration.ZERO))
              .with(Limits.documented().unthrottled()),
          clock);
  private final String one = launch(Worlds.ZONE);
  private final String two = launch(Worlds.ZONE);
  private final String shared = volume(true);

  private String launch(String zone) {
    return ec2.launch(new Launch(zone, List.of(new Disk("/dev/xvda", 8)), Map.of())).instanceId();
  }

  private String volume(boolean multiAttach) {
    String made =
        ec2.createVolume(
                r ->
                    r.availabilityZone(Worlds.ZONE)
                        .size(10)
                        .volumeType(VolumeType.IO2)
                        .iops(500)
                        .multiAttachEnabled(multiAttach))
            .volumeId();
    pass();
    return made;
  }

  private void pass() {
    clock.advance(Duration.ofMinutes(1));
  }

  private void attach(String volume, String instance, String device) {
    ec2.attachVolume(r -> r.volumeId(volume).instanceId(instance).device(device));
  }

  @BeforeEach
  void attachToBoth() {
    attach(shared, one, "/dev/sdf");
    attach(shared, two, "/dev/sdg");
    pass();
  }

  private Volume volume() {
    return ec2.describeVolumes(r -> r.volumeIds(shared)).volumes().getFirst();
  }

  private void isAttached(String... states) {
    assertThat(volume().attachments())
        .extracting(at -> "%s %s".formatted(at.device(), at.stateAsString()))
        .containsExactlyInAnyOrder(states);
  }

  private Stream<InstanceBlockDeviceMapping> mappings(String instance) {
    return ec2.describeInstances(r -> r.instanceIds(instance)).reservations().stream()
        .map(Reservation::instances)
        .flatMap(List::stream)
        .map(Instance::blockDeviceMappings)
        .flatMap(List::stream)
        .filter(mapping -> mapping.ebs().volumeId().equals(shared));
  }

  private static Filter attachedTo(String... instances) {
    return Filter.builder().name("attachment.instance-id").values(instances).build();
  }

  private void terminate(String instance) {
    ec2.terminateInstances(r -> r.instanceIds(instance));
    pass();
  }

  private void deleteOnTermination(String instance, String device) {
    InstanceBlockDeviceMappingSpecification changed =
        InstanceBlockDeviceMappingSpecification.builder()
            .deviceName(device)
            .ebs(ebs -> ebs.deleteOnTermination(true))
            .build();
    ec2.modifyInstanceAttribute(r -> r.instanceId(instance).blockDeviceMappings(changed));
  }

  @Test
  void eachInstance_showsItsOwnAttachment() {
    isAttached("/dev/sdf attached", "/dev/sdg attached");
    assertThat(mappings(one)).singleElement().extracting("deviceName").isEqualTo("/dev/sdf");
    assertThat(mappings(two)).singleElement().extracting("deviceName").isEqualTo("/dev/sdg");
    assertThat(ec2.describeVolumes(r -> r.filters(attachedTo(one, two))).volumes())
        .extracting(Volume::volumeId)
        .containsOnlyOnce(shared);
  }

  @Test
  void aSecondAttachment_isRefusedWithoutMultiAttach_atTheSameInstance_andInAnotherZone() {
    String single = volume(false);
    attach(single, one, "/dev/sdh");

    refused("VolumeInUse", () -> attach(single, two, "/dev/sdh"));
    refused("VolumeInUse", () -> attach(shared, one, "/dev/sdi"));
    String far = launch("eu-central-1a");
    refused("InvalidVolume.ZoneMismatch", () -> attach(shared, far, "/dev/sdf"));
  }

  @Test
  void itIsAttachedToAtMost16Instances() {
    for (int i = 3; i <= 16; i++) {
      attach(shared, launch(Worlds.ZONE), "/dev/sdf");
    }
    String another = launch(Worlds.ZONE);

    refused("AttachmentLimitExceeded", () -> attach(shared, another, "/dev/sdf"));
    ec2.detachVolume(r -> r.volumeId(shared).instanceId(one));
    pass();
    attach(shared, another, "/dev/sdf");
  }

  @Test
  void aDetachment_namesTheInstance_andLeavesTheOther() {
    refused("MissingParameter", () -> ec2.detachVolume(r -> r.volumeId(shared)));
    refused(
        "InvalidAttachment.NotFound",
        () -> ec2.detachVolume(r -> r.volumeId(shared).instanceId(two).device("/dev/sdf")));

    ec2.detachVolume(r -> r.volumeId(shared).instanceId(two).device("/dev/sdg"));
    isAttached("/dev/sdf attached", "/dev/sdg detaching");
    pass();

    isAttached("/dev/sdf attached");
    assertThat(volume().state()).isEqualTo(VolumeState.IN_USE);
    assertThat(mappings(two)).isEmpty();
    refused("VolumeInUse", () -> ec2.deleteVolume(r -> r.volumeId(shared)));

    ec2.detachVolume(r -> r.volumeId(shared).instanceId(one));
    pass();
    assertThat(volume().state()).isEqualTo(VolumeState.AVAILABLE);
  }

  @Test
  void anAttachmentAndADetachment_thatOverlap_bothComplete() {
    ec2.detachVolume(r -> r.volumeId(shared).instanceId(one));
    attach(shared, launch(Worlds.ZONE), "/dev/sdh");
    isAttached("/dev/sdf detaching", "/dev/sdg attached", "/dev/sdh attaching");
    pass();

    isAttached("/dev/sdg attached", "/dev/sdh attached");
  }

  @Test
  void deleteOnTermination_isChangedForTheInstanceOfTheRequest() {
    deleteOnTermination(two, "/dev/sdg");

    assertThat(volume().attachments())
        .extracting(VolumeAttachment::device, VolumeAttachment::deleteOnTermination)
        .containsExactlyInAnyOrder(tuple("/dev/sdf", false), tuple("/dev/sdg", true));
  }

  @Test
  void aTermination_leavesTheVolumeToTheOtherInstance() {
    deleteOnTermination(one, "/dev/sdf");
    terminate(one);

    isAttached("/dev/sdg attached");
    assertThat(volume().state()).isEqualTo(VolumeState.IN_USE);

    terminate(two);
    assertThat(volume().state()).isEqualTo(VolumeState.AVAILABLE);
  }

  @Test
  void theLastInstanceThatIsTerminated_deletesTheVolume_ifItsOwnFlagSaysSo() {
    deleteOnTermination(two, "/dev/sdg");
    terminate(one);
    terminate(two);

    refused("InvalidVolume.NotFound", this::volume);
  }
}
