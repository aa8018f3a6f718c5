package ebsbackup.pull;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.SnapshotSets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DueSetsTest {
  private static final Instant NOW = NIGHT.plus(Duration.ofDays(1));

  private static SnapshotSet here(SnapshotSet set) {
    return SnapshotSets.of(Copies.copies(set)).sets().getFirst();
  }

  private static List<SnapshotSet> due(List<SnapshotSet> source, List<SnapshotSet> here) {
    return DueSets.of(Copies.PLAN, source, here, NOW).sets();
  }

  @Test
  void onlyWhatWouldBeKeptHere_isDue_theNewestFirst() {
    List<SnapshotSet> source = List.of(Copies.set(0), Copies.set(1), Copies.set(2));

    assertThat(due(source, List.of())).containsExactly(Copies.set(2), Copies.set(1));
    assertThat(due(List.of(), List.of())).isEmpty();
  }

  @Test
  void whatIsHereAndGood_isNotDue_andFillsItsSlot() {
    List<SnapshotSet> source = List.of(Copies.set(0), Copies.set(1), Copies.set(2));

    assertThat(due(source, List.of(here(Copies.set(2))))).containsExactly(Copies.set(1));
    // Gone at the source, and still the newest.
    assertThat(due(List.of(Copies.set(0), Copies.set(1)), List.of(here(Copies.set(2)))))
        .containsExactly(Copies.set(1));
    assertThat(
            due(
                List.of(Copies.set(0), Copies.set(1)),
                List.of(here(Copies.set(2)), here(Copies.set(3)))))
        .isEmpty();
    assertThat(due(source, List.of(here(Copies.set(1)), here(Copies.set(2))))).isEmpty();
  }

  @Test
  void aCopyThatIsNotGood_isStillDue() {
    SnapshotSet part =
        SnapshotSets.of(List.of(Copies.copy(Copies.set(2), 0, 1, "completed"))).sets().getFirst();
    SnapshotSet pending =
        SnapshotSets.of(
                List.of(
                    Copies.copy(Copies.set(2), 0, 1, "completed"),
                    Copies.copy(Copies.set(2), 1, 1, "pending")))
            .sets()
            .getFirst();

    assertThat(due(List.of(Copies.set(2)), List.of(part))).containsExactly(Copies.set(2));
    assertThat(due(List.of(Copies.set(2)), List.of(pending))).containsExactly(Copies.set(2));
    for (SnapshotSet gone : List.of(part, pending)) {
      assertThat(due(List.of(), List.of(gone))).as("the source no longer has it").isEmpty();
    }
  }

  /** The cursor of a page is a position in this order. */
  @Test
  void setsOfOneMoment_comeInOneOrder() {
    List<SnapshotSet> sets =
        new ArrayList<>(
            Stream.of("i-b", "i-a", "i-c")
                .map(
                    source -> {
                      SetTags tags = Copies.set(0).tags();
                      return new SnapshotSet(
                          new SetTags(tags.plan(), tags.run(), source, tags.members()),
                          NIGHT,
                          Copies.set(0).snapshots());
                    })
                .toList());

    for (int turn = 0; turn < sets.size(); turn++) {
      Collections.rotate(sets, 1);
      assertThat(due(sets, List.of()))
          .extracting(set -> set.tags().source())
          .containsExactly("i-c", "i-b", "i-a");
    }
  }

  @Test
  void whatIsNotGood_damagedOrArchivedAtTheSource_isNotDue_andFillsNoSlot() {
    SnapshotSet bad = Samples.set("r", NIGHT.plusSeconds(9000), "completed", "error");
    SnapshotSet damaged =
        new SnapshotSet(
            Copies.set(2).tags(),
            Copies.set(2).startTime(),
            Copies.set(2).snapshots().stream()
                .map(s -> Copies.with(s, SetTags.VERIFIED, "damaged 2026-03-02T09:00:00Z x"))
                .toList());
    SnapshotSet archived =
        new SnapshotSet(
            Copies.set(2).tags(),
            Copies.set(2).startTime(),
            List.of(
                Copies.set(2).snapshots().getFirst(),
                SnapshotBuilder.like(Copies.set(2).snapshots().getLast()).tier("archive").build()));

    assertThat(due(List.of(bad), List.of())).isEmpty();
    for (SnapshotSet unusable : List.of(bad, damaged, archived)) {
      assertThat(due(List.of(Copies.set(0), Copies.set(1), unusable), List.of()))
          .containsExactly(Copies.set(1), Copies.set(0));
    }
  }

  /** The prune here would delete it at once: a copy has no verdict before it is verified. */
  @Test
  void aSetThatOnlyItsVerdictKeepsAtTheSource_isNotDue() {
    SnapshotSet sound =
        new SnapshotSet(
            Copies.set(0).tags(),
            Copies.set(0).startTime(),
            Copies.set(0).snapshots().stream()
                .map(s -> Copies.with(s, SetTags.VERIFIED, "sound 2026-03-02T09:00:00Z x"))
                .toList());

    assertThat(due(List.of(sound, Copies.set(1), Copies.set(2)), List.of()))
        .containsExactly(Copies.set(2), Copies.set(1));
  }

  @Test
  void pagesGoOnWhereTheLastOneEnded() {
    List<SnapshotSet> source = IntStream.range(0, 150).mapToObj(Copies::set).toList();
    DueSets due = DueSets.of(Copies.plan("\"keep\": {\"last\": -1}"), source, List.of(), NOW);
    List<SetRef> seen = new ArrayList<>();

    DueSets.Page first = due.page(Optional.empty());
    first.sets().forEach(set -> seen.add(set.set()));
    DueSets.Page second = due.page(first.cursor());
    second.sets().forEach(set -> seen.add(set.set()));

    assertThat(first.sets()).hasSize(DueSets.PAGE / 2);
    assertThat(second.cursor()).isEmpty();
    assertThat(seen)
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(source.reversed().stream().map(SnapshotSet::ref).toList());
    assertThat(first.sets().getFirst().snapshotIds()).hasSize(2);
    SetToPull slow = failed(first.sets().getLast(), 1);
    SetToPull slower = failed(first.sets().getFirst(), 2);
    assertThat(second.after(List.of(slow, slower)).sets())
        .hasSize(52)
        .startsWith(slow, slower)
        .endsWith(second.sets().getLast());
    assertThat(first.after(List.of(slow)).cursor()).isEqualTo(first.cursor());
    assertThat(first.sets().getFirst().failures()).isEmpty();
  }

  private static SetToPull failed(SetToPull set, int failures) {
    return new SetToPull(
        set.set(), set.snapshotIds(), Map.of(set.snapshotIds().getFirst(), failures));
  }
}
