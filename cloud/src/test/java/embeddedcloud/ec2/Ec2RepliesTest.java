package embeddedcloud.ec2;

import static embeddedcloud.ec2.Worlds.MIB;
import static embeddedcloud.ec2.Worlds.ZONE;
import static embeddedcloud.ec2.Worlds.filled;
import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.time.VirtualClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * Every reply as a whole: {@code replies.txt}. A line that changes there must be what the Amazon
 * EC2 API Reference says.
 */
class Ec2RepliesTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final VirtualClock clock = Worlds.clock();
  private final EmbeddedEc2 ec2 = Worlds.ec2(Worlds.settings(), clock);
  private final StringBuilder replies = new StringBuilder();

  @Test
  void everyReplyHasEveryField() throws IOException {
    List<String> volumes =
        ec2
            .launch(
                new Launch(
                    ZONE,
                    List.of(
                        new Disk("/dev/xvda", 8).deletedOnTermination().tagged("Name", "root"),
                        new Disk("/dev/sdf", 20).ofType(VolumeType.IO2).withIops(700),
                        new Disk("/dev/sdg", 30).withIops(3_500).withThroughput(150)),
                    Map.of("Backup", "daily")))
            .blockDeviceMappings()
            .stream()
            .map(mapping -> mapping.ebs().volumeId())
            .toList();
    String data = volumes.get(1);
    String instance =
        ec2.describeInstances().reservations().getFirst().instances().getFirst().instanceId();
    ec2.disk(data).write(0, filled(3 * MIB, 'a'));
    reply(ec2.describeInstances(r -> r.instanceIds(instance)));
    reply(ec2.describeVolumes(r -> r.volumeIds(volumes)));
    reply(ec2.describeVolumeStatus(r -> r.volumeIds(data)));
    reply(ec2.describeInstanceStatus(r -> r.instanceIds(instance)));
    reply(ec2.describeAvailabilityZones(r -> {}));
    reply(ec2.describeInstanceTypes(r -> r.instanceTypesWithStrings("t3.micro")));
    reply(ec2.describeInstanceCreditSpecifications(r -> r.instanceIds(instance)));
    reply(ec2.describeAccountAttributes(r -> {}));
    reply(ec2.describeVpcs(r -> {}));

    String first =
        reply(
                ec2.createSnapshot(
                    r ->
                        r.volumeId(data)
                            .description("nightly")
                            .tagSpecifications(tagged("snapshot", "team", "blue"))))
            .snapshotId();
    clock.advance(Duration.ofMinutes(1));
    reply(ec2.describeSnapshots(r -> r.snapshotIds(first)));
    clock.advance(HOUR);
    ec2.disk(data).write(0, filled(MIB, 'b'));
    reply(
        ec2.createSnapshots(
            r ->
                r.instanceSpecification(s -> s.instanceId(instance).excludeBootVolume(true))
                    .description("a set")
                    .tagSpecifications(tagged("snapshot", "team", "red"))));
    clock.advance(HOUR);
    reply(ec2.describeSnapshots(r -> r.snapshotIds(first)));
    String copy =
        reply(
                ec2.copySnapshot(
                    r ->
                        r.sourceRegion("eu-central-1")
                            .sourceSnapshotId(first)
                            .description("a copy")
                            .tagSpecifications(tagged("snapshot", "team", "green"))))
            .snapshotId();
    clock.advance(HOUR);
    reply(ec2.describeSnapshots(r -> r.snapshotIds(copy)));

    reply(ec2.createTags(r -> r.resources(first).tags(tag("owner", "ann"))));
    reply(ec2.describeTags(r -> r.filters(Ec2Contract.filter("resource-id", first))));
    reply(ec2.deleteTags(r -> r.resources(first).tags(tag("owner", "ann"))));
    reply(
        ec2.modifySnapshotAttribute(
            r ->
                r.snapshotId(first)
                    .attribute("createVolumePermission")
                    .operationType("add")
                    .userIds("999999999999")));
    reply(
        ec2.describeSnapshotAttribute(
            r -> r.snapshotId(first).attribute("createVolumePermission")));
    reply(ec2.lockSnapshot(r -> r.snapshotId(copy).lockMode("governance").lockDuration(3)));
    reply(ec2.describeLockedSnapshots(r -> r.snapshotIds(copy)));
    reply(ec2.unlockSnapshot(r -> r.snapshotId(copy)));
    reply(ec2.modifySnapshotTier(r -> r.snapshotId(copy).storageTier("archive")));
    clock.advance(Duration.ofDays(3));
    reply(ec2.describeSnapshotTierStatus(r -> {}));

    String made =
        reply(
                ec2.createVolume(
                    r ->
                        r.snapshotId(first)
                            .availabilityZone(ZONE)
                            .volumeType("gp3")
                            .size(25)
                            .iops(4_000)
                            .throughput(200)
                            .tagSpecifications(tagged("volume", "Name", "made"))))
            .volumeId();
    clock.advance(Duration.ofMinutes(1));
    reply(ec2.describeVolumes(r -> r.volumeIds(made)));
    reply(ec2.modifyVolume(r -> r.volumeId(made).size(26).iops(4_500)));
    clock.advance(HOUR);
    reply(ec2.describeVolumesModifications(r -> r.volumeIds(made)));
    reply(ec2.attachVolume(r -> r.volumeId(made).instanceId(instance).device("/dev/sdh")));
    clock.advance(Duration.ofMinutes(1));
    reply(
        ec2.modifyInstanceAttribute(
            r ->
                r.instanceId(instance)
                    .blockDeviceMappings(
                        InstanceBlockDeviceMappingSpecification.builder()
                            .deviceName("/dev/sdh")
                            .ebs(e -> e.deleteOnTermination(true))
                            .build())));
    reply(
        ec2.describeInstanceAttribute(r -> r.instanceId(instance).attribute("blockDeviceMapping")));
    reply(ec2.detachVolume(r -> r.volumeId(made)));
    clock.advance(Duration.ofMinutes(1));
    reply(ec2.deleteVolume(r -> r.volumeId(made)));
    String next = ec2.createVolume(r -> r.snapshotId(first).availabilityZone(ZONE)).volumeId();
    clock.advance(Duration.ofMinutes(1));
    reply(ec2.createReplaceRootVolumeTask(r -> r.instanceId(instance).volumeId(next)));
    clock.advance(HOUR);
    reply(ec2.describeReplaceRootVolumeTasks(r -> {}));
    reply(ec2.stopInstances(r -> r.instanceIds(instance)));
    clock.advance(HOUR);
    reply(ec2.startInstances(r -> r.instanceIds(instance)));
    clock.advance(HOUR);
    reply(ec2.describeFastSnapshotRestores(r -> {}));

    String key = ec2.kms().createKey("alias/volumes");
    reply(ec2.getEbsDefaultKmsKeyId(r -> {}));
    reply(ec2.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key)));
    reply(ec2.getEbsEncryptionByDefault(r -> {}));
    reply(ec2.enableEbsEncryptionByDefault(r -> {}));
    reply(ec2.disableEbsEncryptionByDefault(r -> {}));
    ec2.retainDeletedSnapshots(Optional.of(Duration.ofDays(7)));
    reply(ec2.deleteSnapshot(r -> r.snapshotId(first)));
    reply(ec2.listSnapshotsInRecycleBin(r -> {}));
    reply(ec2.restoreSnapshotFromRecycleBin(r -> r.snapshotId(first)));
    reply(ec2.terminateInstances(r -> r.instanceIds(instance)));

    try (InputStream expected = getClass().getResourceAsStream("replies.txt")) {
      assertThat(replies.toString())
          .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static TagSpecification tagged(String type, String key, String value) {
    return TagSpecification.builder().resourceType(type).tags(tag(key, value)).build();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private <T> T reply(T reply) {
    replies.append(reply.toString().replace(", ", ",\n  ")).append("\n\n");
    return reply;
  }
}
