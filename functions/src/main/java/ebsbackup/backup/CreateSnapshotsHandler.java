package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.NewSnapshots;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Ignored;
import ebsbackup.ebs.Origin;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.SetProblem;
import ebsbackup.ebs.SnapshotSets;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.AwsCallException;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.ThrottledException;
import ebsbackup.request.Exclusion;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * "Create Snapshots": one set for each target of the page that has none of this run yet. What EC2
 * won't take now is handed back for the workflow to bring again after a wait.
 */
public final class CreateSnapshotsHandler
    implements RequestHandler<CreateSnapshotsHandler.Input, CreateSnapshotsHandler.Output> {

  /** The account's snapshots are all used up: every further call would fail the same way. */
  private static final String ACCOUNT_FULL = "SnapshotLimitExceeded";

  /** Denied so often with nothing made, a page breaks the run off. */
  private static final int MOST_DENIALS = 3;

  /** One call that hangs, and the answer: with less time left, the rest is handed back. */
  private static final Duration TIME_TO_ANSWER = Duration.ofSeconds(40);

  private final Ec2Volumes volumes;
  private final Ec2Snapshots snapshots;
  private final NewSnapshots newSnapshots;
  private final Clock clock;

  public CreateSnapshotsHandler() {
    this(Wiring.fromEnvironment());
  }

  public CreateSnapshotsHandler(Wiring wiring) {
    volumes = wiring.volumes();
    snapshots = wiring.snapshots();
    newSnapshots = wiring.newSnapshots();
    clock = wiring.clock();
  }

  /** The step's input; at most {@link Pace#PAGE} targets. */
  public record Input(Plan plan, Run run, List<Target> targets, BackupProgress progress) {}

  /**
   * What came of the page.
   *
   * @param later targets to bring again after the wait
   * @param waitSeconds how long EC2's buckets need, also before the next page
   */
  public record Output(List<Target> later, int waitSeconds, BackupProgress progress) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    return new Page(input, context).create();
  }

  /** One call's bookkeeping. */
  private final class Page {
    private final Input input;
    private final Context context;
    private final Instant begun = clock.instant();
    private final List<Target> later = new ArrayList<>();
    private final List<Target> deferred = new ArrayList<>();
    private final List<SetProblem> problems = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> notCopied = new ArrayList<>();
    private Duration wait = Duration.ZERO;
    private String lastRefusal = "";
    private int calls;
    private int denials;
    private int created;
    private int adopted;
    private int skipped;

    Page(Input input, Context context) {
      this.input = input;
      this.context = context;
    }

    Output create() {
      Set<String> present = input.targets().isEmpty() ? Set.of() : presentSources();
      List<Target> missing =
          input.targets().stream().filter(target -> !present.contains(target.id())).toList();
      List<Target> found =
          input.targets().stream().filter(target -> present.contains(target.id())).toList();
      adopted = found.size();
      boolean leavesOut = !input.plan().exclude().equals(Exclusion.NOTHING);
      List<Target> looked = leavesOut ? input.targets() : missing;
      List<Volume> described = looked.isEmpty() ? List.of() : describe(looked);
      if (leavesOut) {
        // What was left out of a set whose reply was lost is known only by looking again.
        found.forEach(target -> leftOut.addAll(planOf(target, described).volumesLeftOut()));
      }
      for (int i = 0; i < missing.size(); i++) {
        if (context.getRemainingTimeInMillis() < TIME_TO_ANSWER.toMillis()
            || !createSet(missing.get(i), described)) {
          later.addAll(missing.subList(i, missing.size()));
          break;
        }
      }
      return output();
    }

    private SetPlan planOf(Target target, List<Volume> described) {
      return SetPlan.of(target, described, input.plan(), input.run());
    }

    private Output output() {
      Instant now = clock.instant();
      if (input.run().over(now)) {
        for (Target target : Stream.concat(later.stream(), deferred.stream()).toList()) {
          problems.add(
              new SetProblem(
                  target.id(),
                  "EC2 would not take the snapshot before the deadline; last: " + lastRefusal,
                  List.of()));
        }
        later.clear();
        deferred.clear();
      }
      Duration pause = max(wait, Pace.refill(calls, Duration.between(begun, now)));
      PageResult result =
          new PageResult(
              created,
              adopted,
              skipped,
              problems,
              leftOut,
              notCopied,
              created == 0 ? Optional.empty() : Optional.of(now),
              deferred);
      return new Output(
          List.copyOf(later),
          pause.isZero() ? 0 : input.run().waitSeconds(pause, now),
          input.progress().plusCreated(input.targets(), result));
    }

    /**
     * A set that failed, or that lacks a member, is no reason not to try again: the report takes
     * the good one. Members that are missing may be invisible still, when the set is new.
     */
    private Set<String> presentSources() {
      Instant visible = begun.minus(Pace.UNTIL_VISIBLE);
      List<String> ids = input.targets().stream().map(Target::id).toList();
      SnapshotSets found = SnapshotSets.of(snapshots.ofRun(input.run().id(), ids));
      Set<String> present =
          found.sets().stream()
              .filter(set -> !set.failed() && (set.whole() || set.startTime().isAfter(visible)))
              .map(set -> set.tags().source())
              .collect(Collectors.toSet());
      // Of a new set beside one that failed, a part looks like copies.
      for (Ignored part : found.ignored()) {
        if (part.snapshot().startTime().isAfter(visible)
            && Origin.of(part.snapshot()) instanceof Origin.Original original) {
          present.add(original.set().source());
        }
      }
      return present;
    }

    private List<Volume> describe(List<Target> targets) {
      List<String> instances = targets.stream().filter(t -> !t.isVolume()).map(Target::id).toList();
      List<String> lone = targets.stream().filter(Target::isVolume).map(Target::id).toList();
      return Stream.concat(
              instances.isEmpty() ? Stream.of() : volumes.attachedTo(instances).stream(),
              lone.isEmpty() ? Stream.of() : volumes.byIds(lone).stream())
          .toList();
    }

    /** Whether to go on with the next target. */
    private boolean createSet(Target target, List<Volume> described) {
      try {
        SetPlan plan = planOf(target, described);
        switch (plan) {
          case SetPlan.OfInstance set -> {
            calls++;
            compare(
                set.set().members().stream().map(m -> m.volumeId()).toList(),
                target,
                newSnapshots.createSet(
                    set.instanceId(),
                    set.excludeBootVolume(),
                    set.excludeDataVolumeIds(),
                    set.tags(),
                    set.description()));
          }
          case SetPlan.OfVolume set -> {
            calls++;
            compare(
                List.of(set.volumeId()),
                target,
                List.of(newSnapshots.create(set.volumeId(), set.tags(), set.description())));
          }
          case SetPlan.Nothing nothing -> skipped++;
          case SetPlan.Impossible impossible -> problems.add(impossible.problem());
        }
        leftOut.addAll(plan.volumesLeftOut());
        if (!plan.tagsNotCopied().isEmpty()) {
          notCopied.add(target.id() + ": " + String.join(", ", plan.tagsNotCopied()));
        }
        return true;
      } catch (ThrottledException e) {
        // Without any progress, other callers use up the bucket: ask seldom, and for long.
        waitFor(created > 0 ? Pace.AFTER_THROTTLING : Pace.UNTIL_VISIBLE, e);
        return false;
      } catch (OutcomeUnknownException e) {
        waitFor(Pace.UNTIL_VISIBLE, e);
        return false;
      } catch (AccessDeniedException e) {
        denied(target, e);
        return true;
      } catch (RefusedException e) {
        refused(target, e);
        return true;
      }
    }

    /** One instance may be denied by its tags; several, and nothing made, is the role's fault. */
    private void denied(Target target, AccessDeniedException e) {
      log(target, e);
      problems.add(new SetProblem(target.id(), String.valueOf(e.getMessage()), List.of()));
      if (created == 0 && ++denials == MOST_DENIALS) {
        throw e;
      }
    }

    private void log(Target target, AwsCallException e) {
      context.getLogger().log(target.id() + ": " + e.getMessage(), LogLevel.WARN);
    }

    private void refused(Target target, RefusedException e) {
      log(target, e);
      if (e.code().equals(ACCOUNT_FULL)) {
        throw e;
      }
      if (e.passes()) {
        lastRefusal = String.valueOf(e.getMessage());
        deferred.add(target);
      } else {
        problems.add(new SetProblem(target.id(), String.valueOf(e.getMessage()), List.of()));
      }
    }

    private void waitFor(Duration pause, AwsCallException refusal) {
      wait = max(wait, pause);
      lastRefusal = String.valueOf(refusal.getMessage());
      context.getLogger().log(lastRefusal, LogLevel.WARN);
    }

    /** EC2's answer decides what the set really holds: a short list is a failure, named. */
    private void compare(List<String> planned, Target target, List<String> answered) {
      created++;
      List<String> absent = planned.stream().filter(id -> !answered.contains(id)).toList();
      if (!absent.isEmpty()) {
        problems.add(
            new SetProblem(target.id(), "EC2 made no snapshot of " + absent.getFirst(), absent));
      }
    }
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
