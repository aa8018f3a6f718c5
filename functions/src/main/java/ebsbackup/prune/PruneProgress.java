package ebsbackup.prune;

import ebsbackup.report.PayloadBudget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a prune has done so far. Each step takes the progress and returns it with its own part
 * added, so a step that Step Functions retries starts from the same progress and counts nothing
 * twice. An empty JSON object is a prune that has done nothing.
 *
 * @param deletedSets the number of sets of which nothing is left; {@code refusedSets} should have
 *     been deleted but exist
 * @param deletedSnapshots the number of snapshots that were deleted; {@code alreadyGone} did not
 *     exist, {@code recycled} are in the Recycle Bin
 * @param outcomes the result for each set, as far as they fit; {@code outcomesOmitted} more are
 *     left out
 * @param estimate how much the deletions free, if requested
 * @param estimates the estimates of a dry run, as far as they fit
 * @param failure why nothing more can be deleted
 */
public record PruneProgress(
    int deletedSets,
    int refusedSets,
    int deletedSnapshots,
    int alreadyGone,
    int recycled,
    List<Outcome> outcomes,
    int outcomesOmitted,
    Optional<Estimate> estimate,
    List<SetEstimate> estimates,
    Optional<String> failure) {

  /** Together with a page of deletions, both lists stay below 256 KiB. */
  private static final PayloadBudget OUTCOMES = new PayloadBudget(200, 50_000);

  private static final PayloadBudget ESTIMATES = new PayloadBudget(200, 40_000);

  public PruneProgress {
    outcomes = List.copyOf(outcomes);
    estimates = List.copyOf(estimates);
  }

  /** Adds the result of a page of deletions. */
  public PruneProgress plusDeleted(DeletionResult result) {
    List<Outcome> all = concat(outcomes, result.outcomes());
    List<Outcome> fitting = OUTCOMES.fitting(all, Outcome::jsonBytes);
    int refused = result.count(Outcome.Result.REFUSED);
    return new PruneProgress(
        deletedSets + result.outcomes().size() - refused,
        refusedSets + refused,
        deletedSnapshots + result.snapshots(),
        alreadyGone + result.alreadyGone(),
        recycled + result.recycled(),
        fitting,
        outcomesOmitted + all.size() - fitting.size(),
        Optional.of(
            estimateOrNone()
                .expecting(result.count(Outcome.Result.DELETED))
                .known(result.estimatedBytes())),
        estimates,
        result.failure());
  }

  /** Adds why an estimate is incomplete. */
  PruneProgress plusProblem(Optional<String> problem) {
    return plusRequests(0, problem.stream().toList());
  }

  /** Adds sets that a dry run will estimate. Until then they count as not estimated. */
  public PruneProgress plusPreview(int sets) {
    return with(estimateOrNone().expecting(sets), estimates);
  }

  /** Adds the estimates of a dry run. */
  public PruneProgress plusEstimates(List<SetEstimate> made) {
    return with(
        estimateOrNone().known(made.stream().flatMap(e -> e.bytes().stream()).toList()),
        ESTIMATES.fitting(concat(estimates, made), SetEstimate::jsonBytes));
  }

  /** Adds what an estimate cost, and why it is incomplete. */
  public PruneProgress plusRequests(int requests, List<String> problems) {
    return with(estimateOrNone().asked(requests, problems), estimates);
  }

  /** How much the deletions free; {@link Estimate#NONE} if no step has estimated it. */
  Estimate estimateOrNone() {
    return estimate.orElse(Estimate.NONE);
  }

  private PruneProgress with(Estimate newEstimate, List<SetEstimate> newEstimates) {
    return new PruneProgress(
        deletedSets,
        refusedSets,
        deletedSnapshots,
        alreadyGone,
        recycled,
        outcomes,
        outcomesOmitted,
        Optional.of(newEstimate),
        newEstimates,
        failure);
  }

  private static <T> List<T> concat(List<T> before, List<T> added) {
    return Stream.concat(before.stream(), added.stream()).toList();
  }
}
