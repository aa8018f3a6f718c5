package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTask;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;
import software.amazon.awssdk.services.ec2.model.SummaryStatus;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** What a swap relies on in EC2, told through the API alone, as in {@link Ec2Contract}. */
abstract class MovingContract {
  private static final Duration LONG = Duration.ofMinutes(10);

  abstract Ec2Client ec2();

  /** A running instance with a root of 8 GiB at /dev/xvda and a volume of 10 GiB at /dev/sdf. */
  abstract String launch();

  /** Lets that much time pass. */
  abstract void pass(Duration time);

  abstract String zone();

  abstract String otherZone();

  @Test
  void deleteOnTermination_isFalseAfterAttachAndCanBeSet() {
    String instance = launch();
    String volume = available(zone());
    ec2().attachVolume(r -> r.instanceId(instance).volumeId(volume).device("/dev/sdh"));
    pass(LONG);
    assertThat(mapping(instance, "/dev/sdh").ebs().deleteOnTermination()).isFalse();

    flag(instance, "/dev/sdh", true);

    assertThat(mapping(instance, "/dev/sdh").ebs().deleteOnTermination()).isTrue();
    assertThat(ec2().describeVolumes(r -> r.volumeIds(volume)).volumes().getFirst().attachments())
        .allMatch(attachment -> attachment.deleteOnTermination());
  }

  @Test
  void deleteOnTermination_setWhileAttachingDoesNotStopTheAttaching() {
    String instance = launch();
    String volume = available(zone());
    ec2().attachVolume(r -> r.instanceId(instance).volumeId(volume).device("/dev/sdh"));
    flag(instance, "/dev/sdh", true);
    pass(LONG);

    assertThat(mapping(instance, "/dev/sdh").ebs().statusAsString()).isEqualTo("attached");
  }

  @Test
  void deleteOnTermination_ofADeviceWithoutVolumeIsRefused() {
    String instance = launch();

    refused("InvalidInstanceAttributeValue", () -> flag(instance, "/dev/sdp", true));
  }

  @Test
  void instanceStatus_isForRunningInstancesAndBeginsAnewAtTheStart() {
    String instance = launch();
    assertThat(status(instance).getFirst().instanceStatus().status()).isEqualTo(SummaryStatus.OK);

    ec2().stopInstances(r -> r.instanceIds(instance));
    pass(LONG);
    assertThat(status(instance)).isEmpty();

    ec2().startInstances(r -> r.instanceIds(instance));
    pass(Duration.ofSeconds(30));
    assertThat(status(instance).getFirst().instanceStatus().status())
        .isEqualTo(SummaryStatus.INITIALIZING);
    pass(LONG);
    assertThat(status(instance).getFirst().systemStatus().status()).isEqualTo(SummaryStatus.OK);
  }

  @Test
  void replaceRoot_swapsAPreparedVolumeInAndKeepsTheOldOne() {
    String instance = launch();
    String old = mapping(instance, "/dev/xvda").ebs().volumeId();
    String prepared = available(zone());

    String task = replace(instance, prepared, "token").replaceRootVolumeTaskId();

    assertThat(state(task)).isEqualTo(ReplaceRootVolumeTaskState.PENDING);
    pass(Duration.ofSeconds(10));
    assertThat(state(task)).isEqualTo(ReplaceRootVolumeTaskState.IN_PROGRESS);
    pass(LONG);
    assertThat(state(task)).isEqualTo(ReplaceRootVolumeTaskState.SUCCEEDED);
    assertThat(mapping(instance, "/dev/xvda").ebs().volumeId()).isEqualTo(prepared);
    assertThat(volumeState(old)).isEqualTo(VolumeState.AVAILABLE);
    assertThat(instance(instance).state().nameAsString()).isEqualTo("running");
  }

  @Test
  void replaceRoot_repeatedWithItsTokenIsTheSameTask() {
    String instance = launch();
    String prepared = available(zone());

    assertThat(replace(instance, prepared, "token").replaceRootVolumeTaskId())
        .isEqualTo(replace(instance, prepared, "token").replaceRootVolumeTaskId());
  }

  @Test
  void replaceRoot_refusesAStoppedInstanceAnotherZoneAndASecondTask() {
    String instance = launch();
    String prepared = available(zone());
    String elsewhere = available(otherZone());
    String another = available(zone());
    refused("InvalidVolume.ZoneMismatch", () -> replace(instance, elsewhere, "a"));
    replace(instance, prepared, "b");
    refused("IncorrectState", () -> replace(instance, another, "c"));
    pass(LONG);
    refused("IncorrectState", () -> replace(instance, prepared, "d"));
    ec2().stopInstances(r -> r.instanceIds(instance));
    pass(LONG);
    refused("IncorrectInstanceState", () -> replace(instance, another, "e"));
  }

  private ReplaceRootVolumeTask replace(String instance, String volume, String token) {
    return ec2()
        .createReplaceRootVolumeTask(
            r -> r.instanceId(instance).volumeId(volume).clientToken(token))
        .replaceRootVolumeTask();
  }

  private ReplaceRootVolumeTaskState state(String task) {
    return ec2()
        .describeReplaceRootVolumeTasks(r -> r.replaceRootVolumeTaskIds(task))
        .replaceRootVolumeTasks()
        .getFirst()
        .taskState();
  }

  private void flag(String instance, String device, boolean delete) {
    InstanceBlockDeviceMappingSpecification mapping =
        InstanceBlockDeviceMappingSpecification.builder()
            .deviceName(device)
            .ebs(ebs -> ebs.deleteOnTermination(delete))
            .build();
    ec2().modifyInstanceAttribute(r -> r.instanceId(instance).blockDeviceMappings(mapping));
  }

  private List<InstanceStatus> status(String instance) {
    return ec2().describeInstanceStatus(r -> r.instanceIds(instance)).instanceStatuses();
  }

  private String available(String zone) {
    String id =
        ec2().createVolume(r -> r.availabilityZone(zone).size(10).volumeType("gp3")).volumeId();
    pass(LONG);
    return id;
  }

  private VolumeState volumeState(String id) {
    return ec2().describeVolumes(r -> r.volumeIds(id)).volumes().getFirst().state();
  }

  private Instance instance(String id) {
    return ec2()
        .describeInstances(r -> r.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst();
  }

  private InstanceBlockDeviceMapping mapping(String instance, String device) {
    return instance(instance).blockDeviceMappings().stream()
        .filter(mapping -> mapping.deviceName().equals(device))
        .findFirst()
        .orElseThrow();
  }
}
