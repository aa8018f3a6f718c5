package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.SnapshotBlocks;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.ChangedBlocks;
import ebsbackup.ebs.RequestBudget;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.RefusedException;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * "Estimate Freed Bytes": estimates what the deletions that "Plan Prune" has decided on free, by
 * comparing snapshots with their neighbours. Never fails for a call that is refused: what cannot be
 * estimated is said to be so.
 */
public final class EstimateFreedBytesHandler
    implements RequestHandler<EstimateFreedBytesHandler.Input, EstimateFreedBytesHandler.Output> {

  /** A request lists up to 5 GiB of changes, so this is worth terabytes, and a tenth of a cent. */
  static final int MOST_REQUESTS = 1_000;

  /** Well under the function's time-out of 300 s, with time left for a call that hangs. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** EC2 takes at most 200 values in one filter. */
  private static final int MOST_VALUES = 200;

  private final Ec2Snapshots snapshots;
  private final SnapshotBlocks blocks;
  private final Clock clock;

  public EstimateFreedBytesHandler() {
    this(Wiring.fromEnvironment());
  }

  public EstimateFreedBytesHandler(Wiring wiring) {
    snapshots = wiring.snapshots();
    blocks = wiring.snapshotBlocks();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param deletions a page of the planned deletions; none in a dry run
   * @param preview in a dry run, a page of the sets that would be deleted
   */
  public record Input(
      Plan plan, List<Deletion> deletions, List<Deletion> preview, PruneProgress progress) {}

  /**
   * What came of it.
   *
   * @param deletions the same deletions with the estimates
   * @param progress in a dry run with what the sets would free, else only with what the estimate
   *     cost: a set that is not deleted frees nothing
   */
  public record Output(List<Deletion> deletions, PruneProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Page page = new Page(concat(input.deletions(), input.preview()));
    List<Deletion> estimated = page.estimate();
    page.problems.forEach(problem -> context.getLogger().log("not estimated: " + problem));
    int deletions = input.deletions().size();
    return new Output(
        estimated.subList(0, deletions),
        input
            .progress()
            .plusRequests(page.budget.taken(), List.copyOf(page.problems))
            .plusEstimates(estimated.stream().skip(deletions).map(Deletion::estimate).toList()));
  }

  private static List<Deletion> concat(List<Deletion> deletions, List<Deletion> preview) {
    return Stream.concat(deletions.stream(), preview.stream()).toList();
  }

  /** One call's bookkeeping. */
  private final class Page {
    private final List<Deletion> deletions;
    private final RequestBudget budget =
        new RequestBudget(MOST_REQUESTS, clock.instant().plus(PATIENCE), clock);
    private final Map<String, Long> freed = new HashMap<>();
    private final Set<String> problems = new LinkedHashSet<>();
    private boolean over;

    Page(List<Deletion> deletions) {
      this.deletions = deletions;
    }

    List<Deletion> estimate() {
      Set<String> ids = new HashSet<>();
      deletions.forEach(deletion -> ids.addAll(deletion.snapshotIds()));
      try {
        for (ConsecutiveDeletions stretch : ConsecutiveDeletions.of(withNeighbours(ids), ids)) {
          estimate(stretch);
        }
      } catch (AwsCallException e) {
        // Refused for all: access, a throttle, no answer. More calls would only make it worse.
        problems.add(String.valueOf(e.getMessage()));
      }
      return deletions.stream().map(this::estimated).toList();
    }

    /** All own snapshots of the volumes that these are of. */
    private List<Snapshot> withNeighbours(Set<String> ids) {
      List<Snapshot> found = inPages(List.copyOf(ids), snapshots::byIds);
      found.stream()
          .filter(snapshot -> !ConsecutiveDeletions.sharesBlocks(snapshot))
          .forEach(s -> problems.add("%s is in the archive or in error".formatted(s.snapshotId())));
      return inPages(
          found.stream().map(Snapshot::volumeId).distinct().toList(), snapshots::ofVolumes);
    }

    private static List<Snapshot> inPages(
        List<String> values, Function<List<String>, List<Snapshot>> listing) {
      List<Snapshot> all = new ArrayList<>();
      for (int i = 0; i < values.size(); i += MOST_VALUES) {
        all.addAll(listing.apply(values.subList(i, Math.min(i + MOST_VALUES, values.size()))));
      }
      return all;
    }

    private void estimate(ConsecutiveDeletions stretch) {
      if (over) {
        return;
      }
      try {
        compare(stretch);
      } catch (RefusedException e) {
        // Of these two snapshots: others can be compared.
        problems.add(String.valueOf(e.getMessage()));
      }
    }

    private void compare(ConsecutiveDeletions stretch) {
      FreedBlocks arithmetic = new FreedBlocks(stretch.before().isEmpty());
      Optional<String> previous = stretch.before();
      boolean leaving = false;
      for (String next : stretch.following()) {
        if (previous.isPresent()) {
          Optional<ChangedBlocks> change = blocks.changed(previous.get(), next, budget);
          if (change.isEmpty()) {
            exhausted();
            return;
          }
          long left = arithmetic.next(change.get());
          if (leaving) {
            freed.put(previous.get(), left);
          }
        }
        previous = Optional.of(next);
        leaving = true;
      }
      if (stretch.after().isEmpty()) {
        last(stretch, arithmetic);
      }
    }

    /** Nothing follows: all that is not in the snapshot before the stretch is freed. */
    private void last(ConsecutiveDeletions stretch, FreedBlocks arithmetic) {
      String id = stretch.deleted().getLast();
      Optional<Long> all =
          stretch.before().isPresent() ? Optional.of(arithmetic.last()) : blocks.count(id, budget);
      all.ifPresentOrElse(count -> freed.put(id, count), this::exhausted);
    }

    private void exhausted() {
      over = true;
      problems.add(
          "the rest would take more than %d requests or %s for one page"
              .formatted(MOST_REQUESTS, PATIENCE));
    }

    private Deletion estimated(Deletion deletion) {
      return freed.keySet().containsAll(deletion.snapshotIds())
          ? deletion.withEstimate(
              SnapshotBlocks.BLOCK_SIZE
                  * deletion.snapshotIds().stream().mapToLong(freed::get).sum())
          : deletion;
    }
  }
}
