package ebsbackup.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetRef;
import ebsbackup.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PruneProgressTest {
  private static final PruneProgress NONE = new Json().read("{}", PruneProgress.class);
  private static final Instant TIME = Instant.parse("2026-01-01T03:00:14Z");
  private static final SetRef SET = new SetRef("i-1", "daily/1", TIME);

  @Test
  void anEmptyObject_isAPruneThatHasDoneNothing() {
    assertThat(NONE)
        .isEqualTo(
            new PruneProgress(
                0, 0, 0, 0, 0, List.of(), 0, Optional.empty(), List.of(), Optional.empty()));
    assertThat(NONE.estimateOrNone()).isEqualTo(Estimate.NONE);
  }

  @Test
  void aPageOfDeletionsIsAdded() {
    DeletionResult page =
        new DeletionResult(
            5,
            2,
            3,
            List.of(
                outcome(Outcome.Result.DELETED, Optional.of(7L)),
                outcome(Outcome.Result.DELETED, Optional.empty()),
                outcome(Outcome.Result.ALREADY_GONE, Optional.of(9L)),
                outcome(Outcome.Result.REFUSED, Optional.of(11L))),
            Optional.empty());

    PruneProgress progress = NONE.plusDeleted(page).plusDeleted(page);

    assertThat(progress.deletedSets()).isEqualTo(6);
    assertThat(progress.refusedSets()).isEqualTo(2);
    assertThat(progress.deletedSnapshots()).isEqualTo(10);
    assertThat(progress.alreadyGone()).isEqualTo(4);
    assertThat(progress.recycled()).isEqualTo(6);
    assertThat(progress.outcomes()).hasSize(8);
    assertThat(progress.outcomesOmitted()).isZero();
    assertThat(progress.failure()).isEmpty();
    // Only what is deleted frees anything.
    assertThat(progress.estimateOrNone())
        .isEqualTo(new Estimate(14, 2, 2, 0, List.of(), Optional.empty()));
  }

  /** Every field differs, so none can take the value of another. */
  @Test
  void whatAStepDoesNotChange_isKept() {
    Outcome first = outcome(Outcome.Result.DELETED, Optional.of(1L));
    Outcome second = outcome(Outcome.Result.REFUSED, Optional.of(2L));
    SetEstimate estimated = estimate(Optional.of(3L));
    Estimate before = new Estimate(10, 11, 12, 13, List.of("slow"), Optional.of("free"));
    PruneProgress progress =
        new PruneProgress(
            1,
            2,
            3,
            4,
            5,
            List.of(first),
            6,
            Optional.of(before),
            List.of(estimated),
            Optional.of("denied"));

    assertThat(progress.plusRequests(7, List.of("slower")))
        .isEqualTo(
            new PruneProgress(
                1,
                2,
                3,
                4,
                5,
                List.of(first),
                6,
                Optional.of(
                    new Estimate(10, 11, 12, 20, List.of("slow", "slower"), Optional.of("free"))),
                List.of(estimated),
                Optional.of("denied")));
    assertThat(progress.plusEstimates(List.of(estimate(Optional.empty()))).estimates())
        .containsExactly(estimated, estimate(Optional.empty()));
    PruneProgress deleted =
        progress.plusDeleted(
            new DeletionResult(20, 21, 22, List.of(second), Optional.of("throttled")));
    assertThat(deleted)
        .isEqualTo(
            new PruneProgress(
                1,
                3,
                23,
                25,
                27,
                List.of(first, second),
                6,
                deleted.estimate(),
                List.of(estimated),
                Optional.of("throttled")));
    Estimate priced = before.priced();
    assertThat(priced).isEqualTo(new Estimate(10, 11, 12, 13, List.of("slow"), priced.cost()));
    assertThat(priced.cost().orElseThrow()).startsWith("13 requests, about ");
  }

  @Test
  void theEstimates_areThoseOfAllDeletedSets() {
    List<Outcome> outcomes =
        Stream.of(Outcome.Result.REFUSED, Outcome.Result.DELETED, Outcome.Result.DELETED)
            .map(
                result ->
                    new Outcome(new SetRef("i-1", "r", TIME), result, "why", Optional.of(1L << 20)))
            .toList();

    assertThat(new DeletionResult(3, 0, 0, outcomes, Optional.empty()).estimatedBytes())
        .containsExactly(1L << 20, 1L << 20);
  }

  /** The pages of deletions and the lists are cut by these sizes. */
  @ParameterizedTest
  @CsvSource({"300, 10", "10, 300"})
  void theApproximateSizes_areNotLessThanThoseOfTheJson(int source, int run) {
    SetRef set = new SetRef("s".repeat(source), "r".repeat(run), TIME);
    Json json = new Json();
    Outcome outcome = new Outcome(set, Outcome.Result.ALREADY_GONE, "why", Optional.of(1L << 40));
    SetEstimate estimate = new SetEstimate(set, Optional.of(1L << 40));
    Deletion deletion =
        new Deletion(
            set,
            List.of("snap-0123456789abcdef0", "snap-0123456789abcdef2"),
            "why",
            true,
            Optional.of(1L << 40),
            List.of("snap-0123456789abcdef1", "snap-0123456789abcdef3"),
            Optional.empty());

    assertThat(outcome.jsonBytes() - json.write(outcome).length()).isBetween(0, 60);
    assertThat(estimate.jsonBytes() - json.write(estimate).length()).isBetween(0, 60);
    assertThat(deletion.jsonBytes() - json.write(deletion).length()).isBetween(0, 60);
  }

  @Test
  void whatEndsTheDeletions_isKept() {
    DeletionResult denied =
        new DeletionResult(0, 0, 0, List.of(), Optional.of("DeleteSnapshot: denied"));

    assertThat(NONE.plusDeleted(denied).plusRequests(1, List.of()).failure())
        .contains("DeleteSnapshot: denied");
  }

  @Test
  void outcomesThatDoNotFit_areCounted() {
    DeletionResult page =
        new DeletionResult(
            0,
            0,
            0,
            Collections.nCopies(150, outcome(Outcome.Result.REFUSED, Optional.empty())),
            Optional.empty());

    PruneProgress progress = NONE.plusDeleted(page).plusDeleted(page).plusDeleted(page);

    assertThat(progress.outcomes()).hasSize(200);
    assertThat(progress.outcomesOmitted()).isEqualTo(250);
    assertThat(progress.refusedSets()).isEqualTo(450);
  }

  @Test
  void aPreview_countsAsNotEstimated_untilItIsEstimated() {
    PruneProgress previewed = NONE.plusPreview(3);

    assertThat(previewed.estimateOrNone())
        .isEqualTo(new Estimate(0, 0, 3, 0, List.of(), Optional.empty()));

    PruneProgress estimated =
        previewed.plusEstimates(
            List.of(
                estimate(Optional.of(5L)), estimate(Optional.of(6L)), estimate(Optional.empty())));

    assertThat(estimated.estimateOrNone())
        .isEqualTo(new Estimate(11, 2, 1, 0, List.of(), Optional.empty()));
    assertThat(estimated.estimates()).hasSize(3);
    assertThat(estimated.plusEstimates(List.of(estimate(Optional.empty()))).estimates()).hasSize(4);
  }

  @Test
  void whatAnEstimateCosts_andTheFirstProblems_areAdded() {
    PruneProgress progress =
        NONE.plusRequests(3, List.of("a", "b", "c"))
            .plusRequests(4, List.of("d", "e".repeat(400), "f"));

    Estimate estimate = progress.estimateOrNone();
    assertThat(estimate.requests()).isEqualTo(7);
    assertThat(estimate.problems()).containsExactly("a", "b", "c", "d", "e".repeat(300) + "…");
  }

  @Test
  void aProblemIsAdded_ifThereIsOne() {
    assertThat(NONE.plusProblem(Optional.of("killed")).estimateOrNone().problems())
        .containsExactly("killed");
    assertThat(NONE.plusProblem(Optional.empty()).estimateOrNone()).isEqualTo(Estimate.NONE);
  }

  @Test
  void aRepeatedStep_countsNothingTwice() {
    DeletionResult page =
        new DeletionResult(
            1, 0, 0, List.of(outcome(Outcome.Result.DELETED, Optional.empty())), Optional.empty());
    PruneProgress before = NONE.plusPreview(1);

    assertThat(before.plusDeleted(page)).isEqualTo(before.plusDeleted(page));
    assertThat(before.deletedSets()).isZero();
  }

  @Test
  void theLargestProgress_leavesRoomForAPageOfDeletions() {
    Outcome longest =
        new Outcome(
            new SetRef("i-%017x".formatted(1), "p".repeat(170), TIME),
            Outcome.Result.REFUSED,
            "é".repeat(400),
            Optional.of(1L));
    PruneProgress progress =
        NONE.plusDeleted(
                new DeletionResult(
                    0, 0, 0, Collections.nCopies(300, longest), Optional.of("x".repeat(2_000))))
            .plusEstimates(Collections.nCopies(300, estimate(Optional.of(1L))));

    assertThat(progress.outcomes()).hasSizeGreaterThan(50);
    assertThat(progress.estimates()).hasSize(200);
    assertThat(new Json().write(progress).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(125_000);
  }

  private static Outcome outcome(Outcome.Result result, Optional<Long> bytes) {
    return new Outcome(SET, result, "no rule keeps it", bytes);
  }

  private static SetEstimate estimate(Optional<Long> bytes) {
    return new SetEstimate(SET, bytes);
  }
}
