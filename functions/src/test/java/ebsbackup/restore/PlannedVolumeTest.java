package ebsbackup.restore;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Member;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.VolumeOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlannedVolumeTest {
  private static final VolumeSettings IO2 =
      new VolumeSettings("io2", 20, Optional.of(5000), Optional.empty());

  @Test
  void takesSettingsDeviceAndTagsFromTheSnapshotsTags() {
    PlannedVolume volume = planned(snapshot(IO2, "completed"), VolumeOverride.NOTHING);

    assertThat(volume.settings()).isEqualTo(IO2);
    assertThat(volume.device()).contains("/dev/sdf");
    assertThat(volume.deleteOnTermination()).isTrue();
    assertThat(volume.tags()).containsExactlyEntriesOf(Map.of("Name", "data"));
  }

  @Test
  void aProfile_hasEverythingThatIsKnownOfTheVolume() {
    Optional<LostTags> lost = Optional.of(new LostTags(1, List.of("owner")));
    Member member =
        new Member(
            volumeId(1),
            Optional.of("/dev/sdf"),
            IO2,
            true,
            Map.of("Name", "data"),
            lost,
            Optional.of("vol-before"));

    assertThat(VolumeProfile.of(member))
        .isEqualTo(
            new VolumeProfile(
                IO2,
                Optional.of("/dev/sdf"),
                true,
                Map.of("Name", "data"),
                lost,
                Optional.of("vol-before")));
    assertThat(
            VolumeProfile.of(
                Samples.volume(
                    3,
                    "/dev/xvda",
                    Map.of("Name", "root", "aws:x", "y", "ebs-backup:lineage", "vol-1")),
                Samples.INSTANCE_ID))
        .isEqualTo(
            new VolumeProfile(
                Samples.gp3(13),
                Optional.of("/dev/xvda"),
                true,
                Map.of("Name", "root"),
                Optional.of(LostTags.NONE),
                Optional.empty()));
  }

  @Test
  void aNewVolume_isTheOneOfItsSnapshot() {
    PlannedVolume planned = planned(snapshot(IO2, "completed"), VolumeOverride.NOTHING);

    assertThat(RestoredVolume.created("vol-new", planned))
        .isEqualTo(
            new RestoredVolume(
                "vol-new",
                planned.snapshotId(),
                Optional.of("/dev/sdf"),
                IO2,
                "creating",
                Optional.empty()));
  }

  @Test
  void anotherTypeDropsNumbersThatBelongedToTheOldOne() {
    assertThat(planned(snapshot(IO2, "completed"), type("gp3")).settings())
        .isEqualTo(new VolumeSettings("gp3", 20, Optional.empty(), Optional.empty()));
    VolumeSettings gp2 = new VolumeSettings("gp2", 100, Optional.of(300), Optional.empty());
    assertThat(planned(snapshot(gp2, "completed"), VolumeOverride.NOTHING).settings().iops())
        .as("gp2 shows IOPS that CreateVolume refuses")
        .isEmpty();
  }

  @Test
  void refusesWhatCannotMakeAVolume() {
    String id = snapshot(IO2, "pending").snapshotId();
    assertRefused(
        snapshot(IO2, "pending"),
        VolumeOverride.NOTHING,
        "%s of %s is pending, but only completed snapshots can be restored"
            .formatted(id, volumeId(1)));
    assertRefused(
        snapshot(IO2, "error"),
        VolumeOverride.NOTHING,
        "%s of %s is error (Client.InternalError), but only completed snapshots can be restored"
            .formatted(id, volumeId(1)));
    assertRefused(
        Samples.snapshot(volumeId(1), NIGHT, "completed", Map.of()),
        VolumeOverride.NOTHING,
        "%s has no readable tags with its volume's type, and %s no longer exists: specify volume.type"
            .formatted(id, volumeId(1)));
    assertRefused(
        Samples.snapshot(volumeId(1), NIGHT, "completed", Map.of()),
        type("io1"),
        "the volume of type io1 for %s needs IOPS: specify volume.iops".formatted(id));
    assertRefused(
        snapshot(IO2, "completed"),
        size(7),
        "volume.size is 7 GiB, but %s needs at least 8 GiB".formatted(id));
  }

  @Test
  void aNumberThatTheRequestMakesImpossible_isSaid() {
    VolumeSettings fast = new VolumeSettings("gp3", 100, Optional.of(16_000), Optional.empty());
    List<String> lowered = new ArrayList<>();

    planned(snapshot(fast, "completed"), size(8), lowered);

    assertThat(lowered)
        .singleElement()
        .asString()
        .endsWith("had 16000 IOPS; with 8 GiB it gets 4000");
  }

  @Test
  void everythingThatTheNewVolumeCannotHave_isSaid() {
    List<String> lowered = new ArrayList<>();

    planned(
        snapshot(
            new VolumeSettings("gp3", 100, Optional.of(16_000), Optional.empty(), false, true),
            "completed"),
        size(8),
        lowered);

    assertThat(lowered)
        .satisfiesExactly(
            first -> assertThat(first).endsWith("was on an Outpost; the new one is in the Region"),
            second -> assertThat(second).endsWith("had 16000 IOPS; with 8 GiB it gets 4000"));
  }

  @Test
  void aCopyIsRestoredAsItsTagsRemember() {
    Snapshot copy = Samples.copied(snapshot(IO2, "completed"), NIGHT);

    assertThat(PlannedVolume.remembered(copy)).isEmpty();
    assertThat(PlannedVolume.rememberedByCopy(snapshot(IO2, "completed"))).isEmpty();
    Optional<VolumeProfile> was = PlannedVolume.rememberedByCopy(copy);
    RestoredTags tags = RestoredTags.of(copy, was, Optional.empty(), VolumeOverride.NOTHING);
    assertThat(
            PlannedVolume.of(
                    copy,
                    was,
                    VolumeOverride.NOTHING,
                    Encryption.NONE,
                    tags,
                    List.of(),
                    false,
                    lowered -> {})
                .settings())
        .isEqualTo(IO2);
  }

  @Test
  void aCopyWhoseTagsLeaveADoubt_isRefusedForThat() {
    Snapshot copy =
        Samples.copied(Samples.snapshots("r", NIGHT, "completed", "completed").getFirst(), NIGHT);

    assertThat(PlannedVolume.rememberedByCopy(copy)).isEmpty();
    assertRefused(
        copy,
        VolumeOverride.NOTHING,
        "%s is not a snapshot of its set (its tags describe a set without vol-ffffffff), and its tags do not say which of 2 volumes it holds: specify volume.type"
            .formatted(copy.snapshotId()));
    assertThat(planned(copy, type("gp3")).settings().type()).isEqualTo("gp3");
  }

  @Test
  void anArchivedSnapshot_isRefused_withTheCommandThatRestoresIt() {
    String id = snapshot(IO2, "completed").snapshotId();

    assertRefused(
        SnapshotBuilder.like(snapshot(IO2, "completed")).tier("archive").build(),
        VolumeOverride.NOTHING,
        "%s is archived: restore it to the standard tier first (aws ec2 restore-snapshot-tier --snapshot-id %s), which takes up to 72 hours"
            .formatted(id, id));
  }

  @Test
  void aForeignSnapshotIsRestoredAsAsked() {
    PlannedVolume volume =
        planned(Samples.snapshot(volumeId(1), NIGHT, "completed", Map.of()), type("gp3"));

    assertThat(volume.settings().size()).isEqualTo(8);
    assertThat(volume.device()).isEmpty();
  }

  private static void assertRefused(Snapshot snapshot, VolumeOverride override, String reason) {
    assertThatThrownBy(() -> planned(snapshot, override))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(reason);
  }

  private static PlannedVolume planned(Snapshot snapshot, VolumeOverride override) {
    return planned(snapshot, override, new ArrayList<>());
  }

  private static PlannedVolume planned(
      Snapshot snapshot, VolumeOverride override, List<String> lowered) {
    Optional<VolumeProfile> was = PlannedVolume.remembered(snapshot);
    RestoredTags tags = RestoredTags.of(snapshot, was, Optional.empty(), override);
    return PlannedVolume.of(
        snapshot, was, override, Encryption.NONE, tags, List.of(), false, lowered::add);
  }

  private static VolumeOverride type(String type) {
    return new VolumeOverride(
        Optional.of(type),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static VolumeOverride size(int size) {
    return new VolumeOverride(
        Optional.empty(),
        Optional.of(size),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static Snapshot snapshot(VolumeSettings settings, String state) {
    Member member =
        new Member(volumeId(1), Optional.of("/dev/sdf"), settings, true, Map.of("Name", "data"));
    Map<String, String> tags =
        new SetTags("daily", "r", Samples.INSTANCE_ID, List.of(member)).toTags(Map.of());
    return Samples.snapshot(volumeId(1), NIGHT, state, tags);
  }
}
