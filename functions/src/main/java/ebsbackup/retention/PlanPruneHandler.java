package ebsbackup.retention;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.SnapshotHolds;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.InvalidInputException;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.json.Document;
import ebsbackup.json.Json;
import ebsbackup.plan.Keep;
import ebsbackup.plan.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * "Plan Prune": decides which sets of the plan are deleted, a page at a time, or what stops the
 * run. Cannot delete.
 */
public final class PlanPruneHandler
    implements RequestHandler<PlanPruneHandler.Input, PlanPruneHandler.Output> {

  /** Snapshots a page: keeps what travels between two states well under 256 KiB. */
  private static final int PAGE = 300;

  private final Json json = new Json();
  private final Decider decider;

  public PlanPruneHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlanPruneHandler(Wiring wiring) {
    decider = new Decider(wiring);
  }

  /**
   * What the workflow hands in.
   *
   * @param plan the input of the execution
   * @param startTime when the execution started
   * @param cursor where the page before ended; absent for the first
   * @param deletedSets how many sets this execution has deleted
   */
  public record Input(Document plan, Instant startTime, Optional<String> cursor, int deletedSets) {}

  /**
   * What to do next.
   *
   * @param deletions the page: none in a dry run, or when a brake stops the run
   * @param preview in a dry run whose plan asks for an estimate, the page that would be deleted
   * @param cursor absent on the last page
   * @param brake what stops the run
   * @param deadline when to stop deleting
   */
  public record Output(
      List<Deletion> deletions,
      List<Deletion> preview,
      Optional<String> cursor,
      Optional<String> brake,
      Instant deadline) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Plan plan = json.read(input.plan(), Plan.class);
    Instant deadline = input.startTime().plus(plan.deadline());
    Decided decided = decider.decide(plan);
    decided.log(context);
    Optional<String> brake = decided.brake(plan, input.deletedSets());
    boolean dryRun = plan.pruning().dryRun();
    if (brake.isPresent() || (dryRun && !plan.pruning().estimate())) {
      return new Output(List.of(), List.of(), Optional.empty(), brake, deadline);
    }
    Page page = page(decided.deletions(), input.cursor());
    return dryRun
        ? new Output(List.of(), page.deletions(), page.cursor(), Optional.empty(), deadline)
        : new Output(page.deletions(), List.of(), page.cursor(), Optional.empty(), deadline);
  }

  /**
   * Some of the deletions.
   *
   * @param cursor absent on the last page
   */
  private record Page(List<Deletion> deletions, Optional<String> cursor) {}

  private static Page page(List<Deletion> deletions, Optional<String> cursor) {
    List<Deletion> page = new ArrayList<>();
    int snapshots = 0;
    for (Deletion deletion : deletions) {
      if (cursor.isEmpty() || deletion.cursor().compareTo(cursor.get()) > 0) {
        if (snapshots >= PAGE) {
          return new Page(page, Optional.of(page.getLast().cursor()));
        }
        page.add(deletion);
        snapshots += deletion.snapshotIds().size();
      }
    }
    return new Page(page, Optional.empty());
  }

  /**
   * What was decided on all that the plan has.
   *
   * @param ignored snapshots with damaged tags
   * @param aheadBy how far EC2's clock is ahead of ours
   */
  record Decided(List<Decision> decisions, List<String> ignored, Optional<Duration> aheadBy) {
    List<Deletion> deletions() {
      return decisions.stream()
          .filter(decision -> decision.fate().deletes())
          .map(Deletion::of)
          .sorted(Deletion.ORDER)
          .toList();
    }

    /** What stops the deletions, if there are any. */
    Optional<String> brake(Plan plan, int deletedSets) {
      int deletions = deletions().size();
      if (deletions == 0) {
        return Optional.empty();
      }
      return Brakes.clocks(aheadBy)
          .or(
              () ->
                  Brakes.tooMany(
                      decisions.size() + deletedSets,
                      deletions + deletedSets,
                      plan.pruning().maxDeletions()));
    }

    /** A line for each set: more than fits into a payload fits into the log. */
    private void log(Context context) {
      for (Decision decision : decisions) {
        context
            .getLogger()
            .log(
                "%s %s %s %s: %s"
                    .formatted(
                        decision.fate(),
                        decision.set().tags().source(),
                        decision.set().startTime(),
                        decision.set().tags().run(),
                        decision.reason()));
      }
    }
  }

  /** Reads all that a decision needs, and decides. */
  static final class Decider {
    /** EC2 takes at most 200 values in one filter. */
    private static final int MOST_VALUES = 200;

    private final Ec2Snapshots snapshots;
    private final SnapshotHolds snapshotHolds;
    private final Clock clock;

    Decider(Wiring wiring) {
      snapshots = wiring.snapshots();
      snapshotHolds = wiring.snapshotHolds();
      clock = wiring.clock();
    }

    Decided decide(Plan plan) {
      Keep keep =
          plan.keep()
              .orElseThrow(
                  () -> new InvalidInputException("keep", "missing", "the rules to prune by"));
      Ec2Snapshots.Dated listed = snapshots.ofPlan(plan.name(), clock);
      PlanHistory history = history(plan, listed.snapshots());
      Instant now = clock.instant();
      RetentionPolicy policy =
          new RetentionPolicy(keep, plan.pruning().timeZone(), plan.pruning().grace());
      List<Decision> unheld = policy.decide(history.sets(), Holds.NONE, now);
      boolean anything = unheld.stream().anyMatch(decision -> decision.fate().deletes());
      return new Decided(
          // Most nights delete something, but a plan that deletes nothing asks for nothing more.
          anything ? policy.decide(history.sets(), holds(history.sets(), now), now) : unheld,
          history.ignored(),
          listed.aheadBy());
    }

    private PlanHistory history(Plan plan, List<Snapshot> listed) {
      PlanHistory history = PlanHistory.of(plan.name(), listed, List.of());
      List<String> missing = history.missingVolumes();
      List<Snapshot> others = new ArrayList<>();
      for (int i = 0; i < missing.size(); i += MOST_VALUES) {
        others.addAll(
            snapshots.ofVolumes(missing.subList(i, Math.min(i + MOST_VALUES, missing.size()))));
      }
      return others.isEmpty() ? history : PlanHistory.of(plan.name(), listed, others);
    }

    private Holds holds(List<SnapshotSet> sets, Instant now) {
      Map<String, List<String>> holds = new HashMap<>(snapshotHolds.images());
      merge(holds, snapshotHolds.locks());
      List<String> archived =
          sets.stream()
              .flatMap(set -> set.snapshots().stream())
              .filter(Snapshot::archived)
              .map(Snapshot::snapshotId)
              .toList();
      merge(holds, snapshotHolds.archived(archived, now));
      return new Holds(holds);
    }

    private static void merge(Map<String, List<String>> into, Map<String, List<String>> more) {
      more.forEach(
          (id, reasons) ->
              into.merge(
                  id,
                  reasons,
                  (a, b) -> {
                    List<String> both = new ArrayList<>(a);
                    both.addAll(b);
                    return both;
                  }));
    }
  }
}
