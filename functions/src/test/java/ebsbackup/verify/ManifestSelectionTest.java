package ebsbackup.verify;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.Samples.volumeId;
import static ebsbackup.ebs.VerificationTest.verified;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.CopyOf;
import ebsbackup.ebs.ManifestRoot;
import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ManifestSelectionTest {
  private static final String ROOT = new ManifestRoot("0".repeat(64), 1, NIGHT).text();

  private static SnapshotSet each(SnapshotSet set, UnaryOperator<SnapshotBuilder> change) {
    return new SnapshotSet(
        set.tags(),
        set.startTime(),
        set.snapshots().stream().map(s -> change.apply(SnapshotBuilder.like(s)).build()).toList());
  }

  private static SnapshotSet withManifest(SnapshotSet set) {
    return new SnapshotSet(
        set.tags(), set.startTime(), set.snapshots().stream().map(s -> tagged(s, ROOT)).toList());
  }

  private static Snapshot tagged(Snapshot snapshot, String value) {
    Map<String, String> tags = new HashMap<>(snapshot.tags());
    tags.put(SetTags.MANIFEST, value);
    return SnapshotBuilder.like(snapshot).tags(tags).build();
  }

  private static String id(SnapshotSet set, int volume) {
    return set.snapshots().get(volume).snapshotId();
  }

  private static DueManifest due(SnapshotSet set, int volume, Optional<String> base) {
    return DueManifest.of(volumeId(volume), id(set, volume), base);
  }

  @Test
  void withoutAManifest_onlyTheNewestSnapshotOfAVolumeIsDue() {
    SnapshotSet first = verified(0, "-", "-");
    SnapshotSet second = verified(1, "-", "-");
    SnapshotSet failed = Samples.set("r2", NIGHT.plusSeconds(200_000), "completed", "error");

    assertThat(ManifestSelection.of(List.of(second, failed, first), Optional.empty(), false).due())
        .containsExactly(due(second, 0, Optional.empty()), due(second, 1, Optional.empty()));
    assertThat(ManifestSelection.count(List.of(second, first))).isEqualTo(2);
  }

  @Test
  void withOne_allNewerSnapshotsAreDue_andItIsTheirBase() {
    SnapshotSet old = verified(0, "-");
    SnapshotSet earlier = withManifest(verified(1, "-"));
    SnapshotSet base = withManifest(verified(2, "-"));
    SnapshotSet third = verified(3, "-");
    SnapshotSet fourth = verified(4, "damaged x");

    assertThat(
            ManifestSelection.of(
                    List.of(fourth, third, base, earlier, old), Optional.empty(), false)
                .due())
        .containsExactly(
            due(third, 0, Optional.of(id(base, 0))), due(fourth, 0, Optional.of(id(base, 0))));
    assertThat(ManifestSelection.of(List.of(base, old), Optional.empty(), false).due()).isEmpty();
  }

  @Test
  void aTagThatIsNoRoot_isNoManifest() {
    SnapshotSet first = verified(0, "-");
    SnapshotSet edited =
        new SnapshotSet(
            first.tags(), first.startTime(), List.of(tagged(first.snapshots().getFirst(), "Ann")));

    assertThat(ManifestSelection.of(List.of(edited), Optional.empty(), false).due()).hasSize(1);
  }

  @Test
  void archivedSnapshots_areNeitherDueNorABase() {
    SnapshotSet base = each(withManifest(verified(0, "-")), s -> s.tier("archive"));
    SnapshotSet newest = each(verified(2, "-"), s -> s.tier("archive"));
    SnapshotSet second = verified(1, "-");

    assertThat(ManifestSelection.of(List.of(base, second, newest), Optional.empty(), false).due())
        .containsExactly(due(second, 0, Optional.empty()));
  }

  @Test
  void changesComeBeforeWholeDisks() {
    SnapshotSet half = verified(0, "-", "-");
    SnapshotSet withOne =
        new SnapshotSet(
            half.tags(),
            half.startTime(),
            List.of(half.snapshots().get(0), tagged(half.snapshots().get(1), ROOT)));
    SnapshotSet second = verified(1, "-", "-");

    assertThat(ManifestSelection.of(List.of(withOne, second), Optional.empty(), false).due())
        .containsExactly(
            due(second, 1, Optional.of(id(half, 1))), due(second, 0, Optional.empty()));
  }

  @Test
  void whatIsDue_isChangedInOneFieldOnly() {
    DueManifest due = due(verified(0, "-"), 0, Optional.of("snap-base"));
    DueManifest.Begun begun = new DueManifest.Begun(2, 8L << 30, 7, Optional.of("why"));
    DueManifest second = due.begun(2, 8L << 30, 7, Optional.of("why"));

    assertThat(second)
        .isEqualTo(
            new DueManifest(
                volumeId(0),
                due.snapshotId(),
                Optional.of("snap-base"),
                Optional.of(begun),
                Optional.empty(),
                0));
    assertThat(second.withoutBase())
        .isEqualTo(
            new DueManifest(
                volumeId(0),
                due.snapshotId(),
                Optional.empty(),
                Optional.of(begun),
                Optional.empty(),
                0));
    assertThat(second.withBase("snap-other"))
        .isEqualTo(
            new DueManifest(
                volumeId(0),
                due.snapshotId(),
                Optional.of("snap-other"),
                Optional.of(begun),
                Optional.empty(),
                0));
    assertThat(DueManifest.comparison("vol-1", "snap-2", "snap-1"))
        .isEqualTo(
            new DueManifest(
                "vol-1", "snap-2", Optional.empty(), Optional.empty(), Optional.of("snap-1"), 0));
    assertThat(due.original()).isEmpty();
    assertThat(due.begun()).isEmpty();
    assertThat(ManifestLine.notMade(second, "gone"))
        .isEqualTo(
            new ManifestLine(
                volumeId(0),
                due.snapshotId(),
                Optional.of("snap-base"),
                7,
                Optional.empty(),
                "gone"));
  }

  @Test
  void pages_goOnBehindTheLastOne() {
    List<SnapshotSet> sets = new ArrayList<>();
    sets.add(withManifest(verified(0, "-")));
    for (int day = 1; day <= ManifestSelection.PAGE + 1; day++) {
      sets.add(verified(day, "-"));
    }

    ManifestSelection page = ManifestSelection.of(sets, Optional.empty(), false);
    ManifestSelection last = ManifestSelection.of(sets, page.cursor(), false);

    assertThat(page.due()).hasSize(ManifestSelection.PAGE);
    assertThat(last.due())
        .extracting(DueManifest::snapshotId)
        .containsExactly(id(sets.getLast(), 0));
    assertThat(last.cursor()).isEmpty();
    assertThat(
            ManifestSelection.of(sets.subList(0, sets.size() - 1), Optional.empty(), false)
                .cursor())
        .isEmpty();
  }

  /** A copy of the data volume of an instance. */
  private static SnapshotSet copies(int day, String... keysOfRoots) {
    SnapshotSet set = verified(day, "-");
    return each(
        set,
        builder -> {
          Snapshot copy = set.snapshots().getFirst();
          Map<String, String> tags = new HashMap<>(copy.tags());
          tags.put(
              SetTags.COPY,
              new CopyOf(
                      "snap-0f" + day,
                      "123456789012",
                      "eu-west-1",
                      copy.startTime(),
                      copy.volumeId(),
                      1,
                      "arn:aws:kms:eu-central-1:123456789012:key/k")
                  .text());
          List.of(keysOfRoots).forEach(key -> tags.put(key, ROOT));
          return builder.tags(tags);
        });
  }

  @Test
  void copiesWithAManifest_areComparedOnce_afterAllManifests() {
    SnapshotSet compared = copies(0, SetTags.MANIFEST, SetTags.SOURCE_MANIFEST);
    SnapshotSet first = copies(1, SetTags.MANIFEST);
    SnapshotSet second = copies(2, SetTags.MANIFEST);
    SnapshotSet without = copies(3);
    SnapshotSet noCopy = withManifest(verified(4, "-"));
    List<SnapshotSet> sets = List.of(without, second, first, compared, noCopy);

    ManifestSelection manifests =
        ManifestSelection.of(List.of(without, second, compared), Optional.empty(), true);
    assertThat(manifests.due()).containsExactly(due(without, 0, Optional.of(id(second, 0))));
    assertThat(ManifestSelection.of(sets, manifests.cursor(), true))
        .isEqualTo(
            new ManifestSelection(
                List.of(
                    DueManifest.comparison(volumeId(0), id(first, 0), "snap-0f1"),
                    DueManifest.comparison(volumeId(0), id(second, 0), "snap-0f2")),
                Optional.empty()));
    assertThat(ManifestSelection.of(sets, Optional.empty(), false).cursor()).isEmpty();
  }

  @Test
  void comparisons_haveTheirOwnPages() {
    List<SnapshotSet> sets = new ArrayList<>();
    for (int day = 0; day <= ManifestSelection.PAGE; day++) {
      sets.add(copies(day, SetTags.MANIFEST));
    }

    ManifestSelection none = ManifestSelection.of(sets, Optional.empty(), true);
    ManifestSelection page = ManifestSelection.of(sets, none.cursor(), true);
    ManifestSelection last = ManifestSelection.of(sets, page.cursor(), true);

    assertThat(none.due()).isEmpty();
    assertThat(page.due()).hasSize(ManifestSelection.PAGE);
    assertThat(last.due())
        .extracting(DueManifest::snapshotId)
        .containsExactly(id(sets.getLast(), 0));
    assertThat(last.cursor()).isEmpty();
  }
}
