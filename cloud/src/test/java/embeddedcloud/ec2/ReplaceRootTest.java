package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.DescribeReplaceRootVolumeTasksRequest;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTask;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** A task that replaces the root volume of a running instance, and what can come between. */
class ReplaceRootTest {
  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 =
      Worlds.ec2(
          Worlds.settings().with(Timings.standard().withConsistencyLag(Duration.ZERO)), clock);
  private final String instance = launch();
  private final String other = launch();
  private final String root = rootOf(instance);
  private final String volume = volume();

  private String launch() {
    return ec2.launch(
            new Launch(
                Worlds.ZONE,
                List.of(new Disk("/dev/xvda", 8).deletedOnTermination(), new Disk("/dev/sdf", 9)),
                Map.of()))
        .instanceId();
  }

  private String volume() {
    String made = ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(8)).volumeId();
    pass(5);
    return made;
  }

  private void pass(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  private String rootOf(String of) {
    return ec2.contents().instances().stream()
        .filter(one -> one.instanceId().equals(of))
        .flatMap(one -> one.blockDeviceMappings().stream())
        .filter(mapping -> mapping.deviceName().equals("/dev/xvda"))
        .map(mapping -> mapping.ebs().volumeId())
        .findFirst()
        .orElse("none");
  }

  private String start() {
    return start(instance, volume);
  }

  private String start(String of, String with) {
    return ec2.createReplaceRootVolumeTask(r -> r.instanceId(of).volumeId(with))
        .replaceRootVolumeTask()
        .replaceRootVolumeTaskId();
  }

  private List<String> tasks(Consumer<DescribeReplaceRootVolumeTasksRequest.Builder> request) {
    return ec2.describeReplaceRootVolumeTasks(request).replaceRootVolumeTasks().stream()
        .map(ReplaceRootVolumeTask::replaceRootVolumeTaskId)
        .toList();
  }

  private String state(String task) {
    return ec2.describeReplaceRootVolumeTasks(r -> r.replaceRootVolumeTaskIds(task))
        .replaceRootVolumeTasks()
        .getFirst()
        .taskStateAsString();
  }

  @Test
  void theNewVolume_isAttachedAsTheRoot_andTheInstanceReboots() {
    String task = start();
    assertThat(state(task)).isEqualTo("pending");
    pass(5);
    assertThat(state(task)).isEqualTo("in-progress");
    assertThat(rootOf(instance)).isEqualTo(root);
    pass(20);
    Instant swapped = clock.instant();
    pass(29);
    assertThat(state(task)).isEqualTo("in-progress");
    pass(1);

    assertThat(state(task)).isEqualTo("succeeded");
    assertThat(rootOf(other)).isNotEqualTo(volume);
    assertThat(ec2.bootedAt(instance)).isEqualTo(swapped);
    assertThat(ec2.describeVolumes(r -> r.volumeIds(volume)).volumes().getFirst().attachments())
        .containsExactly(
            VolumeAttachment.builder()
                .volumeId(volume)
                .instanceId(instance)
                .device("/dev/xvda")
                .state("attached")
                .attachTime(swapped)
                .deleteOnTermination(false)
                .build());
    assertThat(ec2.describeVolumes(r -> r.volumeIds(root)).volumes().getFirst().stateAsString())
        .isEqualTo("available");
  }

  @ParameterizedTest
  @CsvSource({"failed, true", "failed-detached, false"})
  void aTaskCanFail_beforeOrAfterTheRootIsDetached(String failure, boolean attached) {
    ec2.faults().failNextReplaceRoot(ReplaceRootVolumeTaskState.fromValue(failure));
    String task = start();
    pass(25);
    assertThat(state(task)).isEqualTo("failing");
    pass(30);

    assertThat(state(task)).isEqualTo(failure);
    assertThat(rootOf(instance)).isEqualTo(attached ? root : "none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stops", "terminates", "takes", "deletes"})
  void whenSomeoneComesBetween_theTaskFails(String who) {
    String task = start();
    switch (who) {
      case "stops" -> ec2.stopInstances(r -> r.instanceIds(instance));
      case "terminates" -> ec2.terminateInstances(r -> r.instanceIds(instance));
      case "takes" ->
          ec2.attachVolume(r -> r.volumeId(volume).instanceId(other).device("/dev/sdz"));
      default -> ec2.deleteVolume(r -> r.volumeId(volume));
    }
    clock.advance(Duration.ofHours(2));

    assertThat(state(task)).isEqualTo("failed");
    assertThat(rootOf(instance)).isEqualTo(who.equals("terminates") ? "none" : root);
    assertThat(ec2.contents().volumes())
        .filteredOn(one -> one.volumeId().equals(volume))
        .flatExtracting(one -> one.attachments().stream().map(at -> at.instanceId()).toList())
        .isEqualTo(who.equals("takes") ? List.of(other) : List.of());
  }

  @Test
  void tasksAreFoundByTheirIdAndByTheInstance() {
    String first = start(other, volume);
    String second = start();

    assertThat(tasks(r -> {})).containsExactly(first, second);
    assertThat(tasks(r -> r.replaceRootVolumeTaskIds(second))).containsExactly(second);
    assertThat(tasks(r -> r.filters(instances(instance)))).containsExactly(second);
    assertThat(tasks(r -> r.filters(instances(other, instance)))).containsExactly(first, second);
    assertThat(tasks(r -> r.filters(instances(instance), instances(other)))).isEmpty();
    refused(
        "InvalidParameterValue",
        () -> tasks(r -> r.filters(Filter.builder().name("color").values("red").build())));
  }

  private static Filter instances(String... ids) {
    return Filter.builder().name("instance-id").values(ids).build();
  }

  @Test
  void oneInstance_hasOneTaskAtATime_andATokenOneTask() {
    String before = start(other, volume());
    refused("IncorrectState", () -> start(other, volume));
    String task =
        ec2.createReplaceRootVolumeTask(
                r -> r.instanceId(instance).volumeId(volume).clientToken("once"))
            .replaceRootVolumeTask()
            .replaceRootVolumeTaskId();
    refused("IncorrectState", () -> start());
    pass(55);

    assertThat(
            ec2.createReplaceRootVolumeTask(
                    r -> r.instanceId(instance).volumeId(volume).clientToken("once"))
                .replaceRootVolumeTask()
                .replaceRootVolumeTaskId())
        .isEqualTo(task);
    assertThat(tasks(r -> {})).containsExactly(before, task);
    start(instance, root);
    pass(55);
    assertThat(rootOf(instance)).isEqualTo(root);
  }

  @Test
  void whatItNeeds_andWhatItDoesNotHave_isNamed() {
    refused("MissingParameter", () -> start(null, volume));
    refused("MissingParameter", () -> start(instance, null));
    assertThatThrownBy(
            () ->
                ec2.createReplaceRootVolumeTask(
                    r -> r.instanceId(instance).volumeId(volume).deleteReplacedRootVolume(true)))
        .hasMessageEndingWith("the parameter DeleteReplacedRootVolume");
  }
}
