package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.ec2.model.AttachVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.ProductCode;
import software.amazon.awssdk.services.ec2.model.ProductCodeValues;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.VirtualizationType;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** What AttachVolume and DetachVolume refuse, how long they take, and what can overtake them. */
class AttachmentsTest {
  private static final String DEVICE = "/dev/sdz";
  private static final Duration LONG = Duration.ofHours(1);

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 =
      Worlds.ec2(
          Worlds.settings()
              .with(Timings.standard().withConsistencyLag(Duration.ZERO))
              .with(
                  new Limits(
                      1_000, 500, 1_000, 1_000, 100, 5, 1, Duration.ofSeconds(15), 3, false)),
          clock);
  private final String root = Worlds.launch(ec2, 1).getFirst();
  private final Instance instance = ec2.contents().instances().getFirst();
  private final String id = instance.instanceId();
  private final String data = instance.blockDeviceMappings().get(1).ebs().volumeId();
  private final String spare = volume(VolumeType.GP3);

  private String volume(VolumeType type) {
    String made =
        ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(125).volumeType(type))
            .volumeId();
    pass(5);
    return made;
  }

  private void pass(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  private void attach(String volume, String to, String device) {
    ec2.attachVolume(r -> r.volumeId(volume).instanceId(to).device(device));
  }

  private void stop() {
    ec2.stopInstances(r -> r.instanceIds(id));
    clock.advance(LONG);
  }

  private Volume of(String volume) {
    return ec2.describeVolumes(r -> r.volumeIds(volume)).volumes().getFirst();
  }

  /** The state of the attachment. The volume and its instance show the same. */
  private VolumeAttachmentState attachment(String volume) {
    VolumeAttachment attachment = of(volume).attachments().getFirst();
    assertThat(ec2.describeInstances(r -> r.instanceIds(attachment.instanceId())).reservations())
        .flatExtracting(Reservation::instances)
        .flatExtracting(Instance::blockDeviceMappings)
        .filteredOn(mapping -> mapping.ebs().volumeId().equals(volume))
        .extracting(mapping -> mapping.ebs().statusAsString())
        .containsExactly(attachment.stateAsString());
    return attachment.state();
  }

  private List<String> attached() {
    return ec2
        .describeInstances(r -> r.instanceIds(id))
        .reservations()
        .getFirst()
        .instances()
        .getFirst()
        .blockDeviceMappings()
        .stream()
        .map(mapping -> mapping.ebs().volumeId())
        .toList();
  }

  @Test
  void whatIsMissing_isRefused() {
    AttachVolumeRequest whole =
        AttachVolumeRequest.builder().volumeId(spare).instanceId(id).device(DEVICE).build();
    List<Consumer<AttachVolumeRequest.Builder>> without =
        List.of(r -> r.volumeId(null), r -> r.instanceId(null), r -> r.device(null));

    without.forEach(
        change ->
            refused(
                "MissingParameter",
                () -> ec2.attachVolume(whole.toBuilder().applyMutation(change).build())));
    refused("MissingParameter", () -> ec2.detachVolume(r -> {}));
  }

  @Test
  void aDryRun_changesNothing() {
    refused(
        "DryRunOperation",
        () -> ec2.attachVolume(r -> r.volumeId(spare).instanceId(id).device(DEVICE).dryRun(true)));
    refused("DryRunOperation", () -> ec2.detachVolume(r -> r.volumeId(data).dryRun(true)));

    assertThat(of(spare).state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(attachment(data)).isEqualTo(VolumeAttachmentState.ATTACHED);
  }

  @Test
  void anAttachment_leavesTheOthers_upToTheLimit() {
    attach(spare, id, DEVICE);

    assertThat(attached()).containsExactly(root, data, spare);
    String more = volume(VolumeType.GP3);
    refused("AttachmentLimitExceeded", () -> attach(more, id, "/dev/sdy"));
  }

  @Test
  void aDetachment_leavesTheOthers() {
    ec2.detachVolume(r -> r.volumeId(data));
    pass(5);

    assertThat(attached()).containsExactly(root);
  }

  @Test
  void aTransitionalState_isRefused() {
    String creating = ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(1)).volumeId();
    refused("IncorrectState", () -> attach(creating, id, DEVICE));
    refused("IncorrectState", () -> ec2.detachVolume(r -> r.volumeId(spare)));
    ec2.detachVolume(r -> r.volumeId(data));
    refused("IncorrectState", () -> ec2.detachVolume(r -> r.volumeId(data)));

    ec2.stopInstances(r -> r.instanceIds(id));
    refused("IncorrectState", () -> attach(spare, id, DEVICE));
  }

  @Test
  void aDetachment_mustMatchTheInstanceAndDeviceOfTheRequest() {
    String device = instance.blockDeviceMappings().get(1).deviceName();

    refused(
        "InvalidAttachment.NotFound",
        () -> ec2.detachVolume(r -> r.volumeId(data).instanceId("i-00000000000000001")));
    refused(
        "InvalidAttachment.NotFound", () -> ec2.detachVolume(r -> r.volumeId(data).device(DEVICE)));
    ec2.detachVolume(r -> r.volumeId(data).instanceId(id).device(device));

    assertThat(attachment(data)).isEqualTo(VolumeAttachmentState.DETACHING);
  }

  @Test
  void anAttachmentOfAnotherService_cannotBeDetached() {
    Volume managed =
        of(data).toBuilder()
            .volumeId("vol-00000000000000001")
            .attachments(
                VolumeAttachment.builder()
                    .associatedResource("arn:aws:ecs:eu-central-1:111122223333:task/a")
                    .state(VolumeAttachmentState.ATTACHED)
                    .build())
            .build();
    ec2.add(new Ec2Contents(List.of(), List.of(managed), List.of(), List.of()));

    refused("OperationNotPermitted", () -> ec2.detachVolume(r -> r.volumeId(managed.volumeId())));
  }

  @ParameterizedTest
  @EnumSource(
      value = VolumeAttachmentState.class,
      names = {"ATTACHING", "DETACHING"})
  void anAttachmentOfAnotherService_alsoComesToItsEnd(VolumeAttachmentState state) {
    String id = "vol-00000000000000001";
    Volume managed =
        of(data).toBuilder()
            .volumeId(id)
            .state(VolumeState.IN_USE)
            .attachments(
                VolumeAttachment.builder()
                    .volumeId(id)
                    .associatedResource("arn:aws:ecs:eu-central-1:111122223333:task/a")
                    .state(state)
                    .build())
            .build();
    ec2.add(new Ec2Contents(List.of(), List.of(managed), List.of(), List.of()));
    pass(60);

    assertThat(of(id).attachments())
        .extracting(VolumeAttachment::state)
        .isEqualTo(
            state == VolumeAttachmentState.ATTACHING
                ? List.of(VolumeAttachmentState.ATTACHED)
                : List.of());
  }

  @Test
  void theRoot_canOnlyBeDetachedWhileTheInstanceIsStopped() {
    refused("OperationNotPermitted", () -> ec2.detachVolume(r -> r.volumeId(root)));
    ec2.stopInstances(r -> r.instanceIds(id));
    pass(39);
    refused("OperationNotPermitted", () -> ec2.detachVolume(r -> r.volumeId(root)));
    pass(1);
    ec2.startInstances(r -> r.instanceIds(id));
    refused("OperationNotPermitted", () -> ec2.detachVolume(r -> r.volumeId(root)));
    pass(20);
    stop();
    ec2.detachVolume(r -> r.volumeId(root));
  }

  @Test
  void onlyATypeThatCanBoot_canBeTheRoot() {
    String hdd = volume(VolumeType.ST1);
    stop();
    ec2.detachVolume(r -> r.volumeId(root));
    pass(5);
    refused("BootForVolumeTypeUnsupported", () -> attach(hdd, id, instance.rootDeviceName()));
    attach(hdd, id, DEVICE);
    attach(spare, id, instance.rootDeviceName());

    assertThat(attached()).containsExactly(data, hdd, spare);
  }

  @Test
  void aRunningInstance_getsNoRoot() {
    stop();
    ec2.detachVolume(r -> r.volumeId(root));
    pass(5);
    Instance running =
        ec2.contents().instances().getFirst().toBuilder()
            .instanceId("i-00000000000000001")
            .state(instance.state())
            .build();
    ec2.add(new Ec2Contents(List.of(running), List.of(), List.of(), List.of()));

    refused("IncorrectState", () -> attach(spare, running.instanceId(), instance.rootDeviceName()));
  }

  @Test
  void theNameOfTheRootDevice_isTaken_andOnAParavirtualInstanceNotEveryName() {
    Instance odd =
        instance.toBuilder()
            .instanceId("i-00000000000000001")
            .rootDeviceName("/dev/hda1")
            .state(instance.state().toBuilder().name("stopped").build())
            .virtualizationType(VirtualizationType.PARAVIRTUAL)
            .blockDeviceMappings(List.of())
            .build();
    Instance hvm =
        odd.toBuilder()
            .instanceId("i-00000000000000002")
            .virtualizationType(VirtualizationType.HVM)
            .build();
    ec2.add(new Ec2Contents(List.of(odd, hvm), List.of(), List.of(), List.of()));

    refused("InvalidParameterValue", () -> attach(spare, odd.instanceId(), "/dev/sda16"));
    attach(spare, hvm.instanceId(), "/dev/hda1");
    assertThat(of(spare).state()).isEqualTo(VolumeState.IN_USE);
  }

  @ParameterizedTest
  @EnumSource(
      value = ProductCodeValues.class,
      names = {"MARKETPLACE", "DEVPAY"})
  void aRootWithMarketplaceCodes_isAttachedOnlyToAStoppedInstance(ProductCodeValues type) {
    Instance sold =
        ec2.launch(
            new Launch(
                Worlds.ZONE,
                List.of(new Disk("/dev/xvda", 8), new Disk("/dev/sdf", 8)),
                Map.of(),
                i ->
                    i.productCodes(
                        ProductCode.builder().productCodeId("abc").productCodeType(type).build())));
    List<String> made =
        sold.blockDeviceMappings().stream()
            .map(mapping -> ec2.createSnapshot(r -> r.volumeId(mapping.ebs().volumeId())))
            .map(snapshot -> restored(snapshot.snapshotId()))
            .toList();

    attach(made.getLast(), id, DEVICE);
    ec2.detachVolume(r -> r.volumeId(data));
    pass(5);
    String grandchild = restored(ec2.createSnapshot(r -> r.volumeId(made.getFirst())).snapshotId());
    for (String root : List.of(made.getFirst(), grandchild)) {
      if (type == ProductCodeValues.MARKETPLACE) {
        refused("IncorrectInstanceState", () -> attach(root, id, "/dev/sdy"));
      } else {
        attach(root, id, "/dev/sdy");
        ec2.detachVolume(r -> r.volumeId(root).force(true));
        pass(5);
      }
    }
    stop();
    attach(grandchild, id, "/dev/sdy");
  }

  private String restored(String snapshot) {
    clock.advance(LONG);
    String made =
        ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).snapshotId(snapshot)).volumeId();
    pass(5);
    return made;
  }

  @Test
  void bothTakeTime_andMoreIfAFaultSaysSo() {
    attach(spare, id, DEVICE);
    pass(2);
    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.ATTACHING);
    pass(1);
    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.ATTACHED);
    ec2.detachVolume(r -> r.volumeId(spare));
    pass(4);
    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.DETACHING);
    pass(1);
    assertThat(of(spare).state()).isEqualTo(VolumeState.AVAILABLE);

    ec2.faults().keepAttaching(spare, LONG);
    attach(spare, id, DEVICE);
    pass(3_599);
    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.ATTACHING);
    pass(1);
    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.ATTACHED);
  }

  @Test
  void aForcedDetachment_overtakesAnAttachment() {
    attach(spare, id, DEVICE);
    pass(1);
    ec2.detachVolume(r -> r.volumeId(spare).force(true));
    pass(4);

    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.DETACHING);
  }

  @Test
  void anAttachmentThatWasOvertaken_doesNotCompleteTheNext() {
    ec2.faults().keepAttaching(spare, LONG);
    attach(spare, id, DEVICE);
    pass(1);
    ec2.detachVolume(r -> r.volumeId(spare).force(true));
    pass(9);
    attach(spare, id, DEVICE);
    clock.advance(LONG.minusSeconds(5));
    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.ATTACHING);
    pass(5);

    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.ATTACHED);
  }

  @Test
  void aDetachmentThatWasOvertaken_doesNotEndTheNextAttachment() {
    ec2.faults().keepDetaching(data, LONG);
    ec2.detachVolume(r -> r.volumeId(data));
    ec2.detachVolume(r -> r.volumeId(data).force(true));
    pass(5);
    attach(data, id, DEVICE);
    clock.advance(LONG);

    assertThat(attachment(data)).isEqualTo(VolumeAttachmentState.ATTACHED);
    assertThat(attached()).containsExactly(root, data);
  }

  @Test
  void deleteOnTerminationThatChangesMeanwhile_delaysNeither() {
    attach(spare, id, DEVICE);
    deleteOnTermination(DEVICE);
    pass(3);
    assertThat(attachment(spare)).isEqualTo(VolumeAttachmentState.ATTACHED);
    ec2.detachVolume(r -> r.volumeId(data));
    deleteOnTermination(instance.blockDeviceMappings().get(1).deviceName());
    pass(5);

    assertThat(of(data).state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(attached()).containsExactly(root, spare);
  }

  private void deleteOnTermination(String device) {
    InstanceBlockDeviceMappingSpecification changed =
        InstanceBlockDeviceMappingSpecification.builder()
            .deviceName(device)
            .ebs(ebs -> ebs.deleteOnTermination(true))
            .build();
    ec2.modifyInstanceAttribute(r -> r.instanceId(id).blockDeviceMappings(changed));
  }

  @Test
  void aVolumeWhoseKeyCannotBeUsed_becomesAvailableAgain() {
    String key = ec2.kms().createKey("alias/volumes");
    String secret =
        ec2.createVolume(r -> r.availabilityZone(Worlds.ZONE).size(1).encrypted(true).kmsKeyId(key))
            .volumeId();
    pass(5);
    ec2.kms().disableKey(r -> r.keyId(key));

    attach(secret, id, DEVICE);
    pass(3);

    assertThat(of(secret).state()).isEqualTo(VolumeState.AVAILABLE);
    assertThat(attached()).containsExactly(root, data);
  }

  @Test
  void anAddedAttachment_continuesFromItsState() {
    attach(spare, id, DEVICE);
    ec2.detachVolume(r -> r.volumeId(data));
    EmbeddedEc2 later = Worlds.ec2(Worlds.settings(), clock);
    later.add(withoutTimes(ec2.contents()));
    pass(5);

    assertThat(later.contents().volumes())
        .extracting(v -> v.attachments().stream().map(VolumeAttachment::stateAsString).toList())
        .isEqualTo(List.of(List.of("attached"), List.of(), List.of("attached")));
  }

  /** The listing of a user may lack the times, which nothing needs. */
  private static Ec2Contents withoutTimes(Ec2Contents contents) {
    return new Ec2Contents(
        contents.instances(),
        contents.volumes().stream()
            .map(
                volume ->
                    volume.toBuilder()
                        .attachments(
                            volume.attachments().stream()
                                .map(at -> at.toBuilder().attachTime(null).build())
                                .toList())
                        .build())
            .toList(),
        contents.snapshots(),
        contents.images());
  }
}
