package ebsbackup.verify;

import static ebsbackup.ebs.VerificationTest.verified;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.VolumeChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private final SnapshotSet tonight = verified(40, "-", "-");
  private final Snapshot root = tonight.snapshots().getFirst();

  private Optional<Baseline> baseline(SnapshotSet... others) {
    List<SnapshotSet> all = new ArrayList<>(List.of(others));
    all.add(tonight);
    return Baseline.of(root, Baseline.before(tonight, all));
  }

  private static SnapshotSet with(SnapshotSet set, UnaryOperator<SnapshotBuilder> change) {
    return new SnapshotSet(
        set.tags(),
        set.startTime(),
        set.snapshots().stream().map(s -> change.apply(SnapshotBuilder.like(s)).build()).toList());
  }

  private static SnapshotSet changed(int day, String verdict, String tag) {
    SnapshotSet set = verified(day, verdict);
    Map<String, String> tags = new HashMap<>(set.snapshots().getFirst().tags());
    tags.put(SetTags.CHANGED, tag);
    return with(set, snapshot -> snapshot.tags(tags));
  }

  private static String tag(long changed) {
    return new VolumeChange(changed, 9_000, "snap-00000000", 0, 0).text();
  }

  private static String id(SnapshotSet set) {
    return set.snapshots().getFirst().snapshotId();
  }

  @Test
  void theNewestGoodSetBefore_thatHoldsTheVolumeAndCanBeRead() {
    SnapshotSet good = verified(37, "sound");
    SnapshotSet failed = with(verified(39, "-"), snapshot -> snapshot.state("error"));
    SnapshotSet archived = with(verified(38, "-"), snapshot -> snapshot.tier("archive"));

    assertThat(baseline(verified(36, "sound"), good, failed, archived, verified(41, "sound")))
        .contains(new Baseline(id(good), new Usual(0, 0, 0)));
    assertThat(baseline()).isEmpty();
    assertThat(Baseline.of(tonight.snapshots().get(1), List.of(good))).isEmpty();
  }

  @Test
  void theHistory_isOfTheVolume_withoutWhatIsAlarming_andWithoutTagsThatWereEdited() {
    Baseline found =
        baseline(
                changed(30, "sound", tag(10)),
                changed(31, "accepted by Ann", tag(70)),
                changed(32, "suspect x", tag(4_000)),
                changed(33, "damaged x", tag(5_000)),
                changed(34, "-", tag(20)),
                changed(35, "sound", tag(90).replace("90", "090")),
                verified(36, "sound"))
            .orElseThrow();

    assertThat(found.snapshotId()).isEqualTo(id(verified(36, "sound")));
    assertThat(found.usual()).isEqualTo(new Usual(3, 70, 0));
  }

  @Test
  void theHistory_isOfThirtyNights() {
    List<SnapshotSet> nights = new ArrayList<>();
    nights.add(changed(0, "sound", tag(999)));
    for (int day = 1; day <= 30; day++) {
      nights.add(changed(day, "sound", tag(day)));
    }

    assertThat(baseline(nights.toArray(SnapshotSet[]::new)).orElseThrow().usual())
        .isEqualTo(new Usual(30, 30, 0));
  }

  @Test
  void aSelectedSet_knowsTheBaselineOfEachSnapshot() {
    SnapshotSet before = verified(39, "sound");
    SelectedSet selected = SelectedSet.of(tonight, List.of(before));

    assertThat(selected.snapshotIds())
        .isEqualTo(tonight.snapshots().stream().map(Snapshot::snapshotId).toList());
    assertThat(selected.baseline(root.snapshotId()).orElseThrow().snapshotId())
        .isEqualTo(id(before));
    String data = tonight.snapshots().get(1).snapshotId();
    assertThat(selected.baseline(data)).isEmpty();
    SnapshotSet both = verified(39, "sound", "sound");
    assertThat(SelectedSet.of(tonight, List.of(both)).baseline(data).orElseThrow().snapshotId())
        .isEqualTo(both.snapshots().get(1).snapshotId());
  }
}
