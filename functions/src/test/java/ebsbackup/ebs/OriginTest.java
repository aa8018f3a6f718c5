package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.INSTANCE_ID;
import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.copied;
import static ebsbackup.ebs.Samples.gp3;
import static ebsbackup.ebs.Samples.like;
import static ebsbackup.ebs.Samples.snapshot;
import static ebsbackup.ebs.Samples.volumeId;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A snapshot of these tests holds a volume of 8 GiB. */
class OriginTest {
  @Test
  void aSnapshotOfAVolumeThatItsTagsDescribe_isAnOriginal() {
    assertThat(Origin.of(ofSet(8, 50)))
        .isInstanceOfSatisfying(
            Origin.Original.class,
            original -> {
              assertThat(original.member().volumeId()).isEqualTo(volumeId(0));
              assertThat(original.set().source()).isEqualTo(INSTANCE_ID);
            });
  }

  @Test
  void aSnapshotWithoutOurTags_isUnknown() {
    assertThat(Origin.of(snapshot(volumeId(0), NIGHT, "completed", Map.of())))
        .isEqualTo(new Origin.Unknown());
  }

  @Test
  void aCopyHoldsTheOneVolumeOfItsSet_evenIfItsSizeDiffers() {
    assertThat(member(copied(ofSet(50), NIGHT))).contains(volumeId(0));
  }

  @Test
  void aCopyHoldsTheOnlyVolumeOfItsSize() {
    assertThat(member(copied(ofSet(50, 8), NIGHT))).contains(volumeId(1));
    assertThat(member(copied(ofSet(8, 8), NIGHT))).isEmpty();
    assertThat(member(copied(ofSet(50, 60), NIGHT))).isEmpty();
  }

  @Test
  void aCopyThatKeptItsVolumesIdHoldsThatVolume() {
    Snapshot original = ofSet(8, 8);

    assertThat(member(like(original, volumeId(1), NIGHT, "", Optional.of("standard"))))
        .contains(volumeId(1));
    assertThat(member(like(original, volumeId(1), NIGHT, "[Copied snap-1", Optional.empty())))
        .contains(volumeId(1));
  }

  private static Optional<String> member(Snapshot snapshot) {
    return ((Origin.Copy) Origin.of(snapshot)).member().map(Member::volumeId);
  }

  /** A snapshot of the first volume of a set of volumes with these sizes. */
  private static Snapshot ofSet(int... sizes) {
    List<Member> members =
        IntStream.range(0, sizes.length)
            .mapToObj(i -> new Member(volumeId(i), Optional.empty(), gp3(sizes[i]), true, Map.of()))
            .toList();
    return snapshot(
        volumeId(0),
        NIGHT,
        "completed",
        new SetTags("daily", "r", INSTANCE_ID, members).toTags(Map.of()));
  }
}
