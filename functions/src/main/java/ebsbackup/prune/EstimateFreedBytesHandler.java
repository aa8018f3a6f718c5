package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Wiring;
import ebsbackup.blocks.BlockSource;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * "Estimate Freed Bytes": estimates how much the deletions that "Plan Prune" decided on will free,
 * by comparing snapshots with their neighbors. A refused call does not make it fail: the report
 * names what cannot be estimated.
 */
public final class EstimateFreedBytesHandler
    implements RequestHandler<EstimateFreedBytesHandler.Input, EstimateFreedBytesHandler.Output> {

  /** A request lists up to 5 GiB of changes, so this covers terabytes for a tenth of a cent. */
  static final int MAX_REQUESTS = 1_000;

  /** Well below the function's timeout of 300 s, so a call that hangs can still end. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final SnapshotComparison comparison;
  private final Clock clock;

  public EstimateFreedBytesHandler() {
    this(Wiring.fromEnvironment());
  }

  public EstimateFreedBytesHandler(Wiring wiring) {
    comparison = new SnapshotComparison(wiring);
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param deletions a page of the planned deletions; empty in a dry run
   * @param preview in a dry run, a page of the sets that would be deleted
   */
  public record Input(
      Plan plan, List<Deletion> deletions, List<Deletion> preview, PruneProgress progress) {}

  /**
   * The estimates.
   *
   * @param deletions the same deletions with their estimates
   * @param progress the progress; in a dry run with what the sets would free, otherwise only with
   *     the cost of the estimate, because a set that is not deleted frees nothing
   */
  public record Output(List<Deletion> deletions, PruneProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RequestBudget budget = new RequestBudget(MAX_REQUESTS, clock.instant().plus(PATIENCE), clock);
    FreedBytes freed =
        comparison.of(
            Stream.concat(input.deletions().stream(), input.preview().stream()).toList(), budget);
    freed.problems().forEach(problem -> context.getLogger().log("not estimated: " + problem));
    return new Output(
        estimated(input.deletions(), freed),
        input
            .progress()
            .plusRequests(budget.taken(), freed.problems())
            .plusEstimates(
                estimated(input.preview(), freed).stream().map(Deletion::estimate).toList()));
  }

  private static List<Deletion> estimated(List<Deletion> deletions, FreedBytes freed) {
    return deletions.stream()
        .map(deletion -> freed.estimated(deletion, BlockSource.BLOCK_SIZE))
        .toList();
  }
}
