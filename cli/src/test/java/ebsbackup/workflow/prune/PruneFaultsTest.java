package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.ec2.Ec2Contents;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/**
 * If a prune breaks off at any call, nothing that stays is harmed, and the next prune completes it.
 */
class PruneFaultsTest {
  private static final String KEEP = "{\"last\":1}";
  private static final int VOLUMES = 3;
  private static final int SETS = 4;
  private static final int DELETIONS = (SETS - 1) * VOLUMES;

  /** What can happen at the n-th deletion. */
  static Stream<Arguments> faults() {
    return IntStream.rangeClosed(1, DELETIONS)
        .boxed()
        .flatMap(
            n ->
                Stream.of(
                    fault(
                        n,
                        "the reply is lost",
                        w -> w.ec2.faults().on("DeleteSnapshot").call(n).loseReply()),
                    fault(
                        n,
                        "the call times out",
                        w -> w.ec2.faults().on("DeleteSnapshot").call(n).timeOut()),
                    fault(
                        n,
                        "EC2 fails inside",
                        w -> w.ec2.faults().on("DeleteSnapshot").call(n).refuse("InternalError")),
                    fault(
                        n,
                        "EC2 is throttled",
                        w ->
                            w.ec2
                                .faults()
                                .on("DeleteSnapshot")
                                .call(n)
                                .refuse("RequestLimitExceeded")),
                    fault(
                        n,
                        "the look before fails",
                        w ->
                            w.ec2
                                .faults()
                                .on("DescribeSnapshots")
                                .call(n + 1)
                                .refuse("Unavailable"))));
  }

  private static Arguments fault(int n, String what, Consumer<PruneWorld> plant) {
    return Arguments.of(n, what, plant);
  }

  @ParameterizedTest(name = "at deletion {0} {1}")
  @MethodSource("faults")
  void aFaultBeforeOrAfterADeletion_changesNothingInTheEnd(
      int n, String what, Consumer<PruneWorld> plant) {
    PruneWorld world = new PruneWorld();
    List<List<String>> sets = world.days(world.launch(VOLUMES - 1), SETS);
    plant.accept(world);

    PruneWorld.Report report = world.pruned(KEEP, "");

    assertThat(world.existing()).as(what).containsExactlyInAnyOrderElementsOf(sets.getLast());
    assertThat(report.fates()).containsExactly("KEEP", "DELETED", "DELETED", "DELETED");
    assertThat(report.count("deletedSnapshots") + report.count("alreadyGone"))
        .as("%s at %d", what, n)
        .isEqualTo(DELETIONS);
  }

  static Stream<Integer> everyDeletion() {
    return IntStream.rangeClosed(1, DELETIONS).boxed();
  }

  /** The deletions end in the midst of a set, before or after the n-th deletion. */
  @ParameterizedTest(name = "denied from deletion {0} on")
  @MethodSource("everyDeletion")
  void aRunThatIsDenied_isCompletedByALaterOne(int n) {
    PruneWorld world = new PruneWorld();
    List<List<String>> sets = world.days(world.launch(VOLUMES - 1), SETS);
    world.ec2.faults().on("DeleteSnapshot").call(n).times(9_999).refuse("UnauthorizedOperation");
    Execution broken = world.prune(KEEP, "");
    world.ec2.faults().clear();

    assertThat(broken.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(world.existing()).hasSize(SETS * VOLUMES - (n - 1)).containsAll(sets.getLast());
    int whole = (n - 1) / VOLUMES;
    List<String> fates = new ArrayList<>(List.of("KEEP"));
    IntStream.range(0, SETS - 1)
        .forEach(i -> fates.add(SETS - 2 - i < whole ? "DELETED" : "REFUSED"));
    assertThat(world.report(broken).fates()).isEqualTo(fates);
    if ((n - 1) % VOLUMES != 0) {
      refusesToRestore(world, sets.get(whole));
    }

    // The rest of a set that is no longer whole has a grace period.
    world.clock.advance(Duration.ofDays(2));
    PruneWorld.Report report = world.pruned(KEEP, "");

    assertThat(world.existing()).containsExactlyInAnyOrderElementsOf(sets.getLast());
    assertThat(report.fates()).startsWith("KEEP").doesNotContain("DELETE", "REFUSED");
  }

  /** A service control policy may deny it, and it is only for a number in the report. */
  @Test
  void aRecycleBinThatMayNotBeRead_losesNoResultOfADeletion() {
    PruneWorld world = new PruneWorld();
    List<List<String>> sets = world.days(world.launch(VOLUMES - 1), SETS);
    world.ec2.faults().on("ListSnapshotsInRecycleBin").always().refuse("UnauthorizedOperation");

    PruneWorld.Report report = world.pruned(KEEP, "");

    assertThat(world.existing()).containsExactlyInAnyOrderElementsOf(sets.getLast());
    assertThat(report.fates()).containsOnly("KEEP", "DELETED").contains("DELETED");
  }

  private static void refusesToRestore(PruneWorld world, List<String> set) {
    String left = set.stream().filter(world.existing()::contains).findFirst().orElseThrow();
    Map<String, String> tags =
        world.ec2.contents().snapshots().stream()
            .filter(s -> s.snapshotId().equals(left))
            .flatMap(s -> s.tags().stream())
            .collect(Collectors.toMap(t -> t.key(), t -> t.value()));
    Execution restore =
        world.cloud.run(
            "restore",
            Optional.empty(),
            "{\"instanceId\":\"%s\",\"from\":{\"run\":\"%s\"}}"
                .formatted(tags.get("ebs-backup:source"), tags.get("ebs-backup:run")));
    assertThat(restore.error()).contains("ebsbackup.failure.RestoreRefusedException");
  }

  static Stream<Arguments> killed() {
    List<Arguments> cases = new ArrayList<>();
    for (String function : List.of("PlanPrune", "DeleteSnapshots", "ReportPrune")) {
      for (Fault.TimeoutName name : Fault.TimeoutName.values()) {
        cases.add(Arguments.of(function, new Fault.TimesOutBeforeEffect(name)));
        cases.add(Arguments.of(function, new Fault.TimesOutAfterEffect(name)));
      }
      cases.add(Arguments.of(function, Fault.serviceException()));
      cases.add(Arguments.of(function, Fault.tooManyRequests()));
      cases.add(Arguments.of(function, new Fault.Garbage("{}")));
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("killed")
  void aFunctionThatIsKilled_isRepeated(String function, Fault fault) {
    PruneWorld world = new PruneWorld();
    List<List<String>> sets = world.days(world.launch(VOLUMES - 1), SETS);
    world.project.fail(function, 1, fault);

    PruneWorld.Report report = world.pruned(KEEP, "");

    assertThat(world.existing()).containsExactlyInAnyOrderElementsOf(sets.getLast());
    assertThat(report.count("deletedSets")).isEqualTo(SETS - 1);
  }

  @Test
  @Tag("sweep")
  void tenThousandDeletions_paced_withinTheLimitsOfStepFunctions() {
    PruneWorld world = new PruneWorld();
    // Made at one moment each, without EC2's own pace: what counts here is their deletion.
    world.add(10_001);
    world.clock.advance(Duration.ofDays(10));

    Execution execution = world.prune(KEEP, "\"maxDeletions\":10000");

    assertThat(execution.cause()).isEmpty();
    assertThat(world.existing()).hasSize(1);
    assertThat(world.report(execution).count("deletedSets")).isEqualTo(10_000);
    assertThat(execution.usage().largestPayload()).isLessThan(200_000);
    assertThat(execution.usage().events()).isLessThan(2_500);
    // A bucket of 100, then 5 a second: EC2 has never to refuse.
    assertThat(world.ec2.calls().count("DeleteSnapshot", "RequestLimitExceeded")).isZero();
    // One reading of each 100 before their deletion, and the listings for the decisions: 2 %.
    assertThat(world.ec2.calls().count("DescribeSnapshots")).isLessThanOrEqualTo(200);
    assertThat(Duration.between(execution.startDate(), execution.stopDate().orElseThrow()))
        .isBetween(Duration.ofSeconds(1_900), Duration.ofSeconds(3_600));
  }

  /** Lambda would end the function at 300 seconds, and the progress would be lost. */
  @Test
  void ifEveryReadIsSlow_anAttemptEndsBeforeItsFunctionDoes() {
    PruneWorld world = new PruneWorld();
    world.add(81);
    world.clock.advance(Duration.ofDays(10));
    world
        .ec2
        .faults()
        .on("DescribeSnapshots")
        .always()
        .interfere(() -> world.clock.advance(Duration.ofSeconds(6)));

    Execution execution = world.prune(KEEP, "\"maxDeletions\":80");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.report(execution).summary())
        .isEqualTo("80 sets deleted (80 snapshots), 1 kept, 0 held back");
    // Each deletion needs a read of its own, and 40 of them fit into 240 seconds.
    assertThat(world.project.invocations("DeleteSnapshots")).isEqualTo(2);
  }

  @Test
  void afterTheDeadline_nothingIsDeleted_onAnyPage() {
    PruneWorld world = new PruneWorld();
    world.add(2_501);
    world.clock.advance(Duration.ofDays(10));
    Instant deadline = world.clock.instant().plus(Duration.ofMinutes(1));
    List<Instant> deletions = new ArrayList<>();
    world
        .ec2
        .faults()
        .on("DeleteSnapshot")
        .always()
        .interfere(() -> deletions.add(world.clock.instant()));

    Execution execution = world.prune(KEEP, "\"maxDeletions\":2500,\"deadline\":\"PT1M\"");

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(deletions).hasSizeGreaterThan(100).allMatch(deadline::isAfter);
    assertThat(world.report(execution).count("deletedSets")).isEqualTo(deletions.size());
    assertThat(world.report(execution).count("refusedSets")).isEqualTo(2_500 - deletions.size());
  }

  @Test
  void aSnapshotThatEc2CannotDelete_isNamed_andBlocksNothing() {
    PruneWorld world = new PruneWorld();
    world.add(4);
    world.clock.advance(Duration.ofDays(10));
    String stuck = "snap-%017x".formatted(0);
    // The first deletion, and after those of the other two sets nine more attempts.
    world.ec2.faults().on("DeleteSnapshot").refuse("InternalError");
    world.ec2.faults().on("DeleteSnapshot").call(4).times(9).refuse("InternalError");

    Execution execution = world.prune(KEEP, "");

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(world.existing()).containsExactlyInAnyOrder(stuck, "snap-%017x".formatted(3));
    assertThat(world.report(execution).fates())
        .containsExactly("KEEP", "DELETED", "DELETED", "REFUSED");
    assertThat(world.report(execution).decisions().getLast())
        .startsWith("REFUSED: DeleteSnapshot: InternalError");
  }

  /** The number is the one that the message of a stopped run names. */
  @Test
  void aSetThatBecomesDeletableDuringTheRun_doesNotStopIt() {
    PruneWorld world = new PruneWorld();
    world.add(1_201);
    world.clock.advance(Duration.ofDays(10));
    world
        .ec2
        .faults()
        .on("DeleteSnapshot")
        .call(500)
        .interfere(
            () ->
                world.ec2.add(
                    new Ec2Contents(
                        List.of(), List.of(), List.of(world.newer("daily/1200")), List.of())));

    // Without the sums of the report, which do not know of the set that is added.
    Execution execution =
        world.cloud.run("prune", Optional.empty(), PruneWorld.plan(KEEP, "\"maxDeletions\":1200"));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.report(execution).summary())
        .isEqualTo("1200 sets deleted (1200 snapshots), 1 kept, 0 held back");
    assertThat(world.report(execution).count("toDelete")).isEqualTo(1);
  }

  @Test
  void aThousandRefusals_endTheRun_andAreCounted() {
    PruneWorld world = new PruneWorld();
    world.add(1_001);
    world.clock.advance(Duration.ofDays(10));
    world.ec2.faults().on("DeleteSnapshot").always().refuse("SnapshotLocked");

    Execution execution = world.prune(KEEP, "\"maxDeletions\":10000");

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(world.report(execution).count("refusedSets")).isEqualTo(1_000);
    assertThat(world.existing()).hasSize(1_001);
    assertThat(execution.usage().largestPayload()).isLessThan(262_144);
  }
}
