package ebsbackup.workflow.restore;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.restoreOf;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.lambda.Fault;
import embeddedcloud.states.Execution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

/** What EC2 may answer, or fail to answer, while a restore runs. */
final class RestoreFaultTest {
  private static final String LATEST = "{\"latest\": true}";

  private final TestCloud cloud = new TestCloud();
  private final String shop = cloud.launchWithData();

  @BeforeEach
  void oneNight() {
    cloud.write(cloud.data(shop), 1, 'a');
    assertThat(cloud.backup(DAILY).ended(Status.SUCCEEDED)).isTrue();
  }

  /** The root and the data volume have the type in common and differ in size: two dry runs. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4"})
  void aLostReply_makesNoSecondVolume(int call) {
    cloud.faults().on("CreateVolume").call(call).loseReply();

    assertRestoredOnce(cloud.restore(shop, LATEST));
  }

  @ParameterizedTest
  @CsvSource({"3", "4"})
  void aTimeOut_makesNoSecondVolume(int call) {
    cloud.faults().on("CreateVolume").call(call).timeOut();

    assertRestoredOnce(cloud.restore(shop, LATEST));
  }

  @ParameterizedTest
  @CsvSource({
    "CreateVolume, RequestLimitExceeded",
    "CreateVolume, InternalError",
    "DescribeVolumes, RequestLimitExceeded",
    "DescribeVolumes, InternalError",
    "DescribeSnapshots, RequestLimitExceeded",
    "DescribeInstances, RequestLimitExceeded"
  })
  void whatPasses_isWaitedOut(String action, String code) {
    cloud.faults().on(action).times(5).refuse(code);

    assertRestoredOnce(cloud.restore(shop, LATEST));
    assertThat(cloud.calls().count(action, code)).isEqualTo(5);
  }

  @Test
  void aVolumeThatFailsAfterCreation_isReported_andAllThatWasMadeIsRemoved() {
    cloud.faults().failNextVolumes(1);

    Restore restore = cloud.restore(shop, LATEST);

    assertNothingLeft(restore, "the volume is error");
    assertThat(restore.report().removed()).hasSize(2);
    assertThat(restore.report().volumes().stream().filter(v -> v.problem().isPresent()))
        .singleElement()
        .satisfies(v -> assertThat(restore.report().summary()).contains(v.volumeId()));
    assertThat(cloud.cloud().messages().getLast().text())
        .contains("restore of " + shop, "the volume is error");
  }

  /** The third call makes the first volume: the fourth would have made the second. */
  @ParameterizedTest
  @CsvSource({
    "4, VolumeLimitExceeded",
    "4, InsufficientVolumeCapacity",
    "4, UnauthorizedOperation",
    "4, MaxIOPSLimitExceeded"
  })
  void aRefusalOfOneVolume_removesTheOther(int call, String code) {
    cloud.faults().on("CreateVolume").call(call).refuse(code);

    Restore restore = cloud.restore(shop, LATEST);

    assertNothingLeft(restore, code);
    assertThat(restore.report().removed()).hasSize(1);
    assertThat(restore.report().kept()).isEmpty();
  }

  /** The second call is a dry run. */
  @Test
  void aRefusalOfADryRun_endsTheRestoreBeforeTheFirstWrite() {
    cloud.faults().on("CreateVolume").call(2).refuse("MaxIOPSLimitExceeded");

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.execution().error()).contains("ebsbackup.failure.RestoreRefusedException");
    assertThat(restore.refusal()).contains("EC2 would not create", "MaxIOPSLimitExceeded");
    assertThat(cloud.calls().count("CreateTags")).isZero();
  }

  @Test
  void aVolumeWhoseReplyWasLost_isRemovedToo_whenTheRestoreFails() {
    cloud.faults().on("CreateVolume").call(3).loseReply();
    cloud.faults().on("CreateVolume").call(4).times(100).refuse("VolumeLimitExceeded");

    Restore restore = cloud.restore(shop, LATEST);

    assertNothingLeft(restore, "VolumeLimitExceeded");
    assertThat(restore.report().removed()).hasSize(1);
  }

  @Test
  void aVolumeThatVanishes_isReported_andTheOtherRemoved() {
    cloud
        .faults()
        .on("DescribeVolumes")
        .call(5)
        .interfere(
            () -> restored().stream().findFirst().ifPresent(v -> cloud.delete(v.volumeId())));

    Restore restore = cloud.restore(shop, LATEST);

    assertNothingLeft(restore, "the volume is gone");
  }

  @Test
  void aVolumeThatCarriesTheRestoresTagOnly_stays_andIsNamed() {
    cloud.faults().failNextVolumes(1);
    List<String> strange = new ArrayList<>();
    cloud
        .faults()
        .on("DescribeVolumes")
        .call(4)
        .interfere(
            () -> {
              Tag tag =
                  restored().getFirst().tags().stream()
                      .filter(t -> t.key().equals("ebs-backup:restore"))
                      .findFirst()
                      .orElseThrow();
              strange.add(
                  cloud
                      .ec2()
                      .createVolume(
                          r ->
                              r.availabilityZone(TestCloud.ZONE)
                                  .size(1)
                                  .tagSpecifications(
                                      TagSpecification.builder()
                                          .resourceType(ResourceType.VOLUME)
                                          .tags(tag)
                                          .build()))
                      .volumeId());
            });

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.execution().error()).contains("FAILED");
    assertThat(restored()).isEmpty();
    assertThat(restore.report().kept())
        .containsExactly(new Restore.Kept(strange.getFirst(), "this restore did not create it"));
    assertThat(cloud.volumes()).extracting(Volume::volumeId).contains(strange.getFirst());
  }

  @Test
  void aNewVolumeThatAPersonHasAttached_stays_andIsNamed() {
    cloud.faults().failNextVolumes(1);
    cloud
        .faults()
        .on("DescribeVolumes")
        .call(6)
        .interfere(
            () ->
                cloud
                    .ec2()
                    .attachVolume(
                        r ->
                            r.volumeId(restored().getLast().volumeId())
                                .instanceId(shop)
                                .device("/dev/sdz")));

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.execution().error()).contains("FAILED");
    assertThat(restored()).hasSize(1);
    assertThat(restore.report().removed()).hasSize(1);
    assertThat(restore.report().kept())
        .containsExactly(new Restore.Kept(restored().getFirst().volumeId(), "it is attached"));
  }

  @Test
  void volumesThatCannotBeRemoved_areNamedByTheirTag() {
    cloud.faults().failNextVolumes(1);
    cloud.faults().on("DeleteVolume").always().refuse("UnauthorizedOperation");

    Restore restore = cloud.restore(shop, LATEST);

    assertThat(restore.execution().error()).contains("FAILED");
    assertThat(restore.report().summary())
        .contains(
            "tagged ebs-backup:restore=" + restore.execution().name(), "could not be removed");
  }

  @ParameterizedTest
  @CsvSource({"InvalidParameterValue, true", "InvalidSnapshot.NotFound, false"})
  void aMarkThatStays_isNoted_butNotOneOfASnapshotThatIsGone(String code, boolean noted) {
    cloud.faults().on("DeleteTags").refuse(code);

    Restore restore = cloud.restore(shop, LATEST);

    assertRestoredOnce(restore);
    assertThat(restore.execution().output().orElseThrow().contains(code)).isEqualTo(noted);
  }

  @Test
  void aSnapshotOfAnotherTool_isRestored_andNotMarked() {
    String snapshot = cloud.ec2().createSnapshot(r -> r.volumeId(cloud.data(shop))).snapshotId();
    cloud.pass(Duration.ofHours(1));
    long before = cloud.calls().count("CreateTags");

    Restore restore =
        cloud.restore(
            restoreOf(
                shop,
                "{\"snapshotIds\": [\"%s\"]}".formatted(snapshot),
                "\"volume\": {\"type\": \"gp3\"}"));

    assertThat(restore.succeeded()).as(restore.execution().cause().orElse("")).isTrue();
    assertThat(cloud.calls().count("CreateTags")).isEqualTo(before);
  }

  @Test
  void aRefusedRestore_canBeRedriven_onceItsCauseIsGone() {
    cloud.faults().on("DescribeInstances").refuse("UnauthorizedOperation");
    Restore failed = cloud.restore(shop, LATEST);
    assertThat(failed.execution().error()).contains("ebsbackup.failure.AccessDeniedException");

    redrive(failed.execution());

    assertRestoredOnce(cloud.restore(failed.execution()));
  }

  @Test
  void aStoppedRestore_canBeRedriven_andMakesNoSecondVolume() {
    Execution execution =
        cloud.cloud().start("restore", Optional.empty(), restoreOf(shop, LATEST, ""));
    cloud.fail(
        "CreateVolumes", 1, new Fault.TimesOutAfterEffect(Fault.TimeoutName.SANDBOX_TIMEDOUT));
    cloud.pass(Duration.ofSeconds(30));
    assertThat(restored()).hasSize(2);
    cloud
        .cloud()
        .stateMachines()
        .stopExecution(execution.arn(), Optional.empty(), Optional.empty());
    cloud.pass(Duration.ofMinutes(1));
    assertThat(execution.status()).isEqualTo(ExecutionStatus.ABORTED);

    redrive(execution);

    assertRestoredOnce(cloud.restore(execution));
  }

  private void redrive(Execution execution) {
    cloud.cloud().stateMachines().redriveExecution(execution.arn());
    cloud.cloud().finish(execution);
  }

  private List<Volume> restored() {
    return cloud.volumes().stream().filter(v -> !v.snapshotId().isEmpty()).toList();
  }

  private void assertRestoredOnce(Restore restore) {
    assertThat(restore.succeeded()).isTrue();
    assertThat(restored())
        .extracting(Volume::volumeId)
        .containsExactlyInAnyOrder(restore.volumeAt("/dev/xvda"), restore.volumeAt("/dev/sdf"));
    assertThat(cloud.sha256(restore.volumeAt("/dev/sdf")))
        .isEqualTo(cloud.sha256(cloud.data(shop)));
  }

  private void assertNothingLeft(Restore restore, String why) {
    assertThat(restore.execution().status()).isEqualTo(ExecutionStatus.FAILED);
    assertThat(restore.execution().error()).contains("FAILED");
    assertThat(restore.report().summary()).contains(why);
    assertThat(restored()).isEmpty();
    assertThat(cloud.volumes()).hasSize(2);
  }
}
