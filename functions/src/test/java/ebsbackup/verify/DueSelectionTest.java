package ebsbackup.verify;

import static ebsbackup.ebs.Samples.NIGHT;
import static ebsbackup.ebs.VerificationTest.verified;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.SetRef;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DueSelectionTest {
  private static final Instant BEGUN = NIGHT.plus(Duration.ofDays(1000));

  private final SnapshotSet first = verified(1, "-", "-");
  private final SnapshotSet second = verified(2, "-");

  @Test
  void goodSetsWithoutAVerdict_areSelected_theNewestFirst() {
    SnapshotSet failed = Samples.set("r4", second.startTime().plusSeconds(9), "error");

    DueSelection selection =
        DueSelection.of(
            List.of(first, verified(3, "sound"), failed, verified(5, "damaged x"), second),
            BEGUN,
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
            List.of(member, SnapshotBuilder.like(member).tier("archive").build()));

    assertThat(DueSelection.isDue(second)).isTrue();
    assertThat(DueSelection.isDue(archived)).isFalse();
    assertThat(DueSelection.all(List.of(first, archived, verified(3, "sound")), BEGUN))
        .as("an estimate counts the same sets")
        .containsExactly(first);
  }

  @Test
  void pages_endBetweenSets_andGoOnBehindTheLastOne() {
    List<SnapshotSet> sets = new ArrayList<>();
    for (int day = 0; day < DueSelection.PAGE + 1; day++) {
      sets.add(verified(day, "-"));
    }

    DueSelection page = DueSelection.of(sets, BEGUN, Optional.empty());
    DueSelection last = DueSelection.of(sets, BEGUN, page.cursor());

    assertThat(page.sets()).hasSize(DueSelection.PAGE);
    assertThat(last.sets()).containsExactly(SelectedSet.of(sets.getFirst(), List.of()));
    assertThat(last.cursor()).isEmpty();
    assertThat(
            DueSelection.of(sets.subList(0, DueSelection.PAGE), BEGUN, Optional.empty()).cursor())
        .isEmpty();
  }

  @Test
  void aPage_countsSnapshots_notSets() {
    List<SnapshotSet> sets = new ArrayList<>();
    for (int day = 0; day < DueSelection.PAGE / 2 + 1; day++) {
      sets.add(verified(day, "-", "-"));
    }

    assertThat(DueSelection.of(sets, BEGUN, Optional.empty()).sets())
        .hasSize(DueSelection.PAGE / 2);
  }

  private static SnapshotSet set(String source, Instant start, String verdict) {
    SnapshotSet set = verified(0, verdict);
    SetTags tags = new SetTags("daily", "run " + start, source, set.tags().members());
    return new SnapshotSet(tags, start, set.snapshots());
  }

  /**
   * Nights with requests for fewer sets than there are sources: always the same ones would be
   * verified, and the others never.
   */
  @Test
  void requestsThatDoNotSuffice_reachEverySourceWithinAStatedNumberOfNights() {
    int sources = 23;
    int enough = 5;
    int nights = (sources + enough - 1) / enough;
    List<SnapshotSet> sets = new ArrayList<>();
    List<Set<String>> verified = new ArrayList<>();
    for (int night = 0; night < 4 * nights; night++) {
      Instant start = NIGHT.plus(Duration.ofDays(night));
      for (int source = 0; source < sources; source++) {
        sets.add(set("i-" + source, start, "-"));
      }
      Instant begun = start.plusSeconds(60);
      Set<String> tonight = new HashSet<>();
      for (int i = 0; i < enough; i++) {
        SetRef chosen = DueSelection.of(sets, begun, Optional.empty()).sets().getFirst().set();
        assertThat(tonight.add(chosen.source())).isTrue();
        assertThat(chosen.startTime()).as("the newest first").isEqualTo(start);
        sets.removeIf(set -> set.ref().equals(chosen));
        sets.add(set(chosen.source(), start, "sound " + begun.plusSeconds(i)));
      }
      verified.add(tonight);
    }

    for (int from = 0; from + nights <= verified.size(); from++) {
      assertThat(
              verified.subList(from, from + nights).stream()
                  .flatMap(Set::stream)
                  .collect(Collectors.toSet()))
          .as("from night %d", from)
          .hasSize(sources);
    }
  }

  @Test
  void whenEverySourceHasOneVerdict_theSetsBeforeFollow_roundByRound() {
    List<SnapshotSet> sets =
        List.of(
            set("i-1", NIGHT, "-"),
            set("i-1", NIGHT.plusSeconds(100), "-"),
            set("i-1", NIGHT.plusSeconds(200), "-"),
            set("i-2", NIGHT.plusSeconds(10), "-"),
            set("i-2", NIGHT.plusSeconds(110), "-"));

    assertThat(DueSelection.of(sets, BEGUN, Optional.empty()).sets())
        .extracting(selected -> selected.set().toString())
        .containsExactly(
            sets.get(2).ref().toString(),
            sets.get(4).ref().toString(),
            sets.get(1).ref().toString(),
            sets.get(3).ref().toString(),
            sets.get(0).ref().toString());
  }

  @Test
  void aSetThatIsMadeDuringTheRun_waitsForTheNext() {
    assertThat(DueSelection.of(List.of(first), first.startTime(), Optional.empty()).sets())
        .hasSize(1);
    assertThat(
            DueSelection.of(List.of(first), first.startTime().minusMillis(1), Optional.empty())
                .sets())
        .isEmpty();
  }

  /** The first page ends in the first round, or in the second. */
  @ParameterizedTest
  @CsvSource({"201, 2", "100, 3"})
  void verdictsOfTheRun_moveNoSetToAPlaceThatTheCursorHasPassed(int sources, int setsOfEach) {
    List<SnapshotSet> sets = new ArrayList<>();
    Instant begun = NIGHT.plusMillis(200_500);
    for (int source = 0; source < sources; source++) {
      for (int set = 0; set < setsOfEach; set++) {
        sets.add(set("i-" + source, NIGHT.plusSeconds(50L * set), "-"));
      }
    }
    Set<SetRef> chosen = new HashSet<>();
    Optional<String> cursor = Optional.empty();
    do {
      DueSelection page = DueSelection.of(sets, begun, cursor);
      for (SelectedSet selected : page.sets()) {
        SetRef ref = selected.set();
        chosen.add(ref);
        sets.removeIf(set -> set.ref().equals(ref));
        // A tag has whole seconds.
        sets.add(set(ref.source(), ref.startTime(), "unknown " + NIGHT.plusSeconds(200)));
      }
      cursor = page.cursor();
    } while (cursor.isPresent());

    assertThat(chosen).hasSize(sources * setsOfEach);
  }

  @Test
  void aSetWithAVerdict_hasNoRound_andIsNotSelectedAgain() {
    SnapshotSet before = set("i-1", NIGHT.plusSeconds(200), "sound " + NIGHT.plusSeconds(300));
    SnapshotSet during = set("i-2", NIGHT.plusSeconds(200), "sound " + BEGUN);
    List<SnapshotSet> due =
        List.of(
            set("i-3", NIGHT.plusSeconds(200), "-"),
            set("i-1", NIGHT.plusSeconds(100), "-"),
            set("i-3", NIGHT.plusSeconds(100), "-"));
    List<SnapshotSet> all = new ArrayList<>(due);
    all.addAll(List.of(before, during));

    assertThat(DueSelection.of(all, BEGUN, Optional.empty()).sets())
        .extracting(SelectedSet::set)
        .containsExactlyElementsOf(due.stream().map(SnapshotSet::ref).toList());
  }
}
