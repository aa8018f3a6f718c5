package ebsbackup.workflow;

import static ebsbackup.workflow.TestCloud.DAILY;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.backup.Backup;
import ebsbackup.workflow.restore.Restore;
import embeddedcloud.lambda.Fault;
import embeddedcloud.lambda.Fault.TimeoutName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.model.Volume;

/** A workflow ends well even if one call of one of its functions goes wrong. */
final class FunctionFaultTest {
  private static final String LATEST = "{\"latest\": true}";

  /** An error that no definition names: for a while after a deployment, IAM may deny a call. */
  private static final Fault DENIED =
      new Fault.Refused("Lambda.AccessDeniedException", "not authorized to perform InvokeFunction");

  private static final Map<String, Fault> FAULTS =
      Map.ofEntries(
          Map.entry("refused", Fault.serviceException()),
          Map.entry("throttled", Fault.tooManyRequests()),
          Map.entry("not allowed yet", DENIED),
          Map.entry("crashed", new Fault.Refused("Runtime.ExitError", "exit status 1")),
          Map.entry("out of memory", new Fault.Refused("Runtime.OutOfMemory", "signal: killed")),
          Map.entry("killed before", new Fault.TimesOutBeforeEffect(TimeoutName.SANDBOX_TIMEDOUT)),
          Map.entry(
              "killed before, unknown", new Fault.TimesOutBeforeEffect(TimeoutName.LAMBDA_UNKNOWN)),
          Map.entry("killed after", new Fault.TimesOutAfterEffect(TimeoutName.SANDBOX_TIMEDOUT)),
          Map.entry(
              "killed after, unknown", new Fault.TimesOutAfterEffect(TimeoutName.LAMBDA_UNKNOWN)),
          Map.entry("no answer", new Fault.Garbage("")),
          Map.entry("half an answer", new Fault.Garbage("{\"run\": {\"id\": \"dai")),
          Map.entry("an answer of nothing", new Fault.Garbage("null")),
          Map.entry("an empty answer", new Fault.Garbage("{}")));

  private final TestCloud cloud = new TestCloud();
  private final String shop = cloud.launchWithData();
  private final String mail = cloud.launchWithData();

  static Stream<Arguments> backupFunctions() {
    return withEveryFault(
        "StartRun", "SelectTargets", "CreateSnapshots", "CheckSnapshots", "ReportBackup");
  }

  static Stream<Arguments> restoreFunctions() {
    return withEveryFault(
        "PlanRestore", "MarkResources", "CreateVolumes", "CheckVolumes", "ReportRestore");
  }

  static Stream<Arguments> removal() {
    return withEveryFault("RemoveVolumes");
  }

  private static Stream<Arguments> withEveryFault(String... functions) {
    return Stream.of(functions)
        .flatMap(
            function ->
                FAULTS.keySet().stream().sorted().map(fault -> Arguments.of(function, fault)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("backupFunctions")
  void aBackup_endsAsIfNothingHadHappened(String function, String fault) {
    cloud.fail(function, 1, FAULTS.get(fault));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().selected()).isEqualTo(2);
    assertThat(backup.counts().good()).isEqualTo(2);
    assertThat(backup.counts().created()).isEqualTo(2);
    assertThat(backup.report().notGood()).isEmpty();
    assertThat(backup.report().surplus()).isEmpty();
    for (String volume :
        List.of(cloud.root(shop), cloud.data(shop), cloud.root(mail), cloud.data(mail))) {
      assertThat(cloud.snapshotsOf(volume)).hasSize(1);
    }
    assertThat(cloud.cloud().messages()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("restoreFunctions")
  void aRestore_endsAsIfNothingHadHappened(String function, String fault) {
    cloud.write(cloud.data(shop), 1, 'a');
    cloud.backup(DAILY);
    cloud.fail(function, 1, FAULTS.get(fault));

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.succeeded()).isTrue();
    assertThat(restored()).hasSize(2);
    assertThat(cloud.sha256(restore.volumeAt("/dev/sdf")))
        .isEqualTo(cloud.sha256(cloud.data(shop)));
    assertThat(cloud.snapshots())
        .as("a mark would keep them from being pruned")
        .noneMatch(s -> TestCloud.tag(s.tags(), "ebs-backup:restoring").isPresent());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("removal")
  void aFailedRestore_removesWhatItMade(String function, String fault) {
    cloud.backup(DAILY);
    cloud.faults().failNextVolumes(1);
    cloud.fail(function, 1, FAULTS.get(fault));

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.execution().error()).contains("FAILED");
    assertThat(restore.report().summary()).contains("the volume is error");
    assertThat(restored()).isEmpty();
  }

  @Test
  void aReportThatCannotBeWritten_doesNotChangeHowTheRestoreEnded() {
    cloud.backup(DAILY);
    neverInvoked("ReportRestore");

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.succeeded()).isTrue();
    assertThat(restore.report().volumes()).hasSize(2);
    assertThat(restore.report().summary())
        .contains("\"report\":{\"error\":{\"Error\":\"Lambda.AccessDeniedException\"");
  }

  @Test
  void aReportThatCannotBeWritten_hidesNoFailure() {
    cloud.backup(DAILY);
    cloud.faults().failNextVolumes(1);
    neverInvoked("ReportRestore");

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.execution().error()).contains("FAILED");
    assertThat(restore.execution().cause().orElseThrow())
        .contains("the volume is error")
        .contains("\"report\":{\"error\":{\"Error\":\"Lambda.AccessDeniedException\"");
  }

  /** Denied at the first attempt and at every one after it. */
  private void neverInvoked(String function) {
    for (int call = 1; call <= 7; call++) {
      cloud.fail(function, call, DENIED);
    }
  }

  private List<Volume> restored() {
    return cloud.volumes().stream().filter(v -> !v.snapshotId().isEmpty()).toList();
  }
}
