package ebsbackup.conformance.flows;

import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.VolumeSettings;
import embeddedcloud.ec2.Disk;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.ec2.Launch;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateSnapshotResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Pulls that go every way through their definition. */
final class PullScenarios {
  private static final String LOCK = ", \"lock\": {\"mode\": \"governance\", \"for\": \"P30D\"}";
  private static final String SOURCE = "eu-west-1";

  private PullScenarios() {}

  static List<Scenario> all() {
    Scenario plain = pull("of two sets", LOCK, world -> backUpAtTheSource(world, 2));
    return Stream.of(
            Stream.of(plain),
            plain.withFaultsOf(
                "SelectSetsToPull", "CreateCopies", "LockCopies", "CheckCopies", "ReportPull"),
            failing().withFaultsOf("RemoveFailedCopies"),
            ways())
        .flatMap(scenarios -> scenarios)
        .toList();
  }

  private static Scenario failing() {
    return pull(
        "of a set of which a copy fails",
        "",
        world -> {
          backUpAtTheSource(world, 1);
          Snapshot snapshot = source(world).contents().snapshots().getFirst();
          world
              .ec2
              .faults()
              .failNextCopyOf(snapshot.snapshotId(), "Given key ID is not accessible");
        });
  }

  private static Stream<Scenario> ways() {
    return Stream.of(
        failing(),
        pull("of nothing", "", PullScenarios::withKey),
        pull("with a key that does not exist", "", world -> {}),
        pull("as a dry run", ", \"dryRun\": true", world -> backUpAtTheSource(world, 1)),
        pull("of more than a page", "", world -> backUpAtTheSource(world, 201)),
        pull(
            "whose prune exists already",
            "",
            world -> {
              withKey(world);
              Execution unused = world.cloud.run("prune", Optional.of("under-test"), plan(""));
            }),
        new Scenario(
            "whose prune cannot be started",
            "pull",
            PullScenarios::withKey,
            world -> plan(""),
            Optional.of(
                new Scenario.Change(
                    ":stateMachine:ebs-backup-prune", ":stateMachine:ebs-backup-gone"))),
        pull("whose time is used up", "", PullScenarios::slowSecondCopy),
        new Scenario(
            "whose next pull cannot be started",
            "pull",
            PullScenarios::slowSecondCopy,
            world -> plan(""),
            Optional.of(
                new Scenario.Change(
                    ":stateMachine:ebs-backup-pull\"", ":stateMachine:ebs-backup-gone\""))),
        pull(
            "that waits for another",
            "",
            world -> {
              backUpAtTheSource(world, 1);
              Execution unused = world.cloud.start("pull", Optional.of("first"), plan(""));
            }),
        pull(
            "whose copies EC2 refuses",
            "",
            world -> {
              backUpAtTheSource(world, 1);
              world.ec2.faults().on("CopySnapshot").always().refuse("InvalidParameterValue");
            }));
  }

  private static void slowSecondCopy(FlowWorld world) {
    backUpAtTheSource(world, 2);
    world
        .ec2
        .faults()
        .on("CopySnapshot")
        .call(2)
        .interfere(
            () -> world.ec2.faults().keepSnapshotsPending("vol-ffffffff", Duration.ofHours(13)));
  }

  private static EmbeddedEc2 source(FlowWorld world) {
    return world.ec2.in(world.ec2.settings().accountId(), SOURCE);
  }

  private static void withKey(FlowWorld world) {
    String unused = world.ec2.kms().createKey("alias/copies");
  }

  /** Sets of one volume each, as the product makes and tags them. */
  private static void backUpAtTheSource(FlowWorld world, int sets) {
    withKey(world);
    EmbeddedEc2 ec2 = source(world);
    String instance =
        ec2.launch(new Launch(SOURCE + "b", List.of(new Disk(FlowWorld.ROOT, 8)), Map.of()))
            .instanceId();
    String volume = ec2.contents().volumes().getFirst().volumeId();
    Member member =
        new Member(
            volume,
            Optional.of(FlowWorld.ROOT),
            new VolumeSettings("gp3", 8, Optional.of(3000), Optional.of(125)),
            false,
            Map.of());
    for (int set = 0; set < sets; set++) {
      SetTags tags = new SetTags("daily", "daily/" + set, instance, List.of(member));
      List<Tag> all =
          tags.toTags(Map.of()).entrySet().stream()
              .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
              .toList();
      CreateSnapshotResponse unused =
          ec2.createSnapshot(
              request ->
                  request
                      .volumeId(volume)
                      .tagSpecifications(
                          TagSpecification.builder()
                              .resourceType(ResourceType.SNAPSHOT)
                              .tags(all)
                              .build()));
      world.clock.advance(Duration.ofHours(1));
    }
  }

  private static Scenario pull(String name, String fields, Consumer<FlowWorld> given) {
    return Scenario.of(name, "pull", given, world -> plan(fields));
  }

  private static String plan(String fields) {
    return """
    {"plan": "copies", "from": {"region": "%s", "plan": "daily"},
     "kmsKeyId": "alias/copies", "keep": {"last": -1}%s}
    """
        .formatted(SOURCE, fields);
  }
}
