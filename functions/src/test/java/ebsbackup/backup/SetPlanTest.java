package ebsbackup.backup;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volume;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.SetDescription;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.request.Exclusion;
import ebsbackup.request.Plan;
import ebsbackup.request.Pruning;
import ebsbackup.request.Selection;
import ebsbackup.request.Share;
import ebsbackup.request.SnapshotLabels;
import ebsbackup.request.Span;
import ebsbackup.targets.Target;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetPlanTest {
  private static final Run RUN = new Run("daily/1", "daily", NIGHT, NIGHT.plusSeconds(60));
  private static final Target TARGET = new Target(INSTANCE_ID, Optional.of("/dev/xvda"));
  private static final Optional<String> DEVICE = Optional.of("/dev/sdf");
  private static final Map<String, String> NEVER = Map.of("Backup", "never");

  private final Volume root = volume(0, "/dev/xvda", Map.of());
  private final Volume data = volume(1, "/dev/sdf", Map.of("Name", "data"));

  @Test
  void takesEveryAttachedVolume() {
    SetPlan.OfInstance set = ofInstance(exclude(false), root, data);

    assertThat(set.excludeBootVolume()).isFalse();
    assertThat(set.excludeDataVolumeIds()).isEmpty();
    assertThat(set.set().members())
        .extracting(Member::volumeId)
        .containsExactly(volumeId(1), volumeId(0));
    assertThat(set.tags())
        .containsEntry("ebs-backup:plan", "daily")
        .containsEntry("ebs-backup:run", "daily/1")
        .containsEntry("ebs-backup:source", INSTANCE_ID)
        .containsEntry("ebs-backup:members", "2")
        .containsEntry("ebs-backup:device", "/dev/sdf /dev/xvda");
  }

  /** Only failed snapshots of these volumes can block the target. */
  @Test
  void namesTheVolumesToTake() {
    assertThat(of(exclude(true), root, data).volumesToTake()).containsExactly(volumeId(1));
    assertThat(lone(exclude(false), data).volumesToTake()).containsExactly(volumeId(1));
    assertThat(of(exclude(true), root).volumesToTake()).isEmpty();
    assertThat(of(exclude(false)).volumesToTake()).isEmpty();
  }

  @Test
  void leavesOutTheBootVolumeByItsOwnFlag_notAsADataVolume() {
    SetPlan.OfInstance set = ofInstance(exclude(true), root, data);

    assertThat(set.excludeBootVolume()).isTrue();
    assertThat(set.excludeDataVolumeIds()).isEmpty();
    assertThat(set.set().members()).hasSize(1);
  }

  @Test
  void leavesOutARootVolumeByTagThroughTheBootFlag_sinceEc2RefusesItsIdInTheList() {
    SetPlan.OfInstance set = ofInstance(exclude(false), volume(0, "/dev/xvda", NEVER), data);

    assertThat(set.excludeBootVolume()).isTrue();
    assertThat(set.excludeDataVolumeIds()).isEmpty();
  }

  @Test
  void ofVolumesSelectedByTag_leavesOutTheOthers() {
    Volume selected = volume(2, "/dev/sdg", Map.of("Tier", "gold"));

    SetPlan.OfInstance set =
        (SetPlan.OfInstance)
            SetPlan.of(
                TARGET,
                List.of(root, data, selected),
                plan(new Selection.ByVolumeTags(Map.of("Tier", List.of("*"))), exclude(false)),
                RUN);

    assertThat(set.excludeBootVolume()).isTrue();
    assertThat(set.excludeDataVolumeIds()).containsExactly(volumeId(1));
    assertThat(set.set().members()).extracting(Member::volumeId).containsExactly(volumeId(2));
  }

  @Test
  void leavesOutVolumesWithATagOfAnyValue() {
    Exclusion scratch = new Exclusion(false, Map.of("Scratch", List.of("*")));

    assertThat(
            ofInstance(scratch, root, volume(1, "/dev/sdf", Map.of("Scratch", "")))
                .excludeDataVolumeIds())
        .containsExactly(volumeId(1));
    assertThat(ofInstance(scratch, root, data).excludeDataVolumeIds()).isEmpty();
  }

  @Test
  void leavesOutAVolumeThatWasSelectedByItsId() {
    assertThat(lone(exclude(false), volume(1, "/dev/sdf", NEVER)))
        .isEqualTo(new SetPlan.Nothing(List.of(volumeId(1))));
  }

  @Test
  void leavesOutDataVolumesByTag() {
    SetPlan.OfInstance set = ofInstance(exclude(false), root, volume(1, "/dev/sdf", NEVER));

    assertThat(set.excludeDataVolumeIds()).containsExactly(volumeId(1));
  }

  @Test
  void isNothing_whenThePlanLeavesOutEveryVolume() {
    assertThat(of(exclude(true), root)).isEqualTo(new SetPlan.Nothing(List.of(volumeId(0))));
  }

  @Test
  void isImpossible_whenNoVolumeIsAttached() {
    SetPlan none =
        new SetPlan.Impossible(
            new SetProblem(INSTANCE_ID, "no volume is attached to the instance", List.of()));

    assertThat(of(exclude(false))).isEqualTo(none);
    Volume elsewhere = at(1, Attachment.at("i-other", "/dev/sdf", false, "attached"));
    assertThat(of(exclude(false), elsewhere)).isEqualTo(none);
  }

  /** An instance that has no selected volume from the start is not a target. */
  @Test
  void isImpossible_whenTheSelectedVolumeHasBeenDetached() {
    Selection gold = new Selection.ByVolumeTags(Map.of("Tier", List.of("gold")));

    assertThat(SetPlan.of(TARGET, List.of(root, data), plan(gold, exclude(true)), RUN))
        .isEqualTo(
            new SetPlan.Impossible(
                new SetProblem(
                    INSTANCE_ID,
                    "no volume that the plan selects is attached to the instance any more",
                    List.of())));
  }

  @Test
  void isImpossible_whenMoreThanFortyDataVolumesAreLeftOut() {
    Selection gold = new Selection.ByVolumeTags(Map.of("Tier", List.of("gold")));
    List<Volume> volumes =
        new ArrayList<>(
            List.of(
                root,
                volume(1, "/dev/sdf", Map.of("Tier", "gold")),
                volume(2, "/dev/sdg", Map.of("Tier", "gold"))));
    for (int i = 0; i < 41; i++) {
      volumes.add(volume(100 + i, "/dev/sdx" + i, NEVER));
    }

    // The plan does not select them, so it does not leave them out of what it selects.
    assertThat(SetPlan.of(TARGET, volumes, plan(gold, exclude(false)), RUN))
        .isEqualTo(
            new SetPlan.Impossible(
                new SetProblem(
                    INSTANCE_ID,
                    "41 data volumes are left out, but CreateSnapshots can exclude only 40",
                    List.of(volumeId(1), volumeId(2)))));
  }

  @Test
  void aLoneVolumeKeepsTheDeviceItHas() {
    SetPlan.OfVolume lone = (SetPlan.OfVolume) lone(exclude(false), data);

    assertThat(lone.volumesToTake()).containsExactly(volumeId(1));
    assertThat(lone.tags())
        .containsEntry("ebs-backup:plan", "daily")
        .containsEntry("ebs-backup:run", "daily/1")
        .containsEntry("ebs-backup:source", volumeId(1))
        .containsEntry("ebs-backup:device", "/dev/sdf");
    assertThat(lone.description()).isEqualTo("Backup daily of " + volumeId(1));
  }

  @Test
  void aLoneVolumeOfSeveralInstances_keepsTheDeviceOfTheFirst_inAnyOrder() {
    Attachment first = Attachment.at("i-1", "/dev/sdg", false, "attached");
    Attachment second = Attachment.at("i-2", "/dev/sdf", true, "attached");

    assertThat(lone(exclude(false), attached(first, second)))
        .isEqualTo(lone(exclude(false), attached(second, first)));
    assertThat(((SetPlan.OfVolume) lone(exclude(false), attached(second, first))).tags())
        .containsEntry("ebs-backup:device", "/dev/sdg");
  }

  private Volume attached(Attachment... attachments) {
    return new Volume(
        data.volumeId(),
        data.settings(),
        data.availabilityZone(),
        data.state(),
        data.createTime(),
        data.snapshotId(),
        data.encryption(),
        List.of(attachments),
        data.tags());
  }

  @Test
  void aVolumeThatIsAttachedToNothing_hasNeitherADeviceNorAFlag() {
    Volume free =
        new Volume(
            data.volumeId(),
            data.settings(),
            data.availabilityZone(),
            "available",
            Optional.empty(),
            Optional.empty(),
            data.encryption(),
            List.of(),
            data.tags());

    SetPlan.OfVolume set = (SetPlan.OfVolume) lone(exclude(false), free);

    assertThat(SetTags.read(set.tags()).orElseThrow().members())
        .containsExactly(
            new Member(
                free.volumeId(),
                Optional.empty(),
                free.settings(),
                false,
                free.tags(),
                Optional.of(LostTags.NONE),
                Optional.empty()));
  }

  @Test
  void aLoneVolumeThatIsGoneIsImpossible() {
    assertThat(((SetPlan.Impossible) lone(exclude(false))).problem().reason())
        .isEqualTo("the volume does not exist");
  }

  @Test
  void aLoneVolumeIsFoundAmongOthers() {
    SetPlan.OfVolume lone = (SetPlan.OfVolume) lone(exclude(false), root, data);

    assertThat(lone.set().members()).extracting(Member::volumeId).containsExactly(volumeId(1));
  }

  @Test
  void aVolumeOfAnotherInstanceIsNeverInTheSet() {
    Volume foreign = at(2, new Attachment(Optional.of("i-2"), DEVICE, false, "attached"));

    assertThat(ofInstance(exclude(false), root, foreign).set().members())
        .extracting(Member::volumeId)
        .containsExactly(volumeId(0));
    assertThat(ofInstance(exclude(false), foreign, root).volumesToTake())
        .containsExactly(volumeId(0));
    assertThat(of(exclude(false), foreign)).isInstanceOf(SetPlan.Impossible.class);
  }

  @Test
  void ofAnInstanceWithoutARootDevice_everyVolumeIsADataVolume() {
    Volume unnamed =
        at(2, new Attachment(Optional.of(INSTANCE_ID), Optional.empty(), false, "attached"));

    SetPlan.OfInstance set =
        (SetPlan.OfInstance)
            SetPlan.of(
                new Target(INSTANCE_ID, Optional.empty()),
                List.of(unnamed, data),
                plan(exclude(true)),
                RUN);

    assertThat(set.set().members())
        .extracting(Member::volumeId)
        .containsExactlyInAnyOrder(volumeId(1), volumeId(2));
    assertThat(set.leftOut()).isEmpty();
  }

  @Test
  void namesTheSelectedVolumesThatItLeavesOut_andNoOthers() {
    Selection gold = new Selection.ByVolumeTags(Map.of("Tier", List.of("gold")));
    Volume selected = volume(2, "/dev/sdg", Map.of("Tier", "gold"));
    Volume leftOut = volume(3, "/dev/sdh", Map.of("Tier", "gold", "Backup", "never"));

    SetPlan.OfInstance set =
        (SetPlan.OfInstance)
            SetPlan.of(
                TARGET,
                List.of(root, volume(1, "/dev/sdf", NEVER), selected, leftOut),
                plan(gold, exclude(true)),
                RUN);

    assertThat(set.volumesLeftOut()).containsExactly(volumeId(3));
    assertThat(set.excludeDataVolumeIds()).containsExactly(volumeId(1), volumeId(3));
    assertThat(set.volumeIds()).containsExactly(volumeId(2));
  }

  @Test
  void fortyDataVolumesCanBeLeftOut() {
    List<Volume> volumes = new ArrayList<>(List.of(root));
    for (int i = 0; i < 40; i++) {
      volumes.add(volume(100 + i, "/dev/sdx" + i, NEVER));
    }

    SetPlan.OfInstance set = ofInstance(exclude(false), volumes.toArray(Volume[]::new));

    assertThat(set.excludeDataVolumeIds()).hasSize(40);
    assertThat(set.leftOut()).hasSize(40);
  }

  @Test
  void isImpossible_whenItsDescriptionTakesMoreTagsThanASnapshotCanHave() {
    assertThat(ofLongDeviceNames(120)).isInstanceOf(SetPlan.OfInstance.class);

    SetPlan.Impossible impossible = (SetPlan.Impossible) ofLongDeviceNames(121);

    assertThat(impossible.problem().reason())
        .startsWith("the description of 121 volumes needs 1 tag more than a snapshot can have");
    assertThat(impossible.problem().volumes()).contains(volumeId(0));
  }

  @Test
  void theSnapshotsCarryThePlansTagsTheirNameAndWhenTheyExpire() {
    Instant until = NIGHT.plusSeconds(86_400);
    Plan plan =
        new Plan(
            "daily",
            new Selection.ByInstanceIds(List.of(INSTANCE_ID)),
            Exclusion.NOTHING,
            Optional.of("before the upgrade"),
            Map.of("cost-center", "42"),
            SnapshotLabels.DEFAULT,
            Optional.empty(),
            Plan.DEFAULT_DEADLINE,
            Optional.empty(),
            new Pruning(
                ZoneOffset.UTC,
                Optional.empty(),
                Pruning.DEFAULT_GRACE,
                Optional.of(until),
                false,
                false),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    SetPlan.OfInstance set = (SetPlan.OfInstance) SetPlan.of(TARGET, List.of(data), plan, RUN);

    assertThat(set.description()).isEqualTo("before the upgrade");
    assertThat(set.tags())
        .containsEntry("cost-center", "42")
        .containsEntry("Name", "data daily 2026-03-01T03:00Z")
        .containsEntry("ebs-backup:keep-until", until.toString());
  }

  @Test
  void remembersTheVolumeThatAnUndoneSwapWouldPutBack() {
    assertThat(predecessor("vol-0000000a vol-0000000b vol-0000000c")).contains("vol-0000000b");
    assertThat(predecessor("vol-0000000a")).contains("vol-0000000a");
    assertThat(predecessor("vol-0000000a damaged")).contains("vol-0000000a");
    assertThat(predecessor("damaged")).isEmpty();
    assertThat(ofInstance(exclude(false), data).set().members().getFirst().predecessor()).isEmpty();
  }

  private static Optional<String> predecessor(String lineage) {
    Volume swapped = volume(1, "/dev/sdf", Map.of("ebs-backup:lineage", lineage));
    return ofInstance(exclude(false), swapped).set().members().getFirst().predecessor();
  }

  /** One tag describes three of these volumes, and 40 places are for such tags. */
  private static SetPlan ofLongDeviceNames(int number) {
    List<Volume> volumes = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      volumes.add(volume(i, "x".repeat(37) + "%03d".formatted(i), Map.of()));
    }
    return of(exclude(false), volumes.toArray(Volume[]::new));
  }

  private static Volume at(int number, Attachment attachment) {
    Volume like = volume(number, "/dev/sdz", Map.of());
    return new Volume(
        like.volumeId(),
        like.settings(),
        like.availabilityZone(),
        like.state(),
        Optional.empty(),
        like.snapshotId(),
        like.encryption(),
        List.of(attachment),
        like.tags());
  }

  private static Exclusion exclude(boolean boot) {
    return new Exclusion(boot, Map.of("Backup", List.of("never")));
  }

  private static SetPlan.OfInstance ofInstance(Exclusion exclude, Volume... volumes) {
    return (SetPlan.OfInstance) of(exclude, volumes);
  }

  private static SetPlan of(Exclusion exclude, Volume... volumes) {
    return SetPlan.of(TARGET, List.of(volumes), plan(exclude), RUN);
  }

  private static SetPlan lone(Exclusion exclude, Volume... volumes) {
    return SetPlan.of(
        new Target(volumeId(1), Optional.empty()), List.of(volumes), plan(exclude), RUN);
  }

  private static Plan plan(Exclusion exclude) {
    return plan(new Selection.ByInstanceIds(List.of(INSTANCE_ID)), exclude);
  }

  @Test
  void aSharedSet_carriesItsAccountsAndItsIdentity() {
    SetPlan.OfInstance set = sharedWith("111122223333", "444455556666");

    assertThat(set.tags()).containsEntry("ebs-backup:share-with", "111122223333 444455556666");
    SetDescription.Described read =
        SetDescription.read(set.description(), set.volumeIds()).orElseThrow();
    assertThat(read.plan()).isEqualTo("daily");
    assertThat(read.time()).isEqualTo(RUN.startedAt());
    assertThat(read.source()).isEqualTo(INSTANCE_ID);
    assertThat(read.members()).hasSize(2);
  }

  @Test
  void aSetThatIsNotShared_carriesNoAccounts() {
    assertThat(sharedWith().tags()).doesNotContainKey("ebs-backup:share-with");
  }

  private SetPlan.OfInstance sharedWith(String... accounts) {
    Share share = new Share(List.of(accounts), Span.parse("for", "P7D"));
    return (SetPlan.OfInstance)
        SetPlan.of(
            TARGET,
            List.of(root, data),
            plan(
                new Selection.ByInstanceIds(List.of(INSTANCE_ID)),
                exclude(false),
                Optional.of(share)),
            RUN);
  }

  private static Plan plan(Selection select, Exclusion exclude) {
    return plan(select, exclude, Optional.empty());
  }

  private static Plan plan(Selection select, Exclusion exclude, Optional<Share> share) {
    return new Plan(
        "daily",
        select,
        exclude,
        Optional.empty(),
        Map.of(),
        SnapshotLabels.DEFAULT,
        Optional.empty(),
        Plan.DEFAULT_DEADLINE,
        Optional.empty(),
        Pruning.DEFAULT,
        share,
        Optional.empty(),
        Optional.empty());
  }
}
