package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import embeddedcloud.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CopyTagsFromSource;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotsRequest;
import software.amazon.awssdk.services.ec2.model.CreateVolumeRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;
import software.amazon.awssdk.services.ec2.model.SnapshotLocationEnum;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;

/** What every call has in common: a dry run, a required parameter, a parameter without effect. */
class RefusedRequestsTest {
  private static final String UNKNOWN_INSTANCE = "i-0123456789abcdef0";
  private static final String UNKNOWN_SNAPSHOT = "snap-0123456789abcdef0";
  private static final String UNKNOWN_VOLUME = "vol-0123456789abcdef0";

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 =
      Worlds.ec2(Worlds.settings().with(Limits.documented().unthrottled()), clock);
  private final String data = Worlds.launch(ec2, 1).getLast();
  private final String instance = ec2.contents().instances().getFirst().instanceId();
  private final CreateVolumeRequest.Builder request =
      CreateVolumeRequest.builder().availabilityZone(Worlds.ZONE).size(1).volumeType("gp3");
  private final String spare = ec2.createVolume(request.clientToken("once").build()).volumeId();
  private final String snapshot = snapshot();
  private final String locked = snapshot();
  private final String recycled = snapshot();

  private String snapshot() {
    String id = ec2.createSnapshot(r -> r.volumeId(data)).snapshotId();
    clock.advance(Duration.ofMinutes(5));
    return id;
  }

  private List<ThrowingCallable> dryReads() {
    return List.of(
        () -> ec2.describeAccountAttributes(r -> r.dryRun(true)),
        () -> ec2.describeAvailabilityZones(r -> r.dryRun(true)),
        () -> ec2.describeFastSnapshotRestores(r -> r.dryRun(true)),
        () -> ec2.describeImages(r -> r.dryRun(true)),
        () ->
            ec2.describeInstanceAttribute(
                r ->
                    r.instanceId(instance)
                        .attribute(InstanceAttributeName.INSTANCE_TYPE)
                        .dryRun(true)),
        () -> ec2.describeInstanceCreditSpecifications(r -> r.dryRun(true)),
        () -> ec2.describeInstanceStatus(r -> r.dryRun(true)),
        () -> ec2.describeInstanceTypes(r -> r.dryRun(true)),
        () -> ec2.describeInstances(r -> r.dryRun(true)),
        () -> ec2.describeLockedSnapshots(r -> r.dryRun(true)),
        () -> ec2.describeReplaceRootVolumeTasks(r -> r.dryRun(true)),
        () ->
            ec2.describeSnapshotAttribute(
                r ->
                    r.snapshotId(snapshot)
                        .attribute(SnapshotAttributeName.PRODUCT_CODES)
                        .dryRun(true)),
        () -> ec2.describeSnapshotTierStatus(r -> r.dryRun(true)),
        () -> ec2.describeSnapshots(r -> r.dryRun(true)),
        () -> ec2.describeTags(r -> r.dryRun(true)),
        () -> ec2.describeVolumeStatus(r -> r.dryRun(true)),
        () -> ec2.describeVolumes(r -> r.dryRun(true)),
        () -> ec2.describeVolumesModifications(r -> r.dryRun(true)),
        () -> ec2.describeVpcs(r -> r.dryRun(true)),
        () -> ec2.getEbsDefaultKmsKeyId(r -> r.dryRun(true)),
        () -> ec2.getEbsEncryptionByDefault(r -> r.dryRun(true)),
        () -> ec2.listSnapshotsInRecycleBin(r -> r.dryRun(true)));
  }

  private List<ThrowingCallable> dryWrites() {
    String key = ec2.kms().createKey("alias/volumes");
    return List.of(
        () ->
            ec2.attachVolume(
                r -> r.volumeId(spare).instanceId(instance).device("/dev/sdz").dryRun(true)),
        () ->
            ec2.copySnapshot(r -> r.sourceRegion(region()).sourceSnapshotId(snapshot).dryRun(true)),
        () ->
            ec2.createReplaceRootVolumeTask(
                r -> r.instanceId(instance).volumeId(spare).dryRun(true)),
        () -> ec2.createSnapshot(r -> r.volumeId(data).dryRun(true)),
        () ->
            ec2.createSnapshots(
                r -> r.instanceSpecification(i -> i.instanceId(instance)).dryRun(true)),
        () -> ec2.createTags(r -> r.resources(data).tags(tag("a")).dryRun(true)),
        () -> ec2.createVolume(request.clientToken("once").dryRun(true).build()),
        () -> ec2.createVolume(request.clientToken(null).dryRun(true).build()),
        () -> ec2.deleteSnapshot(r -> r.snapshotId(snapshot).dryRun(true)),
        () -> ec2.deleteTags(r -> r.resources(instance).tags(tag("Backup")).dryRun(true)),
        () -> ec2.deleteVolume(r -> r.volumeId(spare).dryRun(true)),
        () -> ec2.detachVolume(r -> r.volumeId(data).dryRun(true)),
        () -> ec2.disableEbsEncryptionByDefault(r -> r.dryRun(true)),
        () -> ec2.enableEbsEncryptionByDefault(r -> r.dryRun(true)),
        () ->
            ec2.lockSnapshot(
                r ->
                    r.snapshotId(snapshot)
                        .lockMode(LockMode.GOVERNANCE)
                        .lockDuration(1)
                        .dryRun(true)),
        () -> ec2.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key).dryRun(true)),
        () ->
            ec2.modifyInstanceAttribute(
                r ->
                    r.instanceId(instance)
                        .blockDeviceMappings(
                            InstanceBlockDeviceMappingSpecification.builder()
                                .deviceName("/dev/sdf")
                                .ebs(e -> e.deleteOnTermination(true))
                                .build())
                        .dryRun(true)),
        () ->
            ec2.modifySnapshotAttribute(
                r ->
                    r.snapshotId(snapshot)
                        .operationType(OperationType.ADD)
                        .userIds("444455556666")
                        .dryRun(true)),
        () ->
            ec2.modifySnapshotTier(
                r -> r.snapshotId(snapshot).storageTier(TargetStorageTier.ARCHIVE).dryRun(true)),
        () -> ec2.modifyVolume(r -> r.volumeId(data).size(20).dryRun(true)),
        () -> ec2.restoreSnapshotFromRecycleBin(r -> r.snapshotId(recycled).dryRun(true)),
        () -> ec2.startInstances(r -> r.instanceIds(instance).dryRun(true)),
        () -> ec2.stopInstances(r -> r.instanceIds(instance).dryRun(true)),
        () -> ec2.terminateInstances(r -> r.instanceIds(instance).dryRun(true)),
        () -> ec2.unlockSnapshot(r -> r.snapshotId(locked).dryRun(true)));
  }

  private String region() {
    return ec2.settings().region();
  }

  private static Tag tag(String key) {
    return Tag.builder().key(key).value("daily").build();
  }

  @Test
  void aDryRun_saysSo_andChangesNothing() {
    ec2.lockSnapshot(r -> r.snapshotId(locked).lockMode(LockMode.GOVERNANCE).lockDuration(1));
    ec2.retainDeletedSnapshots(Optional.of(Duration.ofDays(7)));
    ec2.deleteSnapshot(r -> r.snapshotId(recycled));
    dryReads().forEach(call -> refused("DryRunOperation", call));
    List<ThrowingCallable> writes = dryWrites();
    Ec2Contents contents = ec2.contents();
    Ec2State state = ec2.state();

    writes.forEach(call -> refused("DryRunOperation", call));

    clock.advance(Duration.ofMinutes(5));
    assertThat(ec2.contents()).isEqualTo(contents);
    assertThat(ec2.state()).isEqualTo(state);
    assertThat(ec2.permissions()).isEmpty();
    assertThat(ec2.getEbsEncryptionByDefault(r -> {}).ebsEncryptionByDefault()).isFalse();
    assertThat(ec2.getEbsDefaultKmsKeyId(r -> {}).kmsKeyId()).doesNotContain("volumes");
  }

  /** A dry run says whether the request would succeed. */
  @Test
  void aDryRunOfAWrongRequest_isRefusedLikeTheRequest() {
    List<Consumer<Boolean>> calls =
        List.of(
            dry ->
                ec2.attachVolume(
                    r ->
                        r.volumeId(UNKNOWN_VOLUME)
                            .instanceId(instance)
                            .device("/dev/sdz")
                            .dryRun(dry)),
            dry ->
                ec2.attachVolume(
                    r -> r.volumeId(spare).instanceId(instance).device("/dev/xvda").dryRun(dry)),
            dry ->
                ec2.copySnapshot(
                    r -> r.sourceRegion(region()).sourceSnapshotId(UNKNOWN_SNAPSHOT).dryRun(dry)),
            dry ->
                ec2.createReplaceRootVolumeTask(
                    r -> r.instanceId(instance).volumeId(data).dryRun(dry)),
            dry -> ec2.createSnapshot(r -> r.volumeId(UNKNOWN_VOLUME).dryRun(dry)),
            dry ->
                ec2.createSnapshot(
                    r ->
                        r.volumeId(data)
                            .tagSpecifications(reserved(ResourceType.SNAPSHOT))
                            .dryRun(dry)),
            dry ->
                ec2.createSnapshots(
                    r -> r.instanceSpecification(i -> i.instanceId(UNKNOWN_INSTANCE)).dryRun(dry)),
            dry ->
                ec2.createSnapshots(
                    r ->
                        r.instanceSpecification(
                                i -> i.instanceId(instance).excludeDataVolumeIds(UNKNOWN_VOLUME))
                            .dryRun(dry)),
            dry -> ec2.createTags(r -> r.resources(UNKNOWN_VOLUME).tags(tag("a")).dryRun(dry)),
            dry -> ec2.createTags(r -> r.resources(data).tags(tag("aws:a")).dryRun(dry)),
            dry -> ec2.createVolume(request.availabilityZone("nowhere-1a").dryRun(dry).build()),
            dry -> ec2.deleteSnapshot(r -> r.snapshotId(UNKNOWN_SNAPSHOT).dryRun(dry)),
            dry -> ec2.deleteVolume(r -> r.volumeId(data).dryRun(dry)),
            dry -> ec2.detachVolume(r -> r.volumeId(spare).dryRun(dry)),
            dry ->
                ec2.lockSnapshot(
                    r ->
                        r.snapshotId(UNKNOWN_SNAPSHOT)
                            .lockMode(LockMode.GOVERNANCE)
                            .lockDuration(1)
                            .dryRun(dry)),
            dry ->
                ec2.modifySnapshotAttribute(
                    r ->
                        r.snapshotId(UNKNOWN_SNAPSHOT)
                            .operationType(OperationType.ADD)
                            .userIds("444455556666")
                            .dryRun(dry)),
            dry ->
                ec2.modifySnapshotTier(
                    r ->
                        r.snapshotId(UNKNOWN_SNAPSHOT)
                            .storageTier(TargetStorageTier.ARCHIVE)
                            .dryRun(dry)),
            dry -> ec2.modifyVolume(r -> r.volumeId(data).size(9).dryRun(dry)),
            dry ->
                ec2.restoreSnapshotFromRecycleBin(r -> r.snapshotId(UNKNOWN_SNAPSHOT).dryRun(dry)),
            dry -> ec2.startInstances(r -> r.instanceIds(UNKNOWN_INSTANCE).dryRun(dry)),
            dry -> ec2.stopInstances(r -> r.instanceIds(UNKNOWN_INSTANCE).dryRun(dry)),
            dry -> ec2.terminateInstances(r -> r.instanceIds(UNKNOWN_INSTANCE).dryRun(dry)),
            dry -> ec2.unlockSnapshot(r -> r.snapshotId(UNKNOWN_SNAPSHOT).dryRun(dry)),
            dry -> ec2.describeInstances(r -> r.instanceIds(UNKNOWN_INSTANCE).dryRun(dry)),
            dry -> ec2.describeSnapshots(r -> r.snapshotIds(UNKNOWN_SNAPSHOT).dryRun(dry)),
            dry -> ec2.describeVolumes(r -> r.volumeIds(UNKNOWN_VOLUME).dryRun(dry)));

    for (int i = 0; i < calls.size(); i++) {
      Consumer<Boolean> call = calls.get(i);
      assertThat(code(() -> call.accept(true)))
          .as("call %d", i)
          .isNotEqualTo("DryRunOperation")
          .isEqualTo(code(() -> call.accept(false)));
    }
  }

  private static TagSpecification reserved(ResourceType type) {
    return TagSpecification.builder().resourceType(type).tags(tag("aws:a")).build();
  }

  private static String code(ThrowingCallable call) {
    return catchThrowableOfType(Ec2Exception.class, call).awsErrorDetails().errorCode();
  }

  @Test
  void aRequestWithoutARequiredParameter_isRefused() {
    List<ThrowingCallable> calls =
        List.of(
            () -> ec2.createReplaceRootVolumeTask(r -> r.instanceId(instance)),
            () -> ec2.createReplaceRootVolumeTask(r -> r.volumeId(spare)),
            () -> ec2.createSnapshot(r -> {}),
            () -> ec2.createSnapshots(r -> {}),
            () -> ec2.createSnapshots(r -> r.instanceSpecification(i -> {})),
            () -> ec2.createTags(r -> r.resources(data)),
            () -> ec2.createTags(r -> r.tags(tag("a"))),
            () -> ec2.deleteSnapshot(r -> {}),
            () -> ec2.deleteTags(r -> r.tags(tag("a"))),
            () -> ec2.deleteVolume(r -> {}),
            () -> ec2.describeInstanceAttribute(r -> r.instanceId(instance)),
            () -> ec2.describeSnapshotAttribute(r -> r.snapshotId(snapshot)),
            () -> ec2.describeVolumes(r -> r.filters(Filter.builder().values("a").build())),
            () -> ec2.lockSnapshot(r -> r.lockMode(LockMode.GOVERNANCE).lockDuration(1)),
            () -> ec2.lockSnapshot(r -> r.snapshotId(snapshot).lockDuration(1)),
            () -> ec2.modifyEbsDefaultKmsKeyId(r -> {}),
            () -> ec2.modifyInstanceAttribute(r -> r.instanceId(instance)),
            () -> ec2.modifySnapshotTier(r -> {}),
            () -> ec2.modifyVolume(r -> r.size(20)),
            () -> ec2.restoreSnapshotFromRecycleBin(r -> {}),
            () -> ec2.startInstances(r -> {}),
            () -> ec2.stopInstances(r -> {}),
            () -> ec2.unlockSnapshot(r -> {}));

    calls.forEach(call -> refused("MissingParameter", call));
    refused("InvalidParameterCombination", () -> ec2.terminateInstances(r -> {}));
  }

  /** Ignoring them would make a test believe that they have an effect. */
  @Test
  void aParameterThatIsNotModeled_isRefused() {
    String outpost = "arn:aws:outposts:eu-central-1:111122223333:outpost/op-0123456789abcdef0";
    CreateSnapshotsRequest set =
        CreateSnapshotsRequest.builder().instanceSpecification(i -> i.instanceId(instance)).build();
    List.<Consumer<CreateSnapshotsRequest.Builder>>of(
            r -> r.outpostArn(outpost),
            r -> r.location(SnapshotLocationEnum.LOCAL),
            r -> r.copyTagsFromSource(CopyTagsFromSource.VOLUME))
        .forEach(
            change ->
                assertThatThrownBy(
                        () -> ec2.createSnapshots(set.toBuilder().applyMutation(change).build()))
                    .isInstanceOf(UnsupportedOperationException.class));
    Map<String, ThrowingCallable> calls =
        Map.of(
            "DestinationOutpostArn",
            () ->
                ec2.copySnapshot(
                    r ->
                        r.sourceRegion(region())
                            .sourceSnapshotId(snapshot)
                            .destinationOutpostArn(outpost)),
            "DestinationAvailabilityZone",
            () ->
                ec2.copySnapshot(
                    r ->
                        r.sourceRegion(region())
                            .sourceSnapshotId(snapshot)
                            .destinationAvailabilityZone(Worlds.ZONE)),
            "OutpostArn",
            () -> ec2.createSnapshot(r -> r.volumeId(data).outpostArn(outpost)),
            "Location",
            () -> ec2.createSnapshot(r -> r.volumeId(data).location(SnapshotLocationEnum.LOCAL)),
            "MultiAttachEnabled",
            () -> ec2.modifyVolume(r -> r.volumeId(data).size(20).multiAttachEnabled(true)),
            "ExecutableUsers",
            () -> ec2.describeImages(r -> r.executableUsers("self")),
            "SnapshotId",
            () ->
                ec2.createReplaceRootVolumeTask(
                    r -> r.instanceId(instance).volumeId(spare).snapshotId(snapshot)),
            "ImageId",
            () ->
                ec2.createReplaceRootVolumeTask(
                    r -> r.instanceId(instance).volumeId(spare).imageId("ami-1")));

    calls.forEach(
        (parameter, call) ->
            assertThatThrownBy(call)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageEndingWith("the parameter " + parameter));
  }
}
