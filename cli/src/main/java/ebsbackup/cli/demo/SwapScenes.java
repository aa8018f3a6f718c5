package ebsbackup.cli.demo;

import embeddedcloud.Cloud;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.json.Json;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** Two swaps of the broken volume: one that is undone, and one that stays. */
final class SwapScenes {
  private static final String DEVICE = "/dev/sdf";

  private final Cloud cloud;
  private final EmbeddedEc2 ec2;
  private final DiskImage image;
  private final String instanceId;
  private final PrintWriter out;
  private final Statements statements;

  SwapScenes(
      Cloud cloud, DiskImage image, Instance instance, PrintWriter out, Statements statements) {
    this.cloud = cloud;
    this.ec2 = cloud.ec2();
    this.image = image;
    this.instanceId = instance.instanceId();
    this.out = out;
    this.statements = statements;
  }

  /**
   * @param broken the data volume, which was overwritten
   * @param sum the SHA-256 of the data in the newest set
   */
  void play(String broken, String sum) {
    String garbage = image.sha256(ec2.disk(broken));
    out.printf("%nSwap, and a health check that fails%n");
    Map<String, String> before = mapping();
    cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, "orders: checksum mismatch"));
    Execution undone = swap();
    statements.say(
        undone.error().filter("UNDONE"::equals).isPresent(),
        "the execution ended %s".formatted(undone.error().orElse("well")));
    statements.say(
        mapping().equals(before) && image.sha256(ec2.disk(broken)).equals(garbage),
        "the old volume is back at %s, bit for bit".formatted(DEVICE));
    statements.say(
        ec2.contents().volumes().stream()
            .noneMatch(
                v ->
                    v.tags().stream()
                        .anyMatch(
                            tag ->
                                tag.key().equals("ebs-backup:restore")
                                    && tag.value().equals(undone.name()))),
        "the new volume is gone");

    out.printf("%nSwap, and a health check that succeeds%n");
    cloud.ssm().script(command -> EmbeddedSsm.Result.success());
    Execution swapped = swap();
    Map<?, ?> report = (Map<?, ?>) Json.parse(swapped.output().orElse("{}"));
    statements.say("SUCCEEDED".equals(report.get("status")), String.valueOf(report.get("summary")));
    String now = mapping().getOrDefault(DEVICE, broken);
    statements.say(
        !now.equals(broken) && image.sha256(ec2.disk(now)).equals(sum),
        "the instance reads night two at %s: %s".formatted(DEVICE, now));
    statements.say(
        ec2.contents().volumes().stream()
            .anyMatch(v -> v.volumeId().equals(broken) && v.state() == VolumeState.AVAILABLE),
        "%s, which it replaced, is still there".formatted(broken));
  }

  private Execution swap() {
    return cloud.run(
        "restore",
        Optional.empty(),
        """
        {"instanceId": "%s", "from": {"latest": true}, "mode": "swap", "devices": ["%s"],
         "stop": true, "healthCheck": {"shell": ["/opt/shop/check-orders"]}}
        """
            .formatted(instanceId, DEVICE));
  }

  private Map<String, String> mapping() {
    Map<String, String> mapping = new TreeMap<>();
    ec2.contents().instances().stream()
        .filter(instance -> instance.instanceId().equals(instanceId))
        .flatMap(instance -> instance.blockDeviceMappings().stream())
        .forEach((InstanceBlockDeviceMapping m) -> mapping.put(m.deviceName(), m.ebs().volumeId()));
    return mapping;
  }
}
