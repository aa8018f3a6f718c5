package ebsbackup.prune;

import ebsbackup.request.Plan;
import java.util.List;
import java.util.Optional;

/**
 * The next page of work.
 *
 * @param deletions the next sets to delete; empty in a dry run or if a safety limit stops the run
 * @param preview in a dry run whose plan asks for an estimate, the next sets that would be deleted
 * @param cursor absent on the last page
 * @param stopReason what stops the run
 */
record PrunePage(
    List<Deletion> deletions,
    List<Deletion> preview,
    Optional<String> cursor,
    Optional<String> stopReason) {

  /**
   * The snapshots of a page: about as many as are deleted within four minutes of the decision. Each
   * page lists all of the plan's snapshots again, so small pages cost calls.
   */
  private static final int SNAPSHOTS = 1_000;

  /** The snapshots of a page with an estimate, whose number of requests is limited per page. */
  private static final int SNAPSHOTS_TO_ESTIMATE = 300;

  /**
   * Returns what is left of the previous page. If nothing is left, returns the page after a cursor,
   * or the first page without one.
   *
   * @param left what is left of the previous page after its decision has become too old
   * @param deletedSets the number of sets that this execution has deleted
   */
  static PrunePage of(
      Plan plan, Decided decided, List<Deletion> left, Optional<String> cursor, int deletedSets) {
    Optional<String> stopReason = decided.stopReason(plan, deletedSets);
    boolean dryRun = plan.pruning().dryRun();
    boolean estimate = plan.pruning().estimate();
    Decided.Page page =
        stopReason.isPresent() || (dryRun && !estimate)
            ? Decided.Page.EMPTY
            : left.isEmpty()
                ? decided.page(
                    cursor,
                    decided.allowed(plan, deletedSets),
                    estimate ? SNAPSHOTS_TO_ESTIMATE : SNAPSHOTS)
                : new Decided.Page(decided.again(left), cursor);
    return new PrunePage(
        dryRun ? List.of() : page.deletions(),
        dryRun ? page.deletions() : List.of(),
        page.cursor(),
        stopReason);
  }
}
