package ebsbackup.workflow;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.daily;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.backup.Backup;
import ebsbackup.workflow.pull.PullWorld;
import embeddedcloud.json.Json;
import embeddedcloud.lambda.Fault;
import embeddedcloud.lambda.Fault.TimeoutName;
import embeddedcloud.ssm.EmbeddedSsm;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** A function fails forever: the retries end, the result has a name, nothing is half-done. */
final class ForEverTest {
  /** What the two faults are called. */
  private static final String LAMBDA_ERROR = "Lambda.ServiceException|Sandbox.Timedout";

  private static final Map<String, Fault> FAULTS =
      Map.of(
          "before its effect",
          Fault.serviceException(),
          "after its effect",
          new Fault.TimesOutAfterEffect(TimeoutName.SANDBOX_TIMEDOUT));

  private final TestCloud cloud =
      new TestCloud(TestCloud.settings(), Map.of("ManifestBucket", "proofs"));
  private final String shop = cloud.launchWithData();

  private static Stream<Arguments> twice(Stream<Arguments> cases) {
    return cases.flatMap(
        one ->
            FAULTS.keySet().stream()
                .sorted()
                .map(
                    fault ->
                        Arguments.of(
                            Stream.concat(Stream.of(fault), Stream.of(one.get())).toArray())));
  }

  /**
   * How the workflow ends when one of its functions fails: as FAILED, except for {@code others}.
   */
  private static Stream<Arguments> ends(String workflow, Map<String, String> others) {
    return ProjectFiles.steps(workflow).stream()
        .map(step -> Arguments.of(step, others.getOrDefault(step, "FAILED")));
  }

  static Stream<Arguments> backupFunctions() {
    return twice(
        Stream.of("StartRun", "SelectTargets", "CreateSnapshots", "CheckSnapshots", "ReportBackup")
            .map(Arguments::of));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("backupFunctions")
  void aBackup_fails_prunesNothing_andSaysSo(String when, String function) {
    nights(2);
    int before = cloud.snapshots().size();
    cloud.failForEver(function, FAULTS.get(when));

    Execution execution =
        cloud.cloud().run("backup", Optional.empty(), daily("\"keep\": {\"last\": 1}"));

    assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(prunes()).isEmpty();
    assertThat(cloud.cloud().messages()).hasSize(1);
    if (List.of("StartRun", "ReportBackup").contains(function)) {
      assertThat(execution.error().orElseThrow()).matches(LAMBDA_ERROR);
    } else {
      Backup backup = cloud.backup(execution);
      assertThat(backup.ended(Status.FAILED)).isTrue();
      assertThat(backup.report().summary()).containsPattern(LAMBDA_ERROR);
    }
    int sets = cloud.snapshots().size() - before;
    assertThat(sets)
        .as("snapshots made")
        .isEqualTo(
            switch (function) {
              case "StartRun", "SelectTargets" -> 0;
              case "CreateSnapshots" -> when.startsWith("after") ? 2 : 0;
              default -> 2;
            });
  }

  static Stream<Arguments> pruneFunctions() {
    return twice(ends("prune", Map.of("EstimateFreedBytes", "", "ReportPrune", LAMBDA_ERROR)));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("pruneFunctions")
  void aPrune_endsUnderItsName_andDeletesOnlyWhatItDecided(
      String when, String function, String error) {
    nights(3);
    Set<String> newest =
        cloud.snapshots().stream()
            .skip(4)
            .map(snapshot -> snapshot.snapshotId())
            .collect(Collectors.toSet());
    cloud.failForEver(function, FAULTS.get(when));

    Execution prune =
        cloud
            .cloud()
            .run("prune", Optional.empty(), daily("\"keep\": {\"last\": 1}, \"estimate\": true"));

    assertThat(prune.error().orElse("")).matches(error);
    assertThat(cloud.cloud().messages()).hasSize(error.isEmpty() ? 0 : 1);
    boolean deleted =
        switch (function) {
          case "PlanPrune" -> false;
          case "DeleteSnapshots" -> when.startsWith("after");
          default -> true;
        };
    assertThat(cloud.snapshots()).hasSize(deleted ? 2 : 6);
    assertThat(cloud.snapshots()).extracting(snapshot -> snapshot.snapshotId()).containsAll(newest);
  }

  static Stream<Arguments> verifyFunctions() {
    return twice(ends("verify", Map.of("ReportVerification", LAMBDA_ERROR)));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("verifyFunctions")
  void aVerification_endsUnderItsName_andTheSetStaysGood(
      String when, String function, String error) {
    nights(1);
    cloud.failForEver(function, FAULTS.get(when));

    Execution verify =
        cloud.cloud().run("verify", Optional.empty(), "{\"plan\": \"daily\", \"manifest\": true}");

    assertThat(verify.error().orElse("")).matches(error);
    assertThat(cloud.cloud().messages()).hasSize(1);
    assertThat(cloud.restore(shop, "{\"latest\": true}").succeeded()).isTrue();
  }

  static Stream<Arguments> pullFunctions() {
    return twice(ends("pull", Map.of("ReportPull", LAMBDA_ERROR)));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("pullFunctions")
  void aPull_endsUnderItsName_prunesNothing_andCopiesNothingTwice(
      String when, String function, String error) {
    PullWorld world = PullWorld.ofRegion();
    world.launch(1);
    List<Snapshot> set = world.ofRun(world.night());
    if (function.equals("RemoveFailedCopies")) {
      world.vault.faults().failNextCopyOf(set.getFirst().snapshotId(), "no key");
    }
    world.vault.failForEver(function, FAULTS.get(when));

    PullWorld.Pulled pulled =
        world.pull("\"last\": 1", "\"lock\": {\"mode\": \"governance\", \"for\": \"P30D\"}");

    assertThat(pulled.execution().status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(pulled.execution().error().orElse("")).matches(error);
    if (!function.equals("ReportPull")) {
      assertThat(pulled.summary()).containsPattern(LAMBDA_ERROR);
    }
    assertThat(world.vault.cloud().messages()).hasSize(1);
    assertThat(
            world.vault.cloud().stateMachines().executions(world.vault.cloud().machineArn("prune")))
        .isEmpty();
    boolean effect = when.startsWith("after");
    assertThat(world.copies())
        .as("copies")
        .hasSize(
            switch (function) {
              case "SelectSetsToPull" -> 0;
              case "CreateCopies" -> effect ? 2 : 0;
              case "RemoveFailedCopies" -> effect ? 1 : 2;
              default -> 2;
            });
    assertThat(world.vault.ec2().describeLockedSnapshots(r -> {}).snapshots())
        .as("locks")
        .hasSize(
            switch (function) {
              // A copy is locked when it is visible, after the first look at it.
              case "SelectSetsToPull", "CreateCopies", "CheckCopies" -> 0;
              case "LockCopies" -> effect ? 2 : 0;
              case "RemoveFailedCopies" -> 1;
              default -> 2;
            });
    assertThat(world.source.snapshots()).containsExactlyElementsOf(set);
  }

  static Stream<Arguments> restoreFunctions() {
    return twice(
        Stream.of(
            Arguments.of("PlanRestore", LAMBDA_ERROR),
            Arguments.of("TryVolumes", LAMBDA_ERROR),
            Arguments.of("MarkResources", "FAILED"),
            Arguments.of("CreateVolumes", "FAILED"),
            Arguments.of("CheckVolumes", "FAILED"),
            Arguments.of("TakeSafetySnapshot", "FAILED"),
            Arguments.of("PlaceVolumes", "UNDONE"),
            Arguments.of("CheckHealth", "UNDONE")));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("restoreFunctions")
  void aSwap_leavesEverythingAsItWas(String when, String function, String error) {
    cloud.backup(DAILY);
    Map<String, String> before = cloud.mapping(shop);
    cloud.failForEver(function, FAULTS.get(when));

    Execution restore = swap();

    assertThat(restore.error().orElse("")).matches(error);
    assertThat(cloud.mapping(shop)).isEqualTo(before);
    assertThat(cloud.instance(shop).state().nameAsString()).isEqualTo("running");
    assertThat(cloud.volumes()).extracting(Volume::volumeId).hasSameElementsAs(before.values());
    assertThat(marked()).isEmpty();
    assertThat(cloud.cloud().messages()).hasSize(1);
  }

  @Test
  void theUndoThatFails_isManualAction_withItsCommands() {
    cloud.backup(DAILY);
    unhealthy();
    cloud.failForEver("PutBackVolumes", Fault.serviceException());

    Execution restore = swap();

    assertThat(restore.error()).contains("MANUAL_ACTION");
    assertThat(restore.cause().orElseThrow())
        .contains("aws ec2 detach-volume", "aws ec2 attach-volume", "Lambda.ServiceException");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whens")
  void theExplanationThatFails_isManualAction_andSaysThatItIsMissing(String when) {
    cloud.backup(DAILY);
    unhealthy();
    cloud.failForEver("PutBackVolumes", Fault.serviceException());
    cloud.failForEver("ExplainManualAction", FAULTS.get(when));

    Execution restore = swap();

    assertThat(restore.error()).contains("MANUAL_ACTION");
    assertThat(restore.cause().orElseThrow())
        .contains("the commands that finish it could not be determined")
        .contains("remove the tags ebs-backup:restoring of ")
        .contains(marked())
        .contains("aws ec2 describe-instances --instance-ids " + shop);
    assertThat(cloud.cloud().messages()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whens")
  void theRemovalThatFails_isNamed_andTheOldVolumesAreInTheirPlaces(String when) {
    cloud.backup(DAILY);
    Map<String, String> before = cloud.mapping(shop);
    unhealthy();
    cloud.failForEver("RemoveVolumes", FAULTS.get(when));

    Execution restore = swap();

    assertThat(restore.error()).contains("UNDONE");
    assertThat(restore.cause().orElseThrow()).contains("could not be removed");
    assertThat(cloud.mapping(shop)).isEqualTo(before);
    assertThat(marked()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whens")
  void marksThatStay_areNoted_andTheRestoreSucceeds(String when) {
    cloud.backup(DAILY);
    Set<String> before = new HashSet<>(cloud.volumesOf(shop));
    cloud.failForEver("UnmarkResources", FAULTS.get(when));

    Execution restore = swap();

    assertThat(restore.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(restore.output().orElseThrow())
        .contains("the tags ebs-backup:restoring of this restore could not be removed")
        .contains("aws ec2 delete-tags --resources ");
    assertThat(cloud.volumesOf(shop)).hasSize(2).doesNotContainAnyElementsOf(before);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whens")
  void theReportThatCannotBeWritten_changesNothing_andAShorterOneSaysWhatIsWhere(String when) {
    cloud.backup(DAILY);
    Set<String> before = new HashSet<>(cloud.volumesOf(shop));
    cloud.failForEver("ReportRestore", FAULTS.get(when));

    Execution restore = swap();

    assertThat(restore.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
    assertThat(cloud.volumesOf(shop)).hasSize(2).doesNotContainAnyElementsOf(before);
    Map<?, ?> report = (Map<?, ?>) Json.parse(restore.output().orElseThrow());
    assertThat((List<?>) report.get("places"))
        .extracting(
            place -> ((Map<?, ?>) place).get("device"),
            place -> ((Map<?, ?>) ((Map<?, ?>) place).get("replaces")).get("volumeId"))
        .hasSize(2)
        .allSatisfy(place -> assertThat(before).contains((String) place.toList().get(1)));
  }

  static Stream<String> whens() {
    return FAULTS.keySet().stream().sorted();
  }

  private Execution swap() {
    return cloud
        .cloud()
        .run(
            "restore",
            Optional.empty(),
            ("{\"instanceId\": \"%s\", \"from\": {\"latest\": true}, \"mode\": \"swap\","
                    + " \"stop\": true, \"healthCheck\": {\"shell\": [\"true\"]}}")
                .formatted(shop));
  }

  private void unhealthy() {
    cloud.cloud().ssm().script(command -> EmbeddedSsm.Result.failed(1, "corrupt"));
  }

  private void nights(int count) {
    for (int i = 0; i < count; i++) {
      assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
      cloud.pass(Duration.ofDays(1));
    }
  }

  private List<Execution> prunes() {
    return cloud.cloud().stateMachines().executions(cloud.cloud().machineArn("prune"));
  }

  /** What still carries the mark of a restore. */
  private List<String> marked() {
    return Stream.concat(
            cloud.volumes().stream().map(v -> Map.entry(v.volumeId(), v.tags())),
            cloud.snapshots().stream().map(s -> Map.entry(s.snapshotId(), s.tags())))
        .filter(e -> e.getValue().stream().map(Tag::key).anyMatch("ebs-backup:restoring"::equals))
        .map(Map.Entry::getKey)
        .toList();
  }
}
