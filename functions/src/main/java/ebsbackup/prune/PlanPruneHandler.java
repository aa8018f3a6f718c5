package ebsbackup.prune;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.SnapshotHolds;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.json.TaskError;
import ebsbackup.request.Keep;
import ebsbackup.request.Plan;
import ebsbackup.retention.Decision;
import ebsbackup.retention.Holds;
import ebsbackup.retention.PlanHistory;
import ebsbackup.retention.RetentionPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * "Plan Prune": decides which sets of the plan are deleted, a page at a time, or what stops the
 * run. Cannot delete.
 */
public final class PlanPruneHandler
    implements RequestHandler<PlanPruneHandler.Input, PlanPruneHandler.Output> {

  private final Json json = new Json();
  private final Decider decider;

  public PlanPruneHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlanPruneHandler(Wiring wiring) {
    decider = new Decider(wiring);
  }

  /**
   * The step's input.
   *
   * @param plan the input of the execution
   * @param startTime when the execution started
   * @param cursor where the page before ended; absent for the first
   * @param estimateError the error of an estimate that is not in the progress yet
   */
  public record Input(
      RawJson plan,
      Instant startTime,
      Optional<String> cursor,
      PruneProgress progress,
      Optional<TaskError> estimateError) {}

  /**
   * What to do next.
   *
   * @param deletions the page: none in a dry run, or when a safety limit stops the run
   * @param preview in a dry run whose plan asks for an estimate, the page that would be deleted
   * @param cursor absent on the last page
   * @param stopReason what stops the run
   * @param deadline when to stop deleting
   */
  public record Output(
      List<Deletion> deletions,
      List<Deletion> preview,
      Optional<String> cursor,
      Optional<String> stopReason,
      Instant deadline,
      PruneProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Plan plan = json.read(input.plan(), Plan.class);
    Instant deadline = input.startTime().plus(plan.deadline());
    Decided decided = decider.decide(plan);
    log(decided, context);
    Optional<String> stopReason = decided.stopReason(plan, input.progress().deletedSets());
    PruneProgress progress =
        input
            .progress()
            .plusRequests(0, input.estimateError().map(e -> e.text(json)).stream().toList());
    boolean dryRun = plan.pruning().dryRun();
    if (stopReason.isPresent() || (dryRun && !plan.pruning().estimate())) {
      return new Output(List.of(), List.of(), Optional.empty(), stopReason, deadline, progress);
    }
    Decided.Page page = decided.page(input.cursor());
    return dryRun
        ? new Output(
            List.of(),
            page.deletions(),
            page.cursor(),
            Optional.empty(),
            deadline,
            progress.plusPreview(page.deletions().size()))
        : new Output(
            page.deletions(), List.of(), page.cursor(), Optional.empty(), deadline, progress);
  }

  /** A line for each set: more than fits into a payload fits into the log. */
  private static void log(Decided decided, Context context) {
    for (Decision decision : decided.decisions()) {
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

  /** Reads all that a decision needs, and decides. */
  static final class Decider {
    /** EC2 takes at most 200 values in one filter. */
    private static final int MOST_VALUES = 200;

    private final Ec2Instances instances;
    private final Ec2Volumes volumes;
    private final Ec2Snapshots snapshots;
    private final SnapshotHolds snapshotHolds;
    private final Clock clock;

    Decider(Wiring wiring) {
      instances = wiring.instances();
      volumes = wiring.volumes();
      snapshots = wiring.snapshots();
      snapshotHolds = wiring.snapshotHolds();
      clock = wiring.clock();
    }

    Decided decide(Plan plan) {
      Keep keep =
          plan.keep()
              .orElseThrow(
                  () -> new InvalidInputException("keep", "missing", "the rules to prune by"));
      Ec2Snapshots.Dated listed = snapshots.ofPlan(plan.name());
      PlanHistory history = history(plan, listed.snapshots());
      Instant now = clock.instant();
      RetentionPolicy policy =
          new RetentionPolicy(keep, plan.pruning().timeZone(), plan.pruning().grace());
      Gone gone = gone(policy.sourcesToLookUp(history.sets(), now));
      List<Decision> unheld = policy.decide(history.sets(), Holds.NONE, gone.sources(), now);
      boolean anything = unheld.stream().anyMatch(decision -> decision.fate().deletes());
      return new Decided(
          // Most nights delete something, but a plan that deletes nothing asks for nothing more.
          anything
              ? policy.decide(history.sets(), holds(history.sets(), now), gone.sources(), now)
              : unheld,
          history.ignored(),
          listed.aheadBy(),
          gone.note());
    }

    private record Gone(Set<String> sources, Optional<String> note) {}

    /** Those that EC2 does not know any more; none of them, if EC2 may not be asked. */
    private Gone gone(Set<String> sources) {
      List<String> ids = List.copyOf(sources);
      Set<String> gone = new HashSet<>(sources);
      try {
        // In two filters, since an id of the other kind would be found nowhere.
        for (List<String> some : inParts(startingWith("i-", ids))) {
          instances.byIds(some).stream()
              .filter(instance -> !instance.gone())
              .forEach(instance -> gone.remove(instance.instanceId()));
        }
        for (List<String> some : inParts(startingWith("vol-", ids))) {
          volumes.byIds(some).stream()
              .filter(volume -> !volume.state().startsWith("delet"))
              .forEach(volume -> gone.remove(volume.volumeId()));
        }
      } catch (AccessDeniedException e) {
        return new Gone(Set.of(), Optional.of("keep.goneAfter was not applied: " + e.getMessage()));
      }
      gone.removeIf(id -> !id.startsWith("i-") && !id.startsWith("vol-"));
      return new Gone(gone, Optional.empty());
    }

    private static List<String> startingWith(String prefix, List<String> ids) {
      return ids.stream().filter(id -> id.startsWith(prefix)).toList();
    }

    private static List<List<String>> inParts(List<String> ids) {
      List<List<String>> parts = new ArrayList<>();
      for (int i = 0; i < ids.size(); i += MOST_VALUES) {
        parts.add(ids.subList(i, Math.min(i + MOST_VALUES, ids.size())));
      }
      return parts;
    }

    private PlanHistory history(Plan plan, List<Snapshot> listed) {
      PlanHistory history = PlanHistory.of(plan.name(), listed, List.of());
      List<Snapshot> others = new ArrayList<>();
      inParts(history.missingVolumes()).forEach(some -> others.addAll(snapshots.ofVolumes(some)));
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
