package ebsbackup.conformance.flows;

import static ebsbackup.conformance.flows.FlowWorld.plan;

import ebsbackup.conformance.flows.Scenario.Change;
import embeddedcloud.ec2.Disk;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Backups that go every way through their definition. */
final class BackupScenarios {
  private static final String OCCURRENCE =
      plan("\"scheduledTime\": \"%s\"".formatted(FlowWorld.BEGINS));
  private static final String SHARED =
      plan("\"share\": {\"accounts\": [\"444455556666\"], \"for\": \"P7D\"}");
  private static final String KEPT = plan("\"keep\": {\"last\": 2}");
  private static final String VERIFIED = plan("\"verify\": {}");

  private BackupScenarios() {}

  static List<Scenario> all() {
    Scenario plain = backup("a night like any other", plan(""), world -> {});
    return Stream.of(
            Stream.of(plain),
            plain.withFaultsOf(
                "StartRun", "SelectTargets", "CreateSnapshots", "CheckSnapshots", "ReportBackup"),
            ways(),
            waysOfSharing())
        .flatMap(scenarios -> scenarios)
        .toList();
  }

  private static Stream<Scenario> ways() {
    return Stream.of(
        backup("followed by its prune", KEPT, world -> world.backedUp(4)),
        backup(
            "whose prune exists already",
            KEPT,
            world -> {
              Execution unused =
                  world.cloud.run("prune", Optional.of("under-test-prune"), plan("\"keep\": {}"));
            }),
        new Scenario(
            "whose prune cannot be started",
            "backup",
            world -> {},
            world -> KEPT,
            Optional.of(
                new Change(":stateMachine:ebs-backup-prune", ":stateMachine:ebs-backup-gone"))),
        backup("followed by its verification", VERIFIED, world -> {}),
        backup(
            "whose verification exists already",
            VERIFIED,
            world -> {
              Execution unused =
                  world.cloud.run(
                      "verify", Optional.of("under-test-verify"), "{\"plan\": \"daily\"}");
            }),
        new Scenario(
            "whose verification cannot be started",
            "backup",
            world -> {},
            world -> VERIFIED,
            Optional.of(
                new Change(":stateMachine:ebs-backup-verify", ":stateMachine:ebs-backup-gone"))),
        new Scenario(
            "with a task that takes longer than it may",
            "backup",
            world -> world.fail("CreateSnapshots", 1, 1, new Fault.Slow(Duration.ofSeconds(100))),
            world -> plan(""),
            Optional.of(new Change("\"TimeoutSeconds\": 210", "\"TimeoutSeconds\": 60"))),
        backup("of a schedule", OCCURRENCE, world -> {}),
        backup(
            "of a schedule that delivers twice",
            OCCURRENCE,
            world -> {
              Execution unused = world.cloud.run("backup", Optional.of("first"), OCCURRENCE);
            }),
        backup(
            "that waits for an earlier run",
            plan(""),
            world -> {
              world.ec2.faults().keepSnapshotsPending(Duration.ofMinutes(40));
              Execution unused = world.cloud.start("backup", Optional.of("earlier"), plan(""));
              world.clock.advance(Duration.ofMinutes(10));
            }),
        backup(
            "that gives up waiting",
            plan("\"deadline\": \"PT20M\""),
            world -> {
              world.ec2.faults().keepSnapshotsPending(Duration.ofHours(2));
              Execution unused = world.cloud.start("backup", Optional.of("earlier"), plan(""));
              world.clock.advance(Duration.ofMinutes(10));
            }),
        backup(
            "of more than a page",
            plan("\"exclude\": {\"bootVolume\": false}"),
            world -> {
              for (int i = 0; i < 130; i++) {
                String unused = world.launch(new Disk(FlowWorld.ROOT, 8));
              }
            }),
        backup(
            "throttled by EC2",
            plan(""),
            world ->
                world.ec2.faults().on("CreateSnapshots").times(3).refuse("RequestLimitExceeded")),
        backup(
            "with volumes that have too many pending snapshots",
            plan(""),
            world ->
                world
                    .ec2
                    .faults()
                    .on("CreateSnapshots")
                    .times(3)
                    .refuse("ConcurrentSnapshotLimitExceeded")),
        backup(
            "whose reply is lost",
            plan(""),
            world -> world.ec2.faults().on("CreateSnapshots").loseReply()),
        backup(
            "that takes its time",
            plan(""),
            world -> world.ec2.faults().keepSnapshotsPending(Duration.ofHours(1))),
        backup(
            "that is not done at its deadline",
            plan("\"deadline\": \"PT20M\""),
            world -> world.ec2.faults().keepSnapshotsPending(Duration.ofHours(1))),
        backup(
            "with a snapshot that fails",
            plan(""),
            world ->
                world
                    .ec2
                    .faults()
                    .failNextSnapshotOf(
                        world.volumeAt(FlowWorld.DATA), "Client.InternalError: \"key\" {off}")),
        backup(
            "that may not make snapshots",
            plan(""),
            world ->
                world.ec2.faults().on("CreateSnapshots").always().refuse("UnauthorizedOperation")),
        backup(
            "that may not look",
            plan(""),
            world ->
                world
                    .ec2
                    .faults()
                    .on("DescribeInstances")
                    .always()
                    .refuse("UnauthorizedOperation")),
        backup("of nothing", plan("").replace("daily\"]", "none\"]"), w -> {}),
        backup("of no plan", "{\"plan\": \"daily\"}", world -> {}));
  }

  private static Stream<Scenario> waysOfSharing() {
    Scenario shared = backup("whose sets are shared", SHARED, world -> {});
    return Stream.concat(
        Stream.of(
            shared,
            backup(
                "with a snapshot that cannot be shared",
                SHARED.replace("\"share\"", "\"keep\": {\"last\": 2}, \"share\""),
                world ->
                    world
                        .ec2
                        .faults()
                        .on("ModifySnapshotAttribute")
                        .call(2)
                        .refuse("OperationNotPermitted")),
            backup(
                "whose sharing is throttled",
                SHARED,
                world ->
                    world
                        .ec2
                        .faults()
                        .on("ModifySnapshotAttribute")
                        .call(2)
                        .refuse("RequestLimitExceeded"))),
        shared.withFaultsOf("ShareSnapshots"));
  }

  private static Scenario backup(String name, String input, Consumer<FlowWorld> given) {
    return Scenario.of(name, "backup", given, world -> input);
  }
}
