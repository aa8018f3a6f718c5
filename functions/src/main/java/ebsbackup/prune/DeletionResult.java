package ebsbackup.prune;

import java.util.List;
import java.util.Optional;

/**
 * The result of a page of deletions.
 *
 * @param snapshots the number of snapshots that were deleted; {@code alreadyGone} did not exist
 * @param recycled the number of deleted snapshots that are in the Recycle Bin
 * @param outcomes the outcomes of the sets that were deleted or refused
 * @param failure why nothing more can be deleted
 */
public record DeletionResult(
    int snapshots,
    int alreadyGone,
    int recycled,
    List<Outcome> outcomes,
    Optional<String> failure) {
  public DeletionResult {
    outcomes = List.copyOf(outcomes);
  }

  int count(Outcome.Result result) {
    return (int) outcomes.stream().filter(outcome -> outcome.result() == result).count();
  }

  /** What each deleted set is estimated to free, if known. */
  List<Long> estimatedBytes() {
    return outcomes.stream()
        .filter(outcome -> outcome.result() == Outcome.Result.DELETED)
        .flatMap(outcome -> outcome.estimatedBytes().stream())
        .toList();
  }
}
