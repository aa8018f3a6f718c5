package ebsbackup.workflow.restore;

import static ebsbackup.workflow.restore.RestoreAssertions.assertSucceeded;
import static ebsbackup.workflow.restore.RestoreWorld.DATA;
import static ebsbackup.workflow.restore.RestoreWorld.LOGS;
import static ebsbackup.workflow.restore.RestoreWorld.ROOT;
import static ebsbackup.workflow.restore.RestoreWorld.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ec2.model.ProductCode;
import software.amazon.awssdk.services.ec2.model.ProductCodeValues;
import software.amazon.awssdk.services.ec2.model.Volume;

/**
 * What EC2 would refuse in the middle of a restore, because of the kind of the instance or of a
 * volume, is refused in the plan. What cannot be known there is a warning in the plan.
 */
class RefusedBeforehandTest {
  private static final String ONLY_ROOT = "\"devices\": [\"/dev/xvda\"]";
  private static final String ONLY_DATA = "\"devices\": [\"/dev/sdf\"]";
  private static final String STOP = "\"stop\": true";
  private static final String NO_STOP = "\"stop\": false";
  private static final String LARGE_ST1 = "\"volume\": {\"type\": \"st1\", \"size\": 125}";
  private static final ProductCode MARKETPLACE =
      ProductCode.builder()
          .productCodeId("8qz5nfnb8ibgm2gfxopqk3jwn")
          .productCodeType(ProductCodeValues.MARKETPLACE)
          .build();

  private RestoreWorld world = new RestoreWorld();
  private int restores;

  @Test
  void aRootOfATypeThatCannotBoot_isRefused() {
    for (String power : List.of(STOP, NO_STOP)) {
      assertRefused(
          "would have the type st1 (volume.type) at /dev/xvda, the root device of %s: a root volume cannot be st1"
              .formatted(world.instanceId),
          "swap",
          ONLY_ROOT,
          LARGE_ST1,
          power);
    }
    assertSucceeded(restore("swap", ONLY_DATA, LARGE_ST1, STOP));
    String snapshot = world.volume(world.volumeAt(DATA)).snapshotId();
    String root = world.volumeAt(ROOT);
    assertRefused(
        snapshot + " would have the type st1",
        "swap",
        "\"replace\": {\"/dev/sdf\": \"%s\"}".formatted(root),
        ONLY_DATA,
        LARGE_ST1,
        STOP);
  }

  @Test
  void aStopOfAnInstanceWithItsRootInAnInstanceStore_isRefused() {
    world = new RestoreWorld(instance -> instance.rootDeviceType(DeviceType.INSTANCE_STORE));

    assertRefused(
        "stop is true, but %s cannot be stopped: its root volume is an instance store volume"
            .formatted(world.instanceId),
        "swap",
        ONLY_DATA,
        STOP);
    assertRefused(
        "would go to /dev/xvda, the root device of " + world.instanceId,
        "swap",
        ONLY_ROOT,
        NO_STOP);
    assertThatThrownBy(() -> world.ec2.stopInstances(r -> r.instanceIds(world.instanceId)))
        .isInstanceOf(Ec2Exception.class)
        .hasMessageContaining("cannot be stopped");
    assertSucceeded(restore("swap", ONLY_DATA, NO_STOP));
  }

  @Test
  void aStopOfASpotInstance_isAWarning_andEndsBeforeAVolumeIsDetached() {
    world = new RestoreWorld(instance -> instance.instanceLifecycle(InstanceLifecycleType.SPOT));
    Map<String, String> before = world.mapping();

    Execution planned = restore("swap", ONLY_DATA, STOP, "\"dryRun\": true");
    Execution failed = restore("swap", ONLY_DATA, STOP);

    assertThat(warnings(planned))
        .hasSize(2)
        .last()
        .asString()
        .startsWith(world.instanceId + " is a Spot Instance");
    assertThat(failed.error()).contains("UNDONE");
    assertThat(failed.cause().orElseThrow()).contains("one-time Spot Instance request");
    assertThat(world.mapping()).isEqualTo(before);
    assertThat(world.power()).isEqualTo("running");
    Execution running = restore("swap", ONLY_DATA, NO_STOP);
    assertSucceeded(running);
    assertThat(warnings(running)).isEmpty();
  }

  @Test
  void aMarketplaceRoot_isRefusedBesideARunningRoot() {
    world = new RestoreWorld(instance -> instance.productCodes(MARKETPLACE));

    assertRefused(
        "is a snapshot of the root volume of %s, which has the AWS Marketplace product code %s"
            .formatted(world.instanceId, MARKETPLACE.productCodeId()),
        "attach",
        ONLY_ROOT);
    assertRefused(
        "only to a stopped instance",
        "swap",
        ONLY_ROOT,
        NO_STOP,
        "\"replace\": {\"/dev/xvda\": \"%s\"}".formatted(world.volumeAt(LOGS)));
    assertSucceeded(restore("attach", ONLY_DATA));
    world.ec2.stopInstances(r -> r.instanceIds(world.instanceId));
    world.clock.advance(Duration.ofMinutes(5));
    assertSucceeded(restore("attach", ONLY_ROOT));
  }

  @Test
  void aMarketplaceRootOfAnotherInstance_isAWarning() {
    world = new RestoreWorld(instance -> instance.productCodes(MARKETPLACE));
    String source = world.instanceId;
    String target = launchLike(instance -> {});

    Execution planned = restoreTo(target, source, "\"dryRun\": true");
    Execution failed = restoreTo(target, source);

    assertThat(warnings(planned))
        .singleElement()
        .asString()
        .contains("is a snapshot of /dev/xvda of " + source, "only to a stopped instance");
    assertThat(failed.error()).contains("UNDONE");
    assertThat(failed.cause().orElseThrow()).contains("AWS Marketplace");
  }

  @Test
  void multiAttach_isKept_andAWarningWhereTheTypeCannotHaveIt() {
    String shared = attachedMultiAttachVolume();
    backup();
    String onlyShared = "\"devices\": [\"/dev/sdh\"]";

    assertSucceeded(restore("swap", onlyShared, NO_STOP));
    Volume made = world.volume(world.volumeAt("/dev/sdh"));
    assertThat(made.volumeId()).isNotEqualTo(shared);
    assertThat(made.multiAttachEnabled()).isTrue();

    Execution other = restore("create", onlyShared, "\"volume\": {\"type\": \"gp3\"}");
    assertSucceeded(other);
    assertThat(warnings(other)).singleElement().asString().contains("had Multi-Attach enabled");
  }

  @Test
  void multiAttach_isRememberedAfterTheVolumeIsGone() {
    String shared = attachedMultiAttachVolume();
    backup();
    world.ec2.detachVolume(r -> r.volumeId(shared).instanceId(world.instanceId));
    world.clock.advance(Duration.ofMinutes(1));
    world.ec2.deleteVolume(r -> r.volumeId(shared));

    assertSucceeded(restore("attach", "\"devices\": [\"/dev/sdh\"]"));

    assertThat(world.volumes().stream().filter(Volume::multiAttachEnabled)).hasSize(1);
  }

  @Test
  void aVolumeForAnInstanceOnAnOutpost_isMadeOnThatOutpost() {
    String outpost = "arn:aws:outposts:eu-central-1:111122223333:outpost/op-0123456789abcdef0";
    String target = launchLike(instance -> instance.outpostArn(outpost));

    assertSucceeded(restoreTo(target, world.instanceId));

    assertThat(world.volumes().stream().filter(volume -> outpost.equals(volume.outpostArn())))
        .singleElement()
        .satisfies(
            volume -> assertThat(volume.attachments().getFirst().instanceId()).isEqualTo(target));
  }

  @Test
  void aVolumeThatWasOnAnOutpost_isAWarning_alsoAfterItsInstanceIsGone() {
    String outpost = "arn:aws:outposts:eu-central-1:111122223333:outpost/op-0123456789abcdef0";
    String there = launchLike(instance -> instance.outpostArn(outpost));
    assertSucceeded(restoreTo(there, world.instanceId));
    backup(there);
    world.ec2.terminateInstances(r -> r.instanceIds(there));
    world.clock.advance(Duration.ofHours(2));
    world.volumes().stream()
        .filter(volume -> outpost.equals(volume.outpostArn()))
        .forEach(volume -> world.ec2.deleteVolume(r -> r.volumeId(volume.volumeId())));

    Execution planned =
        run(
            "{\"instanceId\": \"%s\", \"source\": \"%s\", \"from\": {\"latest\": true}}"
                .formatted(world.instanceId, there));

    assertSucceeded(planned);
    assertThat(warnings(planned))
        .singleElement()
        .asString()
        .endsWith(" was on an Outpost; the new one is in the Region");
  }

  private String launchLike(Consumer<Instance.Builder> kind) {
    return world
        .ec2
        .launch(new Launch("eu-central-1b", List.of(new Disk(ROOT, 8)), Map.of(), kind))
        .instanceId();
  }

  private String attachedMultiAttachVolume() {
    String id = world.createMultiAttachVolume();
    world.clock.advance(Duration.ofMinutes(1));
    world.ec2.attachVolume(r -> r.volumeId(id).instanceId(world.instanceId).device("/dev/sdh"));
    world.clock.advance(Duration.ofMinutes(1));
    return id;
  }

  private void backup() {
    backup(world.instanceId);
  }

  private void backup(String instanceId) {
    assertSucceeded(
        world.cloud.run(
            "backup",
            Optional.of("again"),
            "{\"plan\": \"daily\", \"select\": {\"instanceIds\": [\"%s\"]}}"
                .formatted(instanceId)));
    world.clock.advance(Duration.ofHours(1));
  }

  private Execution restoreTo(String target, String source, String... fields) {
    List<String> all = new ArrayList<>(List.of(fields));
    all.add("\"source\": \"%s\"".formatted(source));
    all.add(ONLY_ROOT);
    return run(
        world.request("attach", all.toArray(String[]::new)).replaceFirst(world.instanceId, target));
  }

  private Execution restore(String mode, String... fields) {
    return run(world.request(mode, fields));
  }

  private Execution run(String request) {
    restores++;
    return world.cloud.run("restore", Optional.of("restore-" + restores), request);
  }

  private static List<?> warnings(Execution execution) {
    Map<?, ?> report = report(execution);
    return (List<?>)
        (report.containsKey("warnings")
            ? report.get("warnings")
            : ((Map<?, ?>) report.get("plan")).get("warnings"));
  }

  /** Refused in the same words by the dry run and by the real run, neither of which writes. */
  private void assertRefused(String reason, String mode, String... fields) {
    RestoreAssertions.assertRefused(world, reason, all -> restore(mode, all), fields);
  }
}
