package ebsbackup.workflow.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.workflow.TestCloud;
import ebsbackup.workflow.pull.PullWorld;
import embeddedcloud.AwsCall;
import embeddedcloud.CallListener;
import embeddedcloud.Cloud;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.Launch;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.template.PolicyStatement;
import embeddedcloud.template.Stack;
import embeddedcloud.template.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;

/**
 * Each function's role against the calls that the embedded cloud saw of it: no call without a
 * permission, and no permission without a call or a reason written down here.
 */
class PermissionsTest {
  /** Of every function: what Lambda does with its role, not the handler. */
  private static final Set<String> OF_LAMBDA =
      Set.of(
          "logs:CreateLogStream",
          "logs:PutLogEvents",
          "xray:PutTraceSegments",
          "xray:PutTelemetryRecords",
          "sqs:SendMessage");

  private static final Set<String> USE_OF_A_KEY =
      Set.of("ec2:CopySnapshot", "ec2:CreateVolume", "ec2:AttachVolume");

  /** Asked of the caller of another action, which is the call that is seen. */
  private static final Map<String, Set<String>> ALONG_WITH =
      Map.of(
          "ec2:CreateTags",
          Set.of(
              "ec2:CreateSnapshots",
              "ec2:CreateSnapshot",
              "ec2:CopySnapshot",
              "ec2:CreateVolume",
              "ec2:CreateReplaceRootVolumeTask"),
          "kms:GenerateDataKey",
          Set.of("sns:Publish", "ec2:CopySnapshot"),
          "kms:Decrypt",
          Set.of(
              "sns:Publish",
              "ec2:CopySnapshot",
              "ec2:CreateVolume",
              "ec2:AttachVolume",
              "ebs:GetSnapshotBlock"),
          "kms:DescribeKey",
          USE_OF_A_KEY,
          "kms:GenerateDataKeyWithoutPlaintext",
          USE_OF_A_KEY,
          "kms:ReEncryptFrom",
          USE_OF_A_KEY,
          "kms:ReEncryptTo",
          USE_OF_A_KEY,
          "kms:CreateGrant",
          USE_OF_A_KEY);

  private final Map<String, Set<String>> seen = new TreeMap<>();

  @Test
  void everyFunctionMayDoWhatItDoesAndNothingElse() throws IOException {
    see();
    Map<String, Set<String>> allowed = allowed();
    assertThat(allowed.keySet()).containsAll(seen.keySet());
    Map<String, Set<String>> forbidden = new TreeMap<>();
    Map<String, Set<String>> idle = new TreeMap<>();
    allowed.forEach(
        (function, actions) -> {
          Set<String> calls = seen.getOrDefault(function, Set.of());
          Set<String> missing = new TreeSet<>(calls);
          missing.removeAll(actions);
          Set<String> unused = new TreeSet<>(actions);
          unused.removeAll(calls);
          unused.removeAll(OF_LAMBDA);
          unused.removeIf(
              action ->
                  ALONG_WITH.getOrDefault(action, Set.of()).stream().anyMatch(calls::contains));
          if (!missing.isEmpty()) {
            forbidden.put(function, missing);
          }
          if (!unused.isEmpty()) {
            idle.put(function, unused);
          }
        });
    assertThat(forbidden).as("calls without a permission").isEmpty();
    assertThat(idle).as("permissions without a call").isEmpty();
  }

  /**
   * IAM takes a condition on all of no keys for fulfilled, and EC2 deletes all tags where a request
   * names none.
   */
  @Test
  void whereTagKeysAreLimited_theyMustBeThere() throws IOException {
    List<Map<String, Object>> limited =
        template().roles().stream()
            .flatMap(role -> role.statements().stream())
            .map(PolicyStatement::condition)
            .filter(PermissionsTest::limitsTagKeys)
            .toList();
    assertThat(limited).hasSize(11);
    assertThat(limited)
        .allSatisfy(
            condition ->
                assertThat(map(condition.get("Null")).get("aws:TagKeys")).isEqualTo("false"));
  }

  private static boolean limitsTagKeys(Map<String, Object> condition) {
    return Stream.of("ForAllValues:StringEquals", "ForAllValues:StringNotLike")
        .map(operator -> map(condition.getOrDefault(operator, Map.of())))
        .anyMatch(limits -> limits.containsKey("aws:TagKeys"));
  }

  /** Plays every way through the workflows that leads to another call. */
  private void see() {
    backupOfSingleVolumes();
    backupThatIsSharedAndVerified();
    prune();
    pull();
    play(world -> {}, "create", "\"waitFor\": \"initialized\"");
    play(world -> {}, "attach", "\"devices\": [\"/dev/sdf\"]");
    play(
        world -> world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, "")),
        "swap",
        "\"stop\": true",
        "\"healthCheck\": {\"shell\": [\"false\"]}");
    play(
        world -> world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, "")),
        "swap",
        "\"stop\": false",
        "\"healthCheck\": {\"shell\": [\"false\"]}");
    play(
        world -> world.ec2.faults().failNextReplaceRoot(ReplaceRootVolumeTaskState.FAILED_DETACHED),
        "swap",
        "\"stop\": false");
    play(
        world ->
            world.ec2.faults().on("StartInstances").always().refuse("InsufficientInstanceCapacity"),
        "swap",
        "\"stop\": true");
    play(
        PermissionsTest::attachFiftyMore, "swap", "\"stop\": false", "\"devices\": [\"/dev/sdf\"]");
    play(world -> {}, "create", "\"initialization\": \"fsr\"");
    play(
        world -> world.tagUpTo(RestoreWorld.DATA, 50),
        "swap",
        "\"stop\": false",
        "\"devices\": [\"/dev/sdf\"]");
    play(
        world -> {
          world.ec2.enableEbsEncryptionByDefault(r -> {});
          world.ec2.faults().failNextVolumes(1);
        },
        "create");
  }

  /** More volumes than a set can leave out: each is then taken on its own. */
  private static void attachFiftyMore(RestoreWorld world) {
    for (int i = 0; i < 50; i++) {
      String device = "/dev/xvd" + (char) ('b' + i / 26) + (char) ('a' + i % 26);
      String id =
          world
              .ec2
              .createVolume(r -> r.availabilityZone("eu-central-1b").size(1).volumeType("gp3"))
              .volumeId();
      world.clock.advance(Duration.ofSeconds(10));
      world.ec2.attachVolume(r -> r.volumeId(id).instanceId(world.instanceId).device(device));
    }
    world.clock.advance(Duration.ofMinutes(1));
  }

  private void backupOfSingleVolumes() {
    RestoreWorld world = new RestoreWorld();
    listen(world.cloud);
    world.clock.advance(Duration.ofHours(1));
    String lone =
        world
            .ec2
            .createVolume(r -> r.availabilityZone("eu-central-1b").size(1).volumeType("gp3"))
            .volumeId();
    world.ec2.launch(
        new Launch("eu-central-1b", List.of(new Disk("/dev/xvda", 8)), Map.of("Backup", "tagged")));
    world.clock.advance(Duration.ofMinutes(1));
    world.cloud.run(
        "backup",
        Optional.of("volumes"),
        "{\"plan\": \"v\", \"select\": {\"volumeIds\": [\"%s\"]}}".formatted(lone));
    world.cloud.run(
        "backup",
        Optional.of("tags"),
        "{\"plan\": \"t\", \"select\": {\"tags\": {\"Backup\": [\"tagged\"]}},"
            + " \"scheduledTime\": \"%s\"}".formatted(world.clock.instant()));
    world.cloud.run(
        "backup",
        Optional.of("tags-of-volumes"),
        "{\"plan\": \"w\", \"select\": {\"volumeTags\": {\"Name\": [\"*\"]}}}");
    world.clock.advance(Duration.ofHours(1));
    world
        .ec2
        .faults()
        .failNextSnapshotOf(world.volumeAt(RestoreWorld.DATA), "Client.InternalError");
    world.cloud.run(
        "backup",
        Optional.of("failing"),
        "{\"plan\": \"f\", \"select\": {\"instanceIds\": [\"%s\"]}}".formatted(world.instanceId));
  }

  private void backupThatIsSharedAndVerified() {
    RestoreWorld world =
        new RestoreWorld(
            Map.of(
                "ShareAccounts",
                "999999999999",
                "ReportBucket",
                "reports",
                "ManifestBucket",
                "proofs"));
    listen(world.cloud);
    String key = world.ec2.kms().createKey("alias/shared");
    world.ec2.modifyEbsDefaultKmsKeyId(r -> r.kmsKeyId(key));
    world.ec2.launch(
        new Launch(
            "eu-central-1b",
            List.of(new Disk("/dev/xvda", 8).encryptedByDefault()),
            Map.of("Backup", "shared")));
    backup(
        world,
        "shared",
        "{\"plan\": \"s\", \"select\": {\"tags\": {\"Backup\": [\"shared\"]}},"
            + " \"share\": {\"accounts\": [\"999999999999\"], \"for\": \"P7D\"}}");
    // The one with data, compared with the one before it, then the one under the key.
    backup(world, "again", TestCloud.DAILY);
    world.cloud.run("verify", Optional.of("data"), "{\"plan\": \"daily\", \"manifest\": true}");
    // A manifest from the one before it.
    backup(world, "once-more", TestCloud.DAILY);
    world.cloud.run("verify", Optional.of("more"), "{\"plan\": \"daily\", \"manifest\": true}");
    world.cloud.run("verify", Optional.of("key"), "{\"plan\": \"s\"}");
    world.cloud.run(
        "watch",
        Optional.of("hour"),
        "{\"plan\": \"s\", \"select\": {\"tags\": {\"Backup\": [\"shared\"]}}, \"rpo\": \"PT1H\"}");
  }

  /** An event starts a pull; a copy fails and is made again, and every copy is locked. */
  private void pull() {
    PullWorld world =
        PullWorld.ofAccount(
            Map.of(
                "PullScheduleState",
                "ENABLED",
                "ManifestBucket",
                "proofs-of-copies",
                "PullManifestBucket",
                "proofs"));
    world.launch(2);
    listen(world.vault.cloud());
    world.night();
    world.vault.cloud().deliverEvents(event -> 0);
    String copied = world.ofRun(world.night()).getFirst().snapshotId();
    world.vault.faults().failNextCopyOf(copied, "the key is not accessible");
    world.pull("\"last\": 1", "\"lock\": {\"mode\": \"governance\", \"for\": \"P30D\"}");
    world
        .vault
        .cloud()
        .run("verify", Optional.of("copies"), "{\"plan\": \"copies\", \"manifest\": true}");
  }

  /** Of three sets the first is held back by an archived snapshot, and the second is deleted. */
  private void prune() {
    RestoreWorld world = new RestoreWorld();
    listen(world.cloud);
    String lone =
        world
            .ec2
            .createVolume(r -> r.availabilityZone("eu-central-1b").size(1).volumeType("gp3"))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    String select =
        "\"plan\": \"p\", \"select\": {\"instanceIds\": [\"%s\"]}".formatted(world.instanceId);
    backup(world, "first", "{" + select + "}");
    String archived =
        world.ec2.contents().snapshots().stream()
            .filter(snapshot -> snapshot.tags().stream().anyMatch(tag -> tag.value().equals("p")))
            .findFirst()
            .orElseThrow()
            .snapshotId();
    world.ec2.modifySnapshotTier(
        request -> request.snapshotId(archived).storageTier(TargetStorageTier.ARCHIVE));
    backup(world, "second", "{" + select + "}");
    backup(world, "third", "{" + select + ", \"keep\": {\"last\": 1}}");
    world.cloud.run("prune", Optional.of("by-hand"), "{" + select + ", \"keep\": {\"last\": 1}}");
    estimate(world, select);
    goneSources(world, lone);
  }

  /** An instance and a volume that no longer exist. */
  private static void goneSources(RestoreWorld world, String lone) {
    String volume = "\"plan\": \"q\", \"select\": {\"volumeIds\": [\"%s\"]}".formatted(lone);
    backup(world, "of-a-volume", "{" + volume + "}");
    world.ec2.deleteVolume(r -> r.volumeId(lone));
    world.ec2.terminateInstances(r -> r.instanceIds(world.instanceId));
    world.clock.advance(Duration.ofDays(9));
    for (String plan : List.of("p", "q")) {
      world.cloud.run(
          "prune",
          Optional.of("gone-" + plan),
          "{\"plan\": \"%s\", \"select\": {\"volumeIds\": [\"%s\"]},".formatted(plan, lone)
              + " \"keep\": {\"last\": -1, \"goneAfter\": \"P4D\"}}");
    }
  }

  /** A neighbor is compared; what was the last of its volume is listed. */
  private static void estimate(RestoreWorld world, String select) {
    String extra =
        world
            .ec2
            .createVolume(r -> r.availabilityZone("eu-central-1b").size(1).volumeType("gp3"))
            .volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    world.ec2.attachVolume(r -> r.volumeId(extra).instanceId(world.instanceId).device("/dev/sdz"));
    backup(world, "fourth", "{" + select + "}");
    world.ec2.detachVolume(r -> r.volumeId(extra));
    backup(world, "fifth", "{" + select + "}");
    world.cloud.run(
        "prune",
        Optional.of("estimate"),
        "{" + select + ", \"keep\": {\"last\": 1}, \"estimate\": true}");
  }

  private static void backup(RestoreWorld world, String name, String plan) {
    world.clock.advance(Duration.ofHours(1));
    world.cloud.run("backup", Optional.of(name), plan);
  }

  private interface Preparation {
    void prepare(RestoreWorld world);
  }

  private void play(Preparation preparation, String mode, String... fields) {
    RestoreWorld world = new RestoreWorld();
    preparation.prepare(world);
    listen(world.cloud);
    world.restore(mode, fields);
  }

  private void listen(Cloud cloud) {
    cloud.onCall(
        new CallListener() {
          @Override
          public void before(AwsCall call) {
            seen.computeIfAbsent(CallFault.stepOf(call), step -> new TreeSet<>())
                .add(call.action());
          }

          @Override
          public void after(AwsCall call) {}
        });
  }

  /** With every statement that a parameter can add. */
  private static Template template() throws IOException {
    return Template.read(
        Path.of("../template.yaml"),
        new Stack(
            "ebs-backup",
            "eu-central-1",
            "123456789012",
            Map.of(
                "VolumeKeyArns",
                "arn:aws:kms:eu-central-1:123456789012:key/volumes",
                "OtherPlans",
                "weekly",
                "ManifestBucket",
                "proofs",
                "PullManifestBucket",
                "originals",
                "PullFromRegion",
                "eu-west-1",
                "PullKeyArn",
                "arn:aws:kms:eu-central-1:123456789012:key/copies",
                "PullSourceKeyArns",
                "arn:aws:kms:eu-west-1:123456789012:key/source")));
  }

  /** What the roles in the template allow, by the name of the function. */
  private static Map<String, Set<String>> allowed() throws IOException {
    Template template = template();
    return template.functions().stream()
        .collect(
            Collectors.toMap(
                function -> function.logicalId().replaceAll("Function$", ""),
                function ->
                    template.role(function.roleArn()).orElseThrow().statements().stream()
                        .filter(statement -> statement.effect().equals("Allow"))
                        .flatMap(statement -> statement.actions().stream())
                        .collect(Collectors.toSet())));
  }

  private static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }
}
