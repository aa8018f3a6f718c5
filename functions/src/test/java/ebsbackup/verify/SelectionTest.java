package ebsbackup.verify;

import static ebsbackup.ebs.VerificationTest.verified;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private final SnapshotSet first = verified(1, "-", "-");
  private final SnapshotSet second = verified(2, "-");

  @Test
  void goodSetsWithoutAVerdict_areSelected_theNewestFirst() {
    SnapshotSet failed = Samples.set("r4", second.startTime().plusSeconds(9), "error");

    Selection selection =
        Selection.of(
            List.of(first, verified(3, "sound"), failed, verified(5, "damaged x"), second),
            Optional.empty());

    assertThat(selection.sets())
        .containsExactly(SelectedSet.of(second, List.of(first)), SelectedSet.of(first, List.of()));
    assertThat(selection.sets().get(1).snapshotIds())
        .isEqualTo(first.snapshots().stream().map(Snapshot::snapshotId).toList());
    assertThat(selection.cursor()).isEmpty();
  }

  @Test
  void aSetWithAnArchivedSnapshot_cannotBeRead() {
    Snapshot member = second.snapshots().getFirst();
    SnapshotSet archived =
        new SnapshotSet(
            second.tags(),
            second.startTime(),
            List.of(SnapshotBuilder.like(member).tier("archive").build()));

    assertThat(Selection.isDue(second)).isTrue();
    assertThat(Selection.isDue(archived)).isFalse();
  }

  @Test
  void pages_endBetweenSets_andGoOnBehindTheLastOne() {
    List<SnapshotSet> sets = new ArrayList<>();
    for (int day = 0; day < Selection.PAGE + 1; day++) {
      sets.add(verified(day, "-"));
    }

    Selection page = Selection.of(sets, Optional.empty());
    Selection last = Selection.of(sets, page.cursor());

    assertThat(page.sets()).hasSize(Selection.PAGE);
    assertThat(page.cursor()).contains(sets.get(1).ref().position());
    assertThat(last.sets()).containsExactly(SelectedSet.of(sets.getFirst(), List.of()));
    assertThat(last.cursor()).isEmpty();
    assertThat(Selection.of(sets.subList(0, Selection.PAGE), Optional.empty()).cursor()).isEmpty();
  }

  @Test
  void aPage_countsSnapshots_notSets() {
    List<SnapshotSet> sets = new ArrayList<>();
    for (int day = 0; day < Selection.PAGE / 2 + 1; day++) {
      sets.add(verified(day, "-", "-"));
    }

    assertThat(Selection.of(sets, Optional.empty()).sets()).hasSize(Selection.PAGE / 2);
  }
}
