package ebsbackup.backup;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.copied;
import static ebsbackup.ebs.Samples.snapshots;
import static ebsbackup.ebs.Samples.volume;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.json.Json;
import ebsbackup.request.Exclusion;
import ebsbackup.request.Plan;
import ebsbackup.request.Pruning;
import ebsbackup.request.Selection;
import ebsbackup.request.SnapshotLabels;
import ebsbackup.targets.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExistingSetsTest {
  private static final Instant LATER = NIGHT.plusSeconds(300);
  private static final Run RUN = new Run("r", "daily", NIGHT, NIGHT.plusSeconds(3600));
  private static final BackupProgress NOTHING_YET = new Json().read("{}", BackupProgress.class);
  private static final Target DONE = new Target(INSTANCE_ID, Optional.of("/dev/xvda"));
  private static final Target NEW = new Target("i-0new", Optional.of("/dev/xvda"));
  private static final ExistingSets EXISTING = new ExistingSets(Set.of(INSTANCE_ID));

  @Test
  void aSetInAnyState_isNotCreatedAgain_unlessItFailed() {
    assertThat(existing(snapshots("r", NIGHT, "pending", "completed")))
        .containsExactly(INSTANCE_ID);
    assertThat(existing(snapshots("r", NIGHT, "error", "completed"))).isEmpty();
    assertThat(existing(List.of())).isEmpty();
  }

  @Test
  void aSetThatLacksAMember_isCreatedAgain_whenAllOfItMustBeVisible() {
    List<Snapshot> part = snapshots("r", NIGHT, "completed", "");

    assertThat(new SnapshotPage(RUN, NOTHING_YET, NIGHT.plusSeconds(59)).existing(part).sources())
        .containsExactly(INSTANCE_ID);
    assertThat(new SnapshotPage(RUN, NOTHING_YET, NIGHT.plusSeconds(60)).existing(part).sources())
        .isEmpty();
  }

  @Test
  void aFailedSetBesideAGoodOne_doesNotCount() {
    List<Snapshot> both =
        Stream.concat(
                snapshots("r", NIGHT, "error").stream(),
                snapshots("r", NIGHT.plusSeconds(30), "completed").stream())
            .toList();

    assertThat(existing(both)).containsExactly(INSTANCE_ID);
  }

  @Test
  void aPartOfANewSetBesideAFailedOne_isNotCreatedAgain() {
    // The failed set is whole, so the part is ignored as what may be a copy.
    List<Snapshot> failed = snapshots("r", NIGHT, "error", "completed");
    List<Snapshot> part = snapshots("r", NIGHT.plusSeconds(60), "pending", "");
    List<Snapshot> both = Stream.concat(failed.stream(), part.stream()).toList();

    assertThat(ExistingSets.of(both, NIGHT.plusSeconds(119)).sources())
        .containsExactly(INSTANCE_ID);
    assertThat(ExistingSets.of(both, NIGHT.plusSeconds(120)).sources()).isEmpty();
  }

  @Test
  void aNewCopyWithTheRunsTags_isNoSet() {
    List<Snapshot> copy = List.of(copied(snapshots("r", NIGHT, "completed").getFirst(), LATER));

    assertThat(ExistingSets.of(copy, LATER).sources()).isEmpty();
  }

  @Test
  void onlyThePlansExclusionsAndCopiedTagsNeedAnotherLookAtASetThatExists() {
    assertThat(EXISTING.toDescribe(List.of(DONE, NEW), plan(Exclusion.NOTHING)))
        .containsExactly(NEW);
    assertThat(EXISTING.toDescribe(List.of(DONE, NEW), plan(new Exclusion(true, Map.of()))))
        .containsExactly(DONE, NEW);
    assertThat(EXISTING.toDescribe(List.of(DONE, NEW), plan(Exclusion.NOTHING, OWNER)))
        .containsExactly(DONE, NEW);
  }

  @Test
  void whatExistsIsAdopted_withTheTagsThatItDoesNotCarry() {
    SnapshotPage page = new SnapshotPage(RUN, NOTHING_YET, NIGHT);
    List<Volume> volumes =
        List.of(
            volume(0, "/dev/xvda", Map.of("Owner", "ops")),
            volume(1, "/dev/sdf", Map.of("Owner", "shop")));

    assertThat(EXISTING.missing(List.of(DONE), volumes, plan(Exclusion.NOTHING, OWNER), RUN, page))
        .isEmpty();

    assertThat(page.end(NIGHT).result().notCopied()).containsExactly(INSTANCE_ID + ": Owner");
  }

  @Test
  void whatExistsIsAdopted_withTheVolumesThatItLeavesOut_andTheRestIsMissing() {
    SnapshotPage page = new SnapshotPage(RUN, NOTHING_YET, NIGHT);
    List<Volume> volumes =
        List.of(volume(0, "/dev/xvda", Map.of()), volume(1, "/dev/sdf", Map.of()));

    List<PlannedSet> missing =
        EXISTING.missing(
            List.of(DONE, NEW), volumes, plan(new Exclusion(true, Map.of())), RUN, page);

    PageResult result = page.end(NIGHT).result();
    assertThat(result.adopted()).isEqualTo(1);
    assertThat(result.leftOut()).containsExactly(volumeId(0));
    assertThat(missing).extracting(PlannedSet::target).containsExactly(NEW);
    assertThat(missing.getFirst().plan()).isInstanceOf(SetPlan.Impossible.class);
  }

  @Test
  void afterTheDeadline_whatExistsIsAdopted_andNothingIsMissing() {
    SnapshotPage late = new SnapshotPage(RUN, NOTHING_YET, RUN.deadline());
    Target lone = Target.ofVolume(volumeId(1));

    assertThat(
            EXISTING.missing(
                List.of(DONE, lone),
                List.of(volume(1, "/dev/sdf", Map.of())),
                plan(Exclusion.NOTHING),
                RUN,
                late))
        .isEmpty();

    assertThat(late.end(RUN.deadline()).result().adopted()).isEqualTo(1);
    assertThat(late.end(RUN.deadline()).result().problems())
        .containsExactly(
            new SetProblem(lone.id(), "no set was created before the deadline", List.of()));
  }

  @Test
  void aVolumeThatIsATarget_isFoundByItsOwnId_amongVolumesOfTheSameZone() {
    Target lone = Target.ofVolume(volumeId(1));
    Plan plan = plan(Exclusion.NOTHING);
    List<Volume> volumes =
        List.of(volume(0, "/dev/xvda", Map.of()), volume(1, "/dev/sdf", Map.of()));

    assertThat(
            EXISTING.missing(
                List.of(lone), volumes, plan, RUN, new SnapshotPage(RUN, NOTHING_YET, NIGHT)))
        .containsExactly(new PlannedSet(lone, SetPlan.of(lone, volumes, plan, RUN)))
        .extracting(missing -> missing.plan().volumesToTake())
        .containsExactly(List.of(volumeId(1)));
  }

  @Test
  void aVolumeOfSeveralInstances_isAVolumeOfEach() {
    Volume shared = volume(1, "/dev/sdf", Map.of());
    Volume multiAttached =
        new Volume(
            shared.volumeId(),
            shared.settings(),
            shared.availabilityZone(),
            shared.state(),
            shared.createTime(),
            shared.snapshotId(),
            shared.encryption(),
            List.of(
                Attachment.at("i-0other", "/dev/sdf", false, "attached"),
                Attachment.at("i-0new", "/dev/sdg", false, "detaching"),
                Attachment.at("i-0new", "/dev/sdf", false, "attached")),
            shared.tags());

    assertThat(
            EXISTING.missing(
                List.of(NEW),
                List.of(multiAttached),
                plan(Exclusion.NOTHING),
                RUN,
                new SnapshotPage(RUN, NOTHING_YET, NIGHT)))
        .extracting(missing -> missing.plan().volumesToTake())
        .containsExactly(List.of(volumeId(1)));
  }

  private static final SnapshotLabels OWNER =
      SnapshotLabels.of(Optional.empty(), List.of("Owner"), Map.of());

  private static Plan plan(Exclusion exclude) {
    return plan(exclude, SnapshotLabels.DEFAULT);
  }

  private static Plan plan(Exclusion exclude, SnapshotLabels labels) {
    return new Plan(
        "daily",
        new Selection.ByInstanceIds(List.of(INSTANCE_ID)),
        exclude,
        Optional.empty(),
        Map.of(),
        labels,
        Optional.empty(),
        Plan.DEFAULT_DEADLINE,
        Optional.empty(),
        Pruning.DEFAULT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Iterable<String> existing(List<Snapshot> snapshots) {
    return ExistingSets.of(snapshots, LATER).sources();
  }
}
