package ebsbackup.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsecutiveDeletionsTest {
  private final List<Snapshot> row = List.of(of(1, 0), of(1, 1), of(1, 2), of(1, 3), of(1, 4));

  @Test
  void neighborsThatGoTogetherAreOneStretch() {
    assertThat(ConsecutiveDeletions.of(row, Set.of(id(1), id(2))))
        .containsExactly(
            new ConsecutiveDeletions(
                Optional.of(id(0)), List.of(id(1), id(2)), Optional.of(id(3))));
  }

  @Test
  void oneThatStaysPartsThem() {
    assertThat(ConsecutiveDeletions.of(row.reversed(), Set.of(id(0), id(2), id(4))))
        .containsExactly(
            new ConsecutiveDeletions(Optional.empty(), List.of(id(0)), Optional.of(id(1))),
            new ConsecutiveDeletions(Optional.of(id(1)), List.of(id(2)), Optional.of(id(3))),
            new ConsecutiveDeletions(Optional.of(id(3)), List.of(id(4)), Optional.empty()));
  }

  @Test
  void ofTwoAtOneMoment_theOrderIsAlwaysTheSame() {
    List<Snapshot> twins = List.of(of(1, 0), copy(of(1, 0), "snap-2", "completed", "standard"));

    assertThat(ConsecutiveDeletions.of(twins, Set.of(id(0), "snap-2")))
        .isEqualTo(ConsecutiveDeletions.of(twins.reversed(), Set.of(id(0), "snap-2")));
  }

  @Test
  void volumesAreApart() {
    Snapshot other = of(2, 2);

    List<ConsecutiveDeletions> stretches =
        ConsecutiveDeletions.of(List.of(row.get(1), other, row.get(3)), Set.of(id(1)));

    assertThat(stretches)
        .containsExactly(
            new ConsecutiveDeletions(Optional.empty(), List.of(id(1)), Optional.of(id(3))));
    assertThat(
            ConsecutiveDeletions.of(List.of(row.get(1), other), Set.of(id(1), other.snapshotId())))
        .containsExactlyInAnyOrder(
            new ConsecutiveDeletions(Optional.empty(), List.of(id(1)), Optional.empty()),
            new ConsecutiveDeletions(
                Optional.empty(), List.of(other.snapshotId()), Optional.empty()));
  }

  @Test
  void whatHasNoBlocksToShareIsNotANeighbor() {
    List<Snapshot> all =
        List.of(
            row.get(0),
            copy(row.get(1), "snap-a", "completed", "archive"),
            row.get(2),
            copy(row.get(3), "snap-e", "error", "standard"),
            copy(row.get(4), "snap-p", "pending", "standard"));

    assertThat(ConsecutiveDeletions.of(all, Set.of(id(2), "snap-a", "snap-e")))
        .containsExactly(
            new ConsecutiveDeletions(Optional.of(id(0)), List.of(id(2)), Optional.of("snap-p")));
  }

  @Test
  void following_endsWithTheOneThatStays() {
    assertThat(
            new ConsecutiveDeletions(Optional.empty(), List.of("a", "b"), Optional.of("c"))
                .following())
        .containsExactly("a", "b", "c");
    assertThat(
            new ConsecutiveDeletions(Optional.of("z"), List.of("a"), Optional.empty()).following())
        .containsExactly("a");
  }

  private String id(int day) {
    return row.get(day).snapshotId();
  }

  private static Snapshot of(int volume, int day) {
    return Samples.snapshot(
        Samples.volumeId(volume), Samples.NIGHT.plus(Duration.ofDays(day)), "completed", Map.of());
  }

  private static Snapshot copy(Snapshot s, String id, String state, String tier) {
    return SnapshotBuilder.like(s).id(id).state(state).tier(tier).build();
  }
}
