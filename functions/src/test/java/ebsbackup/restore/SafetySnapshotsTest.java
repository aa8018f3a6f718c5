package ebsbackup.restore;

import static ebsbackup.restore.SamplePlans.DEADLINE;
import static ebsbackup.restore.SamplePlans.START;
import static ebsbackup.restore.SamplePlans.attached;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SafetySnapshotsTest {
  private static final RestorePlan PLAN = SamplePlans.swap();

  private static Snapshot of(String volumeId, String state) {
    return of(volumeId, state, START);
  }

  private static Snapshot of(String volumeId, String state, Instant startTime) {
    return Samples.like(
        Samples.snapshot(Samples.volumeId(1), startTime, state, Map.of()),
        volumeId,
        startTime,
        "",
        Optional.empty());
  }

  private static SafetySnapshots found(Snapshot... snapshots) {
    return SafetySnapshots.of(PLAN, List.of(snapshots));
  }

  @Test
  void missing_areTheReplacedVolumesWithoutASnapshot() {
    assertThat(found().missing()).containsExactly("vol-old1", "vol-old2");
    assertThat(found(of("vol-old1", "pending"), of("vol-other", "pending")).missing())
        .containsExactly("vol-old2");
  }

  @Test
  void aSnapshotFromBeforeTheRestoreIsNoSafetySnapshot_whoeverTaggedIt() {
    SafetySnapshots safety =
        found(
            of("vol-old1", "completed", START.minusMillis(1)), of("vol-old2", "completed", START));

    assertThat(safety.missing()).containsExactly("vol-old1");
    assertThat(safety.completed()).isFalse();
  }

  @Test
  void completed_needsEverySnapshot() {
    assertThat(found(of("vol-old1", "completed")).completed()).isFalse();
    assertThat(found(of("vol-old1", "completed"), of("vol-old2", "pending")).completed()).isFalse();
    assertThat(
            found(
                    of("vol-old1", "completed"),
                    of("vol-old2", "completed"),
                    of("vol-other", "pending"),
                    of("vol-old1", "pending"))
                .completed())
        .as("a repeated call, and a snapshot of another volume that someone has tagged")
        .isTrue();
  }

  @Test
  void theSnapshotsSayBeforeWhichRestoreTheyWereTaken() {
    assertThat(found().tags())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "ebs-backup:restore",
                "r@2026-03-03T09:00:00Z",
                "ebs-backup:safety",
                "before r@2026-03-03T09:00:00Z"));
    assertThat(found().description()).isEqualTo("Before the restore r@2026-03-03T09:00:00Z");
  }

  @Test
  void problem_isASnapshotThatStaysInvisible_orFails_orIsLate() {
    SafetySnapshots pending = found(of("vol-old1", "pending"), of("vol-old2", "completed"));

    assertThat(found().problem(START, START.plusSeconds(59))).isEmpty();
    assertThat(found().problem(START, START.plusSeconds(60)))
        .contains("no safety snapshot of [vol-old1, vol-old2]");
    assertThat(pending.problem(START, DEADLINE.minusSeconds(1))).isEmpty();
    assertThat(pending.problem(START, DEADLINE))
        .contains("the safety snapshot was not completed by the deadline");
    assertThat(
            found(of("vol-old1", "completed"), of("vol-old2", "completed"))
                .problem(START, DEADLINE))
        .isEmpty();
    for (SafetySnapshots failed :
        List.of(
            found(of("vol-old1", "error"), of("vol-old2", "completed")),
            found(of("vol-old1", "completed"), of("vol-old2", "error")))) {
      assertThat(failed.problem(START, START).orElseThrow())
          .endsWith("is error (Client.InternalError)");
    }
  }

  @Test
  void request_isOneSetWithoutTheVolumesThatStay() {
    List<Volume> attached =
        List.of(
            attached("vol-old2", "/dev/sdf", Map.of()),
            attached("vol-old1", "/dev/xvda", Map.of()),
            attached("vol-stays", "/dev/sdg", Map.of()));

    assertThat(found().request(attached))
        .isEqualTo(new SafetySnapshots.Request.AsSet(false, List.of("vol-stays")));
    assertThat(found(of("vol-old1", "pending")).request(attached))
        .isEqualTo(new SafetySnapshots.Request.AsSet(true, List.of("vol-stays")));
  }

  @Test
  void check_namesTheSnapshots_andTheProblem_countedFromTheRequest() {
    Snapshot failed = of("vol-old1", "error");

    assertThat(CheckedSafetySnapshots.of(found(failed), START, START.plusSeconds(59), 20))
        .isEqualTo(
            new CheckedSafetySnapshots(
                true,
                Optional.of(
                    "the safety snapshot %s is error (Client.InternalError)"
                        .formatted(failed.snapshotId())),
                30,
                Optional.of(START),
                List.of(new SafetySnapshot(failed.snapshotId(), "vol-old1", "error"))));
    assertThat(CheckedSafetySnapshots.of(found(), START, START.plusSeconds(60), 20).problem())
        .contains("no safety snapshot of [vol-old1, vol-old2]");
  }

  @Test
  void request_isACallForEachVolume_ifEc2CannotLeaveOutAllThatStay() {
    List<Volume> attached = new ArrayList<>();
    attached.add(attached("vol-old1", "/dev/xvda", Map.of()));
    attached.add(attached("vol-old2", "/dev/sdf", Map.of()));
    IntStream.range(0, 40)
        .forEach(i -> attached.add(attached("vol-stays" + i, "/dev/sdx" + i, Map.of())));

    assertThat(found().request(attached)).isInstanceOf(SafetySnapshots.Request.AsSet.class);
    attached.add(attached("vol-stays40", "/dev/sdy", Map.of()));
    assertThat(found().request(attached))
        .isEqualTo(new SafetySnapshots.Request.OneByOne(List.of("vol-old1", "vol-old2")));
  }

  @Test
  void check_ends_whenEverySnapshotIsCompleted() {
    CheckedSafetySnapshots pending =
        CheckedSafetySnapshots.of(found(of("vol-old1", "pending")), START, START, 20);
    CheckedSafetySnapshots completed =
        CheckedSafetySnapshots.of(
            found(of("vol-old1", "completed"), of("vol-old2", "completed")), START, START, 20);

    assertThat(pending.finished()).isFalse();
    assertThat(pending.waitSeconds()).isEqualTo(30);
    assertThat(completed.finished()).isTrue();
    assertThat(completed.problem()).isEmpty();
    assertThat(completed.snapshots())
        .extracting(SafetySnapshot::volumeId)
        .containsExactly("vol-old1", "vol-old2");
    CheckedSafetySnapshots failed =
        CheckedSafetySnapshots.of(
            found(of("vol-old1", "error"), of("vol-old2", "pending")), START, START, 20);
    assertThat(failed.finished()).isTrue();
    assertThat(failed.problem()).isPresent();
    assertThat(CheckedSafetySnapshots.tooSoon().takenAt()).isEmpty();
  }
}
