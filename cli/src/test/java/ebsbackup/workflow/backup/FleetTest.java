package ebsbackup.workflow.backup;

import static ebsbackup.workflow.TestCloud.DAILY;
import static ebsbackup.workflow.TestCloud.plan;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.backup.Status;
import ebsbackup.workflow.TestCloud;
import embeddedcloud.ec2.CallLog;
import embeddedcloud.ec2.Disk;
import embeddedcloud.states.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Large fleets: within the limits of Step Functions, and at EC2's pace. */
final class FleetTest {
  private static final int INSTANCES_PAGE = 100;
  private static final int SNAPSHOTS_PAGE = 1_000;

  /** Of each instance: a root and three data volumes. */
  private static final int VOLUMES = 4;

  private static final int MAX_BYTES = 262_144;
  private static final int MAX_EVENTS = 25_000;

  private final TestCloud cloud = new TestCloud();

  @Test
  void aThousandInstances_areBackedUp_withoutAThrottledCall() {
    List<String> ids = launch(1_000);

    Backup backup = cloud.backup(DAILY);

    assertGood(backup, ids.size());
    assertThat(backup.report().snapshots()).hasSizeBetween(40, 50);
    assertThat(backup.report().snapshots().size() + backup.report().snapshotsOmitted())
        .isEqualTo(4_000);
    assertWithinLimits(backup);
    assertCalls(backup, ids.size());
  }

  @Test
  void aPlanMayNameAThousandInstances() {
    List<String> ids = launch(1_000);

    Backup backup =
        cloud.backup(
            plan(
                "named",
                ids.stream().collect(Collectors.joining("\", \"", "{\"instanceIds\": [\"", "\"]}")),
                ""));

    assertGood(backup, ids.size());
    assertWithinLimits(backup);
    assertCalls(backup, ids.size());
  }

  @Test
  @Tag("sweep")
  void tenThousandInstances_stayWithinTheLimits() {
    List<String> ids = launch(10_000);

    Backup backup = cloud.backup(DAILY);

    assertGood(backup, ids.size());
    assertWithinLimits(backup);
    assertCalls(backup, ids.size());
  }

  @Test
  @Tag("sweep")
  void tenThousandSetsInError_areStillReportedByName() {
    List<String> ids = launch(10_000);
    String reason = "Ж".repeat(200);
    cloud.volumes().forEach(v -> cloud.faults().failNextSnapshotOf(v.volumeId(), reason));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(backup.counts().notGood()).isEqualTo(ids.size());
    assertAllNamedOrCounted(backup);
    assertWithinLimits(backup);
  }

  @Test
  @Tag("sweep")
  void tenThousandRefusedCreates_areStillReportedByName() {
    List<String> ids = launch(10_000);
    cloud.faults().on("CreateSnapshots").always().refuse("OperationNotPermitted", "\"".repeat(900));

    Backup backup = cloud.backup(DAILY);

    assertThat(backup.ended(Status.FAILED)).isTrue();
    assertThat(backup.counts().notGood()).isEqualTo(ids.size());
    assertThat(backup.report().summary()).contains("OperationNotPermitted");
    assertAllNamedOrCounted(backup);
    assertWithinLimits(backup);
    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(ids.size());
  }

  private List<String> launch(int instances) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      ids.add(
          cloud.launch(
              new Disk("/dev/sdf", 10), new Disk("/dev/sdg", 10), new Disk("/dev/sdh", 10)));
    }
    return ids;
  }

  private void assertGood(Backup backup, int instances) {
    assertThat(backup.ended(Status.SUCCEEDED)).isTrue();
    assertThat(backup.counts().good()).isEqualTo(instances);
    assertThat(backup.counts().snapshots()).isEqualTo(instances * VOLUMES);
    assertThat(cloud.calls().all()).allMatch(CallLog.Call::succeeded);
  }

  private static void assertWithinLimits(Backup backup) {
    Usage usage = backup.execution().usage();
    assertThat(usage.largestPayload()).as(usage.toString()).isLessThan(MAX_BYTES);
    assertThat(usage.events()).as(usage.toString()).isLessThan(MAX_EVENTS);
  }

  private static void assertAllNamedOrCounted(Backup backup) {
    assertThat(backup.report().notGood()).hasSizeGreaterThan(50);
    assertThat(backup.report().notGood().size() + backup.report().notGoodOmitted())
        .isEqualTo(backup.counts().notGood());
  }

  /** What a cycle may cost in calls, with nothing going wrong. */
  private void assertCalls(Backup backup, long instances) {
    long pages = instances / INSTANCES_PAGE;
    assertThat((long) backup.counts().selected()).isEqualTo(instances);
    assertThat(cloud.calls().count("CreateSnapshots")).isEqualTo(instances);
    assertThat(cloud.calls().count("DescribeInstances")).isEqualTo(pages);
    // The 100 instances of a page have 400 volumes, which fit EC2's page of 500.
    assertThat(cloud.calls().count("DescribeVolumes")).isEqualTo(pages);
    // A look before creating for each page, a check of what is pending (at least a page each, and
    // never more than two, since most are completed when the last is made), and the report.
    long checks = cloud.invocations("CheckSnapshots");
    long report = instances * VOLUMES / SNAPSHOTS_PAGE;
    assertThat(checks).isLessThan(10);
    assertThat(cloud.calls().count("DescribeSnapshots"))
        .isBetween(pages + checks + report, pages + 2 * checks + report);
    assertThat(cloud.calls().byAction())
        .containsOnlyKeys(
            "CreateSnapshots", "DescribeInstances", "DescribeSnapshots", "DescribeVolumes");
  }
}
