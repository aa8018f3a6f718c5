package ebsbackup.conformance.flows;

import static ebsbackup.conformance.flows.FlowWorld.plan;

import embeddedcloud.ec2.Ec2Contents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.StorageTier;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Prunes that go every way through their definition. */
final class PruneScenarios {
  private static final String LAST_ONE = "\"keep\": {\"last\": 1}";

  private PruneScenarios() {}

  static List<Scenario> all() {
    Scenario plain = prune("of three sets of four", LAST_ONE, world -> world.backedUp(4));
    Scenario estimated =
        prune("with an estimate", LAST_ONE + ", \"estimate\": true", world -> world.backedUp(4));
    return Stream.of(
            Stream.of(plain, estimated),
            plain.withFaultsOf("PlanPrune", "DeleteSnapshots", "ReportPrune"),
            estimated.withFaultsOf("EstimateFreedBytes"),
            ways())
        .flatMap(scenarios -> scenarios)
        .toList();
  }

  private static Stream<Scenario> ways() {
    return Stream.of(
        prune("of nothing", LAST_ONE, world -> {}),
        prune("that only says", LAST_ONE + ", \"dryRun\": true", world -> world.backedUp(3)),
        prune(
            "that only says and estimates",
            LAST_ONE + ", \"dryRun\": true, \"estimate\": true",
            world -> world.backedUp(3)),
        prune("without rules", "\"deadline\": \"PT6H\"", world -> {}),
        prune("that a safety limit stops", LAST_ONE, world -> add(world, 60)),
        prune("of more than a page", LAST_ONE + ", \"maxDeletions\": 1100", w -> add(w, 1101)),
        prune(
            "that may not delete one set",
            LAST_ONE,
            world -> {
              world.backedUp(3);
              world.ec2.faults().on("DeleteSnapshot").refuse("UnauthorizedOperation");
            }),
        prune(
            "that may not delete",
            LAST_ONE + ", \"maxDeletions\": 120",
            world -> {
              add(world, 121);
              world.ec2.faults().on("DeleteSnapshot").always().refuse("UnauthorizedOperation");
            }),
        prune(
            "that may not list",
            LAST_ONE,
            world -> {
              world.backedUp(3);
              world.ec2.faults().on("DescribeImages").always().refuse("UnauthorizedOperation");
            }),
        prune(
            "of sets that are locked",
            LAST_ONE,
            world -> {
              world.backedUp(3);
              world.ec2.faults().on("DeleteSnapshot").always().refuse("SnapshotLocked");
            }),
        prune(
            "throttled by EC2",
            LAST_ONE,
            world -> {
              world.backedUp(3);
              world.ec2.faults().on("DeleteSnapshot").times(4).refuse("RequestLimitExceeded");
            }),
        prune(
            "throttled until its decision is too old",
            LAST_ONE,
            world -> {
              world.backedUp(3);
              world.ec2.faults().on("DeleteSnapshot").times(70).refuse("RequestLimitExceeded");
            }));
  }

  private static Scenario prune(String name, String fields, Consumer<FlowWorld> given) {
    return Scenario.of(name, "prune", given, world -> plan(fields));
  }

  /** Good sets of one volume, a minute apart, put there from outside, and ten days. */
  private static void add(FlowWorld world, int sets) {
    List<Snapshot> snapshots = new ArrayList<>();
    String volume = "vol-%017x".formatted(1);
    for (int i = 0; i < sets; i++) {
      snapshots.add(
          Snapshot.builder()
              .snapshotId("snap-%017x".formatted(i))
              .volumeId(volume)
              .volumeSize(1)
              .ownerId("111122223333")
              .startTime(FlowWorld.BEGINS.plus(Duration.ofMinutes(i)))
              .state(SnapshotState.COMPLETED)
              .progress("100%")
              .storageTier(StorageTier.STANDARD)
              .tags(
                  tags(
                      Map.of(
                          "ebs-backup:plan", "daily",
                          "ebs-backup:run", "daily/" + i,
                          "ebs-backup:source", "i-00000000000000001",
                          "ebs-backup:members", "1",
                          "ebs-backup:volume", volume.substring(4) + " /x gp3 1 3000 125 - 0")))
              .build());
    }
    world.ec2.add(new Ec2Contents(List.of(), List.of(), snapshots, List.of()));
    world.clock.advance(Duration.ofDays(10));
  }

  private static List<Tag> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }
}
