package ebsbackup.restore;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.volume;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.LostTags;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.request.VolumeOverride;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestoredTagsTest {
  private static final Snapshot SNAPSHOT =
      Samples.snapshot(volumeId(1), NIGHT, "completed", Map.of());
  private static final Optional<Volume> LIVE =
      Optional.of(
          volume(1, "/dev/sdf", Map.of("Name", "new", "owner", "ann", "later", "x", "aws:a", "b")));

  @Test
  void aCompleteSet_isFollowedInSpiteOfTheVolumesTagsNow() {
    RestoredTags tags = tags(Map.of("Name", "old"), Optional.of(LostTags.NONE), LIVE);

    assertThat(tags.tags()).containsExactlyEntriesOf(Map.of("Name", "old"));
    assertThat(tags.warnings()).isEmpty();
  }

  @Test
  void lostTags_comeFromTheVolumeWhileItExists() {
    RestoredTags tags =
        tags(Map.of("Name", "old"), Optional.of(new LostTags(1, List.of("owner"))), LIVE);

    assertThat(tags.tags()).isEqualTo(Map.of("Name", "old", "owner", "ann"));
    assertThat(tags.warnings())
        .containsExactly(
            "the set does not hold 1 tag (owner) of "
                + volumeId(1)
                + ": the current volume supplies the values");
  }

  @Test
  void lostTagsOfAVolumeThatIsGone_areCountedAndNamed() {
    RestoredTags tags =
        tags(Map.of(), Optional.of(new LostTags(3, List.of("owner", "team"))), Optional.empty());

    assertThat(tags.warnings())
        .containsExactly(
            "3 tags (owner, team, …) of %s did not fit into the tags of the set and are lost"
                .formatted(volumeId(1)));
    assertThat(tags(Map.of(), Optional.of(new LostTags(2, List.of())), Optional.empty()).warnings())
        .containsExactly(
            "2 tags of %s did not fit into the tags of the set and are lost"
                .formatted(volumeId(1)));
  }

  @Test
  void ofLostTags_twentyAreNamed() {
    List<String> keys = IntStream.range(10, 31).mapToObj(i -> "key-" + i).toList();
    String twenty = String.join(", ", keys.subList(0, 20));

    assertThat(tags(Map.of(), Optional.of(new LostTags(21, keys)), Optional.empty()).warnings())
        .containsExactly(
            "21 tags (%s, …) of %s did not fit into the tags of the set and are lost"
                .formatted(twenty, volumeId(1)));
  }

  @Test
  void lostTagsThatTheVolumeNoLongerHas_areNamed() {
    assertThat(
            tags(Map.of(), Optional.of(new LostTags(2, List.of("owner", "team"))), LIVE).warnings())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("1 tag (team) of");
  }

  @Test
  void aSetThatDoesNotSayWhatItLost_isFilledAndTheTagsAreNamed() {
    RestoredTags tags = tags(Map.of("Name", "old"), Optional.empty(), LIVE);

    assertThat(tags.tags()).isEqualTo(Map.of("Name", "old", "owner", "ann", "later", "x"));
    assertThat(tags.warnings()).hasSize(1).first().asString().contains("2 tags (later, owner)");
    assertThat(tags(Map.of(), Optional.empty(), Optional.empty()).warnings()).isEmpty();
  }

  @Test
  void moreThanAVolumeCanCarry_losesTheLeastAndNamesIt() {
    Map<String, String> many = new HashMap<>();
    IntStream.range(0, 49).forEach(i -> many.put("tag-%02d".formatted(i), ""));
    many.put("kubernetes.io/created-for/pv/name", "pv");

    RestoredTags tags = tags(many, Optional.of(LostTags.NONE), Optional.empty());

    assertThat(tags.tags()).hasSize(48).containsKey("kubernetes.io/created-for/pv/name");
    assertThat(tags.warnings())
        .containsExactly(
            "the volume of %s can have 48 tags in addition to those of the restore: it does not get 2 tags (tag-47, tag-48)"
                .formatted(SNAPSHOT.snapshotId()));
  }

  @Test
  void aTagThatTheRequestGives_isNotNamedAsLost() {
    Map<String, String> many = new HashMap<>();
    IntStream.range(0, 48).forEach(i -> many.put("tag-%02d".formatted(i), ""));
    VolumeOverride override =
        new VolumeOverride(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of("tag-47", "mine"));

    RestoredTags tags = tags(many, Optional.of(LostTags.NONE), Optional.empty(), override);

    assertThat(tags.tags()).hasSize(48).containsEntry("tag-47", "mine");
    assertThat(tags.warnings()).isEmpty();
  }

  private static RestoredTags tags(
      Map<String, String> remembered, Optional<LostTags> lost, Optional<Volume> live) {
    return tags(remembered, lost, live, VolumeOverride.NOTHING);
  }

  private static RestoredTags tags(
      Map<String, String> remembered,
      Optional<LostTags> lost,
      Optional<Volume> live,
      VolumeOverride override) {
    VolumeProfile was =
        new VolumeProfile(
            gp3(8), Optional.of("/dev/sdf"), false, remembered, lost, Optional.empty());
    return RestoredTags.of(SNAPSHOT, Optional.of(was), live, override);
  }
}
