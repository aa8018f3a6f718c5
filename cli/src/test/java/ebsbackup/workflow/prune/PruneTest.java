package ebsbackup.workflow.prune;

import static org.assertj.core.api.Assertions.assertThat;

import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.LockMode;
import software.amazon.awssdk.services.ec2.model.TargetStorageTier;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What a prune deletes, what it leaves and says, through the deployed workflow. */
class PruneTest {
  private static final String DAMAGED = "damaged 2026-03-06T03:00:12Z vol-1: GPT header";
  private static final String LAST_ONE = "{\"last\":1}";

  private final PruneWorld world = new PruneWorld();
  private final String instance = world.launch(1);

  @Test
  void deletesWhatNoRuleKeeps_andSaysWhy() {
    List<List<String>> sets = world.days(instance, 4);

    PruneWorld.Report report = world.pruned("{\"last\":2}", "");

    assertThat(world.existing())
        .containsExactlyInAnyOrderElementsOf(both(sets.get(2), sets.get(3)));
    assertThat(report.status()).isEqualTo("SUCCEEDED");
    assertThat(report.decisions())
        .containsExactly(
            "KEEP: one of the last 2; last good set of " + instance,
            "KEEP: one of the last 2",
            "DELETED: no rule keeps it",
            "DELETED: no rule keeps it");
    assertThat(report.summary()).isEqualTo("2 sets deleted (4 snapshots), 2 kept, 0 held back");
  }

  @Test
  void everyDecision_isInTheLog() {
    world.days(instance, 3);
    List<String> logged = new ArrayList<>();
    world.cloud.functions().onLog(line -> logged.add(line.message()));

    world.pruned(LAST_ONE, "\"dryRun\":true");

    assertThat(logged).filteredOn(line -> line.contains(instance)).hasSize(3);
  }

  @Test
  void aSecondPruneDeletesNothing() {
    world.days(instance, 4);
    world.pruned(LAST_ONE, "");
    List<String> left = world.existing();

    PruneWorld.Report report = world.pruned(LAST_ONE, "");

    assertThat(report.status()).isEqualTo("NOTHING_TO_DELETE");
    assertThat(world.existing()).isEqualTo(left);
  }

  @Test
  void aDryRunReportsTheSame_andDeletesNothing() {
    world.days(instance, 4);
    List<String> before = world.existing();

    PruneWorld.Report dry = world.pruned(LAST_ONE, "\"dryRun\":true");

    assertThat(dry.status()).isEqualTo("DRY_RUN");
    assertThat(dry.summary()).isEqualTo("3 of 4 sets would be deleted, 1 kept, 0 held back");
    assertThat(world.existing()).isEqualTo(before);
    assertThat(world.ec2.calls().byAction()).doesNotContainKey("DeleteSnapshot");
    PruneWorld.Report wet = world.pruned(LAST_ONE, "");
    assertThat(wet.decisions().stream().map(line -> line.replace("DELETED", "DELETE")).toList())
        .isEqualTo(dry.decisions());
  }

  @Test
  void holdsBackWhatAnImageUses_alsoADisabledOne() {
    List<List<String>> sets = world.days(instance, 5);
    world.image("ami-00000000000000001", sets.get(0).get(0), ImageState.AVAILABLE);
    world.image("ami-00000000000000002", sets.get(1).get(1), ImageState.DISABLED);

    PruneWorld.Report report = world.pruned(LAST_ONE, "");

    assertThat(report.fates()).containsExactly("KEEP", "DELETED", "DELETED", "HELD", "HELD");
    assertThat(report.decisions().get(3))
        .isEqualTo(
            "HELD: held: AMI ami-00000000000000002 (disabled) (%s)".formatted(sets.get(1).get(1)));
    assertThat(world.existing()).containsAll(both(sets.get(0), sets.get(1))).hasSize(6);
    assertThat(report.status()).isEqualTo("SUCCEEDED");
  }

  /** The snapshot of the set that is deleted first. */
  private static String firstOf(List<String> set) {
    return Collections.min(set);
  }

  @Test
  void anImageMadeBetweenDecisionAndDeletion_isEc2sRefusal_andTheSetStaysWhole() {
    List<List<String>> sets = world.days(instance, 3);
    world
        .ec2
        .faults()
        .on("DeleteSnapshot")
        .interfere(
            () -> world.image("ami-00000000000000001", firstOf(sets.get(0)), ImageState.AVAILABLE));

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(world.report(execution).decisions().get(2))
        .startsWith("REFUSED: DeleteSnapshot: InvalidSnapshot.InUse");
    assertThat(world.existing()).containsAll(sets.get(0)).doesNotContainAnyElementsOf(sets.get(1));
    assertThat(world.cloud.messages())
        .singleElement()
        .satisfies(message -> assertThat(message.text()).contains("InvalidSnapshot.InUse"));
    // The next one sees the image, and is fine.
    assertThat(world.pruned(LAST_ONE, "").fates()).containsExactly("KEEP", "HELD");
  }

  @Test
  void holdsBackWhatIsLocked() {
    List<List<String>> sets = world.days(instance, 2);
    world.ec2.lockSnapshot(
        r -> r.snapshotId(sets.get(0).get(1)).lockMode(LockMode.GOVERNANCE).lockDuration(30));

    PruneWorld.Report report = world.pruned(LAST_ONE, "");

    assertThat(report.decisions().get(1))
        .startsWith("HELD: held: locked (governance) until 2026-04-02");
    world.clock.advance(Duration.ofDays(31));
    assertThat(world.pruned(LAST_ONE, "").fates()).containsExactly("KEEP", "DELETED");
  }

  @Test
  void aLockThatWasNotVisible_isARefusal_named() {
    List<List<String>> sets = world.days(instance, 2);
    world
        .ec2
        .faults()
        .on("DeleteSnapshot")
        .interfere(
            () ->
                world.ec2.lockSnapshot(
                    r ->
                        r.snapshotId(firstOf(sets.get(0)))
                            .lockMode(LockMode.COMPLIANCE)
                            .lockDuration(1)));

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(world.existing()).hasSize(4);
  }

  @Test
  void holdsBackWhatIsArchivedWithinItsMinimum() {
    List<List<String>> sets = world.days(instance, 2);
    world.ec2.modifySnapshotTier(
        r -> r.snapshotId(sets.get(0).get(0)).storageTier(TargetStorageTier.ARCHIVE));

    assertThat(world.pruned(LAST_ONE, "").decisions().get(1))
        .startsWith("HELD: held: being archived");
    world.clock.advance(Duration.ofDays(1));
    assertThat(world.pruned(LAST_ONE, "").decisions().get(1))
        .startsWith("HELD: held: archived, billed at least until 2026-06-0");
    world.clock.advance(Duration.ofDays(90));
    assertThat(world.pruned(LAST_ONE, "").fates()).containsExactly("KEEP", "DELETED");
  }

  @Test
  void holdsBackWhatIsBeingRestored_untilTheMarkLapses() {
    List<List<String>> sets = world.days(instance, 2);
    world.tag(sets.get(0).get(0), "ebs-backup:restoring", "restore-1 until 2026-03-05T00:00:00Z");

    assertThat(world.pruned(LAST_ONE, "").decisions().get(1))
        .isEqualTo(
            "HELD: held: being restored by restore-1 until 2026-03-05T00:00:00Z (%s)"
                .formatted(sets.get(0).get(0)));
    world.clock.advance(Duration.ofDays(5));
    assertThat(world.pruned(LAST_ONE, "").fates()).containsExactly("KEEP", "DELETED");
  }

  private void afterTheDecision(Runnable happens) {
    world
        .ec2
        .faults()
        .on("DeleteSnapshot")
        .interfere(
            () -> {
              happens.run();
              // A reading counts for 5 seconds.
              world.clock.advance(Duration.ofSeconds(5));
            });
  }

  @Test
  void aHoldPutOnAfterTheDecisionCounts() {
    List<List<String>> sets = world.days(instance, 3);
    afterTheDecision(() -> world.tag(sets.get(1).get(1), "ebs-backup:hold", "Ann"));

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(world.existing()).containsAll(sets.get(1)).doesNotContainAnyElementsOf(sets.get(0));
    assertThat(world.report(execution).decisions().get(1)).contains("is held: on hold by Ann");
  }

  @Test
  void aNewestSetThatAPersonDeletesAfterTheDecision_leavesTheOneBefore() {
    List<List<String>> sets = world.days(instance, 3);
    afterTheDecision(() -> world.ec2.deleteSnapshot(r -> r.snapshotId(sets.get(2).getFirst())));

    // Without the sums of the report, which do not know what a person deletes.
    Execution execution = world.cloud.run("prune", Optional.empty(), PruneWorld.plan(LAST_ONE, ""));

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(world.existing()).containsAll(sets.get(1));
    assertThat(world.report(execution).decisions().get(1))
        .contains("of the newest good set has been deleted since the decision");
  }

  @Test
  void aNewestSetThatIsFoundDamagedAfterTheDecision_leavesTheOneBefore() {
    List<List<String>> sets = world.days(instance, 3);
    afterTheDecision(() -> world.tag(sets.get(2).get(1), "ebs-backup:verified", DAMAGED));

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(world.existing()).containsAll(sets.get(1)).containsAll(sets.get(2)).hasSize(5);
    assertThat(world.report(execution).decisions().get(1))
        .isEqualTo(
            "REFUSED: %s of the newest good set was verified as damaged"
                .formatted(sets.get(2).get(1)));
  }

  @Test
  void aPruneThatIsRedrivenLater_decidesAgain() {
    world.add(401);
    world.clock.advance(Duration.ofDays(10));
    Execution execution =
        world.cloud.start(
            "prune", Optional.empty(), PruneWorld.plan(LAST_ONE, "\"maxDeletions\":400"));
    world.clock.advance(Duration.ofSeconds(25));
    world.cloud.stateMachines().stopExecution(execution.arn(), Optional.empty(), Optional.empty());
    assertThat(world.existing()).hasSize(201);
    // The set that stays is fine. A newer one is not.
    world.clock.advance(Duration.ofHours(1));
    world.tag("snap-%017x".formatted(300), "ebs-backup:verified", DAMAGED);
    world.clock.advance(Duration.ofMinutes(1));

    world.cloud.stateMachines().redriveExecution(execution.arn());
    world.cloud.finish(execution);

    assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.existing()).hasSize(201);
    assertThat(world.report(execution).summary())
        .isEqualTo("200 sets deleted (200 snapshots), 1 kept, 200 held back");
  }

  @Test
  void aListingThatBreaksOnALaterPage_deletesNothing() {
    world.days(instance, 3);
    String other = world.launch(0);
    for (int i = 0; i < 1_000; i++) {
      world.created("daily", other, Map.of());
      world.clock.advance(Duration.ofMinutes(1));
    }
    int before = world.existing().size();
    world.ec2.faults().on("DescribeSnapshots").call(2).times(9_999).refuse("InternalError");

    Execution execution = world.prune(LAST_ONE, "\"maxDeletions\":5000");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(world.existing()).hasSize(before);
    assertThat(world.ec2.calls().byAction()).doesNotContainKey("DeleteSnapshot");
    assertThat(world.cloud.messages()).hasSize(1);
  }

  @Test
  void aListingOfImagesThatBreaks_deletesNothing() {
    world.days(instance, 3);
    world.ec2.faults().on("DescribeImages").always().refuse("UnauthorizedOperation");

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(world.existing()).hasSize(6);
  }

  @Test
  void twoPrunesAtOnce() {
    world.days(instance, 30);
    Execution first = world.cloud.start("prune", Optional.of("a"), PruneWorld.plan(LAST_ONE, ""));
    Execution second = world.cloud.start("prune", Optional.of("b"), PruneWorld.plan(LAST_ONE, ""));
    world.cloud.finish(first);
    world.cloud.finish(second);

    assertThat(first.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(second.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(world.existing()).hasSize(2);
    assertThat(
            world.report(first).count("deletedSnapshots")
                + world.report(second).count("deletedSnapshots"))
        .isEqualTo(58);
  }

  @Test
  void extraRunsPushNoGoodHistoryOut() {
    List<List<String>> sets = world.days(instance, 7);
    for (int i = 0; i < 20; i++) {
      world.set("daily", instance, Map.of());
    }
    world.pruned("{\"daily\":8}", "");

    assertThat(world.existing())
        .containsAll(sets.stream().flatMap(List::stream).toList())
        .hasSize(16);
  }

  @Test
  void runsByHandStayUntilTheirEnd_andTakeNoSlot() {
    List<List<String>> sets = world.days(instance, 2);
    List<String> byHand =
        world.set("daily", instance, Map.of("ebs-backup:keep-until", "2026-03-10T00:00:00Z"));

    world.pruned("{\"daily\":2}", "");
    assertThat(world.existing()).hasSize(6);

    world.clock.advance(Duration.ofDays(10));
    List<String> newest = world.set("daily", instance, Map.of());
    world.pruned("{\"daily\":3}", "");
    assertThat(world.existing())
        .containsAll(both(sets.get(0), sets.get(1)))
        .containsAll(newest)
        .doesNotContainAnyElementsOf(byHand);
  }

  @Test
  void failedSetsPushNothingOut_andGoAfterTheirGrace() {
    List<List<String>> sets = world.days(instance, 2);
    world
        .ec2
        .faults()
        .failNextSnapshotOf(world.project.volumesOf(instance).get(0), "Client.InternalError");
    List<String> failed = world.set("daily", instance, Map.of());

    PruneWorld.Report report = world.pruned(LAST_ONE, "");
    assertThat(report.fates()).containsExactly("KEEP", "KEEP", "DELETED");
    assertThat(world.existing()).containsAll(failed).containsAll(sets.get(1));

    world.clock.advance(Duration.ofDays(3));
    world.set("daily", instance, Map.of());
    report = world.pruned(LAST_ONE, "");
    assertThat(report.fates()).containsExactly("KEEP", "DELETED", "DELETED");
    assertThat(report.decisions().get(1)).startsWith("DELETED: not good: ");
  }

  @Test
  void pendingSetsStay() {
    world.days(instance, 2);
    world.ec2.faults().keepSnapshotsPending(Duration.ofDays(30));
    List<String> pending = world.created("daily", instance, Map.of());
    world.clock.advance(Duration.ofDays(20));

    assertThat(world.pruned(LAST_ONE, "").decisions().get(0)).startsWith("KEEP: pending");
    assertThat(world.existing()).containsAll(pending).hasSize(4);
  }

  @Test
  void touchesNothingThatIsNotThePlans() {
    world.days(instance, 3);
    List<String> other = world.set("weekly", instance, Map.of());
    String volume = world.project.volumesOf(instance).get(0);
    world.clock.advance(Duration.ofMinutes(1));
    String foreign = world.ec2.createSnapshot(r -> r.volumeId(volume)).snapshotId();
    world.clock.advance(Duration.ofMinutes(1));
    String damaged =
        world
            .ec2
            .createSnapshot(
                r ->
                    r.volumeId(volume)
                        .tagSpecifications(
                            PruneWorld.specification(Map.of("ebs-backup:plan", "daily"))))
            .snapshotId();
    world.clock.advance(Duration.ofDays(5));

    PruneWorld.Report report = world.pruned(LAST_ONE, "");

    assertThat(world.existing()).containsAll(other).contains(foreign, damaged);
    assertThat((List<?>) report.json().get("ignored"))
        .singleElement()
        .extracting(line -> ((Map<?, ?>) line).get("snapshotId"))
        .isEqualTo(damaged);
  }

  @Test
  void aCopyOfABackupWithItsTags_isNeverDeleted_andSaidToBeIgnored() {
    List<List<String>> sets = world.days(instance, 3);
    List<String> copies =
        List.of(world.copyOf(sets.get(0).get(0)), world.copyOf(sets.get(2).get(1)));
    world.clock.advance(Duration.ofDays(5));

    PruneWorld.Report report = world.pruned(LAST_ONE, "");

    assertThat(report.count("sets")).isEqualTo(1);
    assertThat(world.existing()).containsAll(copies).containsAll(sets.get(2)).hasSize(4);
    assertThat((List<?>) report.json().get("ignored"))
        .allSatisfy(
            line ->
                assertThat(((Map<?, ?>) line).get("reason"))
                    .isEqualTo("its tags describe a set without vol-ffffffff"));
  }

  @Test
  void aSetThatLostATag_isNotTakenForHalfDeleted() {
    List<List<String>> sets = world.days(instance, 3);
    world.untag(sets.get(0).get(0), "ebs-backup:run");
    world.untag(sets.get(1).get(0), "ebs-backup:plan");

    PruneWorld.Report report = world.pruned(LAST_ONE, "");

    assertThat(world.existing()).hasSize(6);
    assertThat((List<?>) report.json().get("ignored")).hasSize(3);
  }

  @Test
  void setsOfASourceThatIsGone_endWhereThePlanSaysSo_andAStoppedOneIsPresent() {
    String stopped = world.launch(0);
    List<List<String>> ofStopped = world.days(stopped, 2);
    world.days(instance, 2);
    List<String> young = world.set("daily", instance, Map.of());
    world.ec2.stopInstances(request -> request.instanceIds(stopped));
    world.ec2.terminateInstances(request -> request.instanceIds(instance));
    world.clock.advance(Duration.ofHours(80));

    PruneWorld.Report report = world.pruned("{\"last\": -1, \"goneAfter\": \"P4D\"}", "");

    assertThat(report.lines())
        .filteredOn(line -> line.get("fate").equals("DELETED"))
        .hasSize(2)
        .allMatch(
            line ->
                line.get("reason").equals(instance + " is gone, and the set is older than P4D"));
    List<String> left = new ArrayList<>(young);
    ofStopped.forEach(left::addAll);
    assertThat(world.existing()).containsExactlyInAnyOrderElementsOf(left);
  }

  /** Neither a refusal nor an answer that does not come makes a source count as gone. */
  @ParameterizedTest
  @CsvSource({
    "DescribeInstances, UnauthorizedOperation",
    "DescribeInstances, InternalError",
    "DescribeInstances, InvalidInstanceID.NotFound",
    "DescribeVolumes, UnauthorizedOperation"
  })
  void aSourceThatCannotBeLookedUp_isNotGone(String action, String code) {
    world.days(instance, 3);
    world.ec2.terminateInstances(request -> request.instanceIds(instance));
    world.clock.advance(Duration.ofDays(400));
    String alone =
        world.ec2.createVolume(r -> r.availabilityZone("eu-central-1b").size(1)).volumeId();
    world.clock.advance(Duration.ofMinutes(1));
    world.cloud.run(
        "backup",
        Optional.of("alone"),
        "{\"plan\": \"daily\", \"select\": {\"volumeIds\": [\"%s\"]}}".formatted(alone));
    world.ec2.deleteVolume(r -> r.volumeId(alone));
    world.clock.advance(Duration.ofDays(400));
    assertThat(world.existing()).hasSize(7);
    world.ec2.faults().on(action).always().refuse(code);

    Execution execution =
        world.prune("{\"last\": -1, \"goneAfter\": \"P1D\", \"goneLastSetToo\": true}", "");

    assertThat(world.existing()).hasSize(7);
    assertThat(world.ec2.calls().byAction()).doesNotContainKey("DeleteSnapshot");
    assertThat(execution.output().orElse("") + execution.cause().orElse(""))
        .contains(action + ": " + code);
  }

  @Test
  void aSourceThatIsGoneKeepsItsLastGoodSet() {
    List<List<String>> sets = world.days(instance, 3);
    world.ec2.terminateInstances(r -> r.instanceIds(instance));
    world.clock.advance(Duration.ofDays(400));

    world.pruned("{\"withinDaily\":\"P1D\"}", "");

    assertThat(world.existing()).containsExactlyInAnyOrderElementsOf(sets.get(2));
  }

  @Test
  void theCapStopsAMistake_andSaysHowToConfirm() {
    world.days(instance, 60);

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(execution.error()).contains("STOPPED");
    assertThat(execution.cause().orElseThrow())
        .isEqualTo(
            "Nothing was deleted: 59 of 60 sets would be deleted, and one run may delete 50 (the"
                + " larger of 50 and 20 %). If this is intended, start the prune manually with"
                + " \"maxDeletions\": 59");
    assertThat(world.existing()).hasSize(120);
    assertThat(world.cloud.messages().getFirst().text()).contains("\"maxDeletions\": 59");
    assertThat(world.pruned(LAST_ONE, "\"maxDeletions\":59").count("deletedSets")).isEqualTo(59);
  }

  @Test
  void aDryRunSaysThatTheCapWouldStopIt() {
    world.days(instance, 60);

    assertThat(world.pruned(LAST_ONE, "\"dryRun\":true").summary())
        .startsWith("59 of 60 sets would be deleted, 1 kept, 0 held back; but the run would stop:");
  }

  @Test
  void clocksThatDisagreeStopIt() {
    world.days(instance, 3);
    world.ec2.faults().setClockAhead(Duration.ofMinutes(-6));

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(execution.error()).contains("STOPPED");
    assertThat(execution.cause().orElseThrow()).contains("differ by PT6M");
    assertThat(world.existing()).hasSize(6);
    world.ec2.faults().setClockAhead(Duration.ofMinutes(4));
    assertThat(world.pruned(LAST_ONE, "").count("deletedSets")).isEqualTo(2);
  }

  @Test
  void snapshotsInTheRecycleBin_areReported_andCanBeRestored() {
    List<List<String>> sets = world.days(instance, 2);
    world.ec2.retainDeletedSnapshots(Optional.of(Duration.ofDays(7)));
    // What a person has deleted is there, too.
    world
        .set("other", instance, Map.of())
        .forEach(id -> world.ec2.deleteSnapshot(r -> r.snapshotId(id)));

    PruneWorld.Report report = world.pruned(LAST_ONE, "");

    assertThat(report.count("recycled")).isEqualTo(2);
    assertThat(report.summary()).contains("2 in the Recycle Bin now");
    sets.get(0).forEach(id -> world.ec2.restoreSnapshotFromRecycleBin(r -> r.snapshotId(id)));
    world.tag(sets.get(0).get(0), "ebs-backup:hold", "Ann");
    assertThat(world.pruned(LAST_ONE, "").fates()).containsExactly("KEEP", "HELD");
  }

  @Test
  void aPlanWithoutKeepIsRefused() {
    world.days(instance, 2);

    Execution execution =
        world.cloud.run(
            "prune",
            Optional.empty(),
            "{\"plan\":\"daily\",\"select\":{\"tags\":{\"Backup\":[\"daily\"]}}}");

    assertThat(execution.error()).contains("ebsbackup.failure.InvalidInputException");
    assertThat(execution.cause()).contains("keep: expected the rules to prune by, but was missing");
    assertThat(world.existing()).hasSize(4);
  }

  @Test
  void aSnapshotThatMayNotBeDeleted_isNamed_andTheOthersAreDeleted() {
    List<List<String>> sets = world.days(instance, 3);
    world.ec2.faults().on("DeleteSnapshot").refuse("UnauthorizedOperation");

    Execution execution = world.prune(LAST_ONE, "");

    assertThat(execution.error()).contains("PARTIAL");
    assertThat(execution.cause().orElseThrow())
        .startsWith("1 set deleted (2 snapshots), 1 kept, 0 held back; 1 could not be deleted")
        .contains("DeleteSnapshot: UnauthorizedOperation");
    assertThat(world.existing())
        .containsExactlyInAnyOrderElementsOf(both(sets.get(0), sets.get(2)));
  }

  @Test
  void ifNothingMayBeDeleted_thePruneEndsAfterABucketOfDenials() {
    world.add(300);
    world.clock.advance(Duration.ofDays(10));
    world.ec2.faults().on("DeleteSnapshot").always().refuse("UnauthorizedOperation");

    Execution execution = world.prune(LAST_ONE, "\"maxDeletions\":299");

    assertThat(execution.error()).contains("FAILED");
    assertThat(execution.cause().orElseThrow())
        .startsWith("The run failed: DeleteSnapshot: UnauthorizedOperation");
    assertThat(world.ec2.calls().count("DeleteSnapshot", "UnauthorizedOperation")).isEqualTo(100);
  }

  private static List<String> both(List<String> a, List<String> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }
}
