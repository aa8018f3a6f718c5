package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.InstanceStateChange;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Volume;

/** The states of an instance, how long each lasts, and what is refused in it. */
class InstanceLifeTest {
  private static final int START = 11;
  private static final int STOP = 13;
  private static final int TERMINATE = 17;
  private static final int LINGER = 19;

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = world();

  private EmbeddedEc2 world() {
    return Worlds.ec2(
        Worlds.settings()
            .with(
                new Timings(
                    Duration.ofSeconds(1),
                    1,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(START),
                    Duration.ofSeconds(STOP),
                    Duration.ofSeconds(TERMINATE),
                    Duration.ofSeconds(LINGER),
                    Duration.ZERO)),
        clock);
  }

  private Instance launch(Consumer<Instance.Builder> kind) {
    return ec2.launch(
        new Launch(
            Worlds.ZONE,
            List.of(
                new Disk("/dev/xvda", 8).deletedOnTermination(),
                new Disk("/dev/sdf", 9),
                new Disk("/dev/sdg", 10)),
            Map.of(),
            kind));
  }

  private String launched() {
    return launch(i -> {}).instanceId();
  }

  private void pass(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  private static String states(EmbeddedEc2 of) {
    return String.join(
        " ",
        of.contents().instances().stream()
            .map(instance -> instance.state().name() + "/" + instance.state().code())
            .toList());
  }

  /** Checks that the instances change from one state to the other after exactly that time. */
  private void changes(String before, int seconds, String after) {
    assertThat(states(ec2)).isEqualTo(before);
    pass(seconds - 1);
    assertThat(states(ec2)).isEqualTo(before);
    pass(1);
    assertThat(states(ec2)).isEqualTo(after);
  }

  @Test
  void eachTransition_takesItsTime_forEveryInstance() {
    String one = launched();
    String two = launched();

    ec2.stopInstances(r -> r.instanceIds(one, two));
    changes("stopping/64 stopping/64", STOP, "stopped/80 stopped/80");
    assertThat(ec2.bootedAt(one)).isBefore(clock.instant());
    ec2.startInstances(r -> r.instanceIds(one, two));
    changes("pending/0 pending/0", START, "running/16 running/16");
    assertThat(ec2.bootedAt(one)).isEqualTo(clock.instant());
    ec2.terminateInstances(r -> r.instanceIds(one, two));
    changes("shutting-down/32 shutting-down/32", TERMINATE, "terminated/48 terminated/48");
    changes("terminated/48 terminated/48", LINGER, "");
  }

  @Test
  void aTermination_deletesTheVolumesThatGoWithTheInstance_andDetachesTheOthers() {
    String id = launched();
    ec2.terminateInstances(r -> r.instanceIds(id));
    pass(TERMINATE);

    assertThat(ec2.contents().instances().getFirst().blockDeviceMappings()).isEmpty();
    assertThat(ec2.contents().volumes())
        .extracting(Volume::size, Volume::stateAsString, volume -> volume.attachments().size())
        .containsExactly(tuple(9, "available", 0), tuple(10, "available", 0));
  }

  @Test
  void theReply_tellsBothStates_alsoOfAnInstanceThatStaysAsItIs() {
    String one = launched();
    String two = launched();
    ec2.stopInstances(r -> r.instanceIds(one));
    pass(STOP - 1);

    assertThat(ec2.stopInstances(r -> r.instanceIds(one, two)).stoppingInstances())
        .containsExactly(
            change(one, InstanceStateName.STOPPING, 64, InstanceStateName.STOPPING, 64),
            change(two, InstanceStateName.RUNNING, 16, InstanceStateName.STOPPING, 64));
    pass(1);
    assertThat(states(ec2)).isEqualTo("stopped/80 stopping/64");
    assertThat(ec2.startInstances(r -> r.instanceIds(one)).startingInstances())
        .containsExactly(change(one, InstanceStateName.STOPPED, 80, InstanceStateName.PENDING, 0));
    assertThat(ec2.startInstances(r -> r.instanceIds(one)).startingInstances())
        .containsExactly(change(one, InstanceStateName.PENDING, 0, InstanceStateName.PENDING, 0));
    assertThat(ec2.terminateInstances(r -> r.instanceIds(two)).terminatingInstances())
        .containsExactly(
            change(two, InstanceStateName.STOPPING, 64, InstanceStateName.SHUTTING_DOWN, 32));
    pass(STOP - 1);
    assertThat(states(ec2)).isEqualTo("running/16 shutting-down/32");
  }

  private static InstanceStateChange change(
      String id, InstanceStateName from, int fromCode, InstanceStateName to, int toCode) {
    return InstanceStateChange.builder()
        .instanceId(id)
        .previousState(InstanceState.builder().name(from).code(fromCode).build())
        .currentState(InstanceState.builder().name(to).code(toCode).build())
        .build();
  }

  @Test
  void whatDoesNotFitTheState_isRefused_forAllInstancesAtOnce() {
    String good = launched();
    String id = launched();
    ec2.stopInstances(r -> r.instanceIds(id));
    refused("IncorrectInstanceState", () -> ec2.startInstances(r -> r.instanceIds(good, id)));
    pass(STOP);
    ec2.startInstances(r -> r.instanceIds(id));
    refused("IncorrectInstanceState", () -> ec2.stopInstances(r -> r.instanceIds(good, id)));
    ec2.terminateInstances(r -> r.instanceIds(id));
    for (int i = 0; i < 2; i++) {
      refused("IncorrectInstanceState", () -> ec2.startInstances(r -> r.instanceIds(good, id)));
      refused("IncorrectInstanceState", () -> ec2.stopInstances(r -> r.instanceIds(good, id)));
      pass(TERMINATE);
    }
    assertThat(states(ec2)).startsWith("running/16 ");
  }

  @Test
  void anInstanceStoreRoot_andASpotInstance_cannotBeStopped() {
    String good = launched();
    String store = launch(i -> i.rootDeviceType(DeviceType.INSTANCE_STORE)).instanceId();
    String spot = launch(i -> i.instanceLifecycle(InstanceLifecycleType.SPOT)).instanceId();

    refused("UnsupportedOperation", () -> ec2.stopInstances(r -> r.instanceIds(good, store)));
    refused("UnsupportedOperation", () -> ec2.stopInstances(r -> r.instanceIds(good, spot)));
    assertThat(states(ec2)).isEqualTo("running/16 running/16 running/16");
  }

  @Test
  void anInstanceWhoseSecondDiskCannotBeOpened_stopsAgain() {
    String key = ec2.kms().createKey("alias/volumes");
    String id = launched();
    String disk =
        ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(1).encrypted(true).kmsKeyId(key))
            .volumeId();
    pass(2);
    ec2.attachVolume(r -> r.volumeId(disk).instanceId(id).device("/dev/sdz"));
    pass(3);
    ec2.stopInstances(r -> r.instanceIds(id));
    pass(STOP);
    ec2.kms().disableKey(r -> r.keyId(key));

    ec2.startInstances(r -> r.instanceIds(id));
    changes("pending/0", START, "stopped/80");
    ec2.kms().enableKey(r -> r.keyId(key));
    ec2.startInstances(r -> r.instanceIds(id));
    changes("pending/0", START, "running/16");
  }

  @ParameterizedTest
  @CsvSource({
    "pending, 0, 11, running/16",
    "stopping, 64, 13, stopped/80",
    "shutting-down, 32, 17, terminated/48",
    "terminated, 48, 19, ''"
  })
  void anAddedInstance_continuesFromItsState(String state, int code, int seconds, String after) {
    Instance one =
        launch(i -> {}).toBuilder()
            .state(InstanceState.builder().name(state).code(code).build())
            .blockDeviceMappings(List.of())
            .build();
    Instance two = one.toBuilder().instanceId("i-00000000000000002").build();
    EmbeddedEc2 later = world();
    later.add(new Ec2Contents(List.of(one, two), List.of(), List.of(), List.of()));

    pass(seconds - 1);
    assertThat(states(later)).isEqualTo("%s/%d %s/%d".formatted(state, code, state, code));
    pass(1);
    assertThat(states(later)).isEqualTo((after + " " + after).strip());
  }

  @Test
  void describeInstances_givesEveryInstance_pageByPage() {
    String one = launched();
    String two = launched();
    for (int i = 0; i < 4; i++) {
      launched();
    }

    DescribeInstancesResponse first = ec2.describeInstances(r -> r.maxResults(5));
    DescribeInstancesResponse second = ec2.describeInstances(r -> r.nextToken(first.nextToken()));

    assertThat(first.reservations()).hasSize(5);
    assertThat(second.reservations()).hasSize(1);
    assertThat(second.nextToken()).isNull();
    assertThat(ec2.describeInstances(r -> r.instanceIds(one, two)).reservations())
        .flatExtracting(Reservation::instances)
        .extracting(Instance::instanceId)
        .containsExactly(one, two);
  }

  @Test
  void anAttributeThatIsNotModeled_isRefused() {
    AttributeBooleanValue on = AttributeBooleanValue.builder().value(true).build();
    AttributeValue text = AttributeValue.builder().value("a").build();
    Map<String, Consumer<ModifyInstanceAttributeRequest.Builder>> changes = new LinkedHashMap<>();
    changes.put("Attribute", r -> r.attribute(InstanceAttributeName.KERNEL));
    changes.put("DisableApiTermination", r -> r.disableApiTermination(on));
    changes.put("DisableApiStop", r -> r.disableApiStop(on));
    changes.put("EbsOptimized", r -> r.ebsOptimized(on));
    changes.put("EnaSupport", r -> r.enaSupport(on));
    changes.put("GroupId", r -> r.groups("sg-1"));
    changes.put(
        "InstanceInitiatedShutdownBehavior", r -> r.instanceInitiatedShutdownBehavior(text));
    changes.put("InstanceType", r -> r.instanceType(text));
    changes.put("Kernel", r -> r.kernel(text));
    changes.put("Ramdisk", r -> r.ramdisk(text));
    changes.put("SriovNetSupport", r -> r.sriovNetSupport(text));
    changes.put("UserData", r -> r.userData(u -> {}));
    String id = launched();
    ModifyInstanceAttributeRequest good =
        ModifyInstanceAttributeRequest.builder().instanceId(id).sourceDestCheck(on).build();

    changes.forEach(
        (name, change) ->
            assertThatThrownBy(
                    () ->
                        ec2.modifyInstanceAttribute(good.toBuilder().applyMutation(change).build()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageEndingWith("the parameter " + name));
  }

  @Test
  void oneRequest_changesOneKindOfAttribute_onDevicesThatAreThere() {
    String id = launched();
    refused(
        "InvalidParameterCombination",
        () ->
            ec2.modifyInstanceAttribute(
                r ->
                    r.instanceId(id)
                        .sourceDestCheck(v -> v.value(false))
                        .blockDeviceMappings(kept("/dev/sdf", true))));
    refused(
        "InvalidInstanceAttributeValue",
        () ->
            ec2.modifyInstanceAttribute(
                r ->
                    r.instanceId(id)
                        .blockDeviceMappings(kept("/dev/sdf", true), kept("/dev/sdz", true))));
    refused(
        "MissingParameter",
        () -> ec2.modifyInstanceAttribute(r -> r.blockDeviceMappings(kept("/dev/sdf", true))));

    ec2.modifyInstanceAttribute(
        r ->
            r.instanceId(id).blockDeviceMappings(kept("/dev/xvda", false), kept("/dev/sdg", true)));

    assertThat(ec2.contents().instances().getFirst().blockDeviceMappings())
        .extracting(mapping -> mapping.ebs().deleteOnTermination())
        .containsExactly(false, false, true);
    assertThat(ec2.contents().instances().getFirst().sourceDestCheck()).isTrue();
  }

  private static InstanceBlockDeviceMappingSpecification kept(String device, boolean deleted) {
    return InstanceBlockDeviceMappingSpecification.builder()
        .deviceName(device)
        .ebs(ebs -> ebs.deleteOnTermination(deleted))
        .build();
  }
}
