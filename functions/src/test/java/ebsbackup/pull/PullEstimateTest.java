package ebsbackup.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotBuilder;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.failure.InvalidInputException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PullEstimateTest {
  /** Sets of two volumes of these sizes. */
  private static DueSets due(int sets, int one, int other) {
    return new DueSets(
        IntStream.range(0, sets)
            .mapToObj(Copies::set)
            .map(set -> new SnapshotSet(set.tags(), set.startTime(), sized(set, one, other)))
            .toList());
  }

  private static List<Snapshot> sized(SnapshotSet set, int one, int other) {
    return List.of(
        SnapshotBuilder.like(set.snapshots().get(0)).size(one).build(),
        SnapshotBuilder.like(set.snapshots().get(1)).size(other).build());
  }

  @Test
  void aPlainCopy_takesAsLongAsTheLargest_orAsAllSideBySide() {
    assertThat(PullEstimate.of(due(1, 100, 300), Optional.empty()))
        .isEqualTo(new PullEstimate(1, 2, 400, 3072, 8.0));
    // 25 sets of 400 GiB in 20 places.
    assertThat(PullEstimate.of(due(25, 100, 300), Optional.empty()).seconds()).isEqualTo(5120);
    assertThat(PullEstimate.of(new DueSets(List.of()), Optional.empty()))
        .isEqualTo(new PullEstimate(0, 0, 0, 0, 0));
  }

  @Test
  void aPromisedTime_countsForEachTwentyCopies_andCostsExtra() {
    CompletionTime hour = new CompletionTime(60);

    assertThat(PullEstimate.of(due(10, 1, 1), Optional.of(hour)).seconds()).isEqualTo(3_600);
    PullEstimate more = PullEstimate.of(due(11, 1, 1), Optional.of(hour));
    assertThat(more.seconds()).isEqualTo(7_200);
    assertThat(more.dollars()).isCloseTo(22 * 0.036, within(1e-9));
  }

  @Test
  void theTime_isThatOfThePlan_andCheckedAgainstTheSizes() {
    List<Snapshot> large = due(1, 100, 16_384).snapshots();

    assertThat(CompletionTime.of(Copies.PLAN, large)).isEmpty();
    assertThat(
            CompletionTime.of(
                Copies.plan("\"completeWithin\": \"PT10H\", \"keep\": {\"last\": 2}"), large))
        .contains(new CompletionTime(600));
    assertThatThrownBy(
            () ->
                CompletionTime.of(
                    Copies.plan("\"completeWithin\": \"PT9H\", \"keep\": {\"last\": 2}"), large))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "completeWithin: expected at least PT9H30M, the minimum for %s with 16384 GiB, but was PT9H"
                .formatted(large.get(1).snapshotId()));
    assertThat(CompletionTime.shortest(SnapshotBuilder.like(large.get(1)).size(0).build()))
        .as("never zero")
        .isEqualTo(new CompletionTime(15));
    // 16 TiB at 500 MiB/s: 9 h 19 min, and so 38 quarters of an hour.
    assertThat(CompletionTime.shortest(large.get(1))).isEqualTo(new CompletionTime(570));
  }
}
