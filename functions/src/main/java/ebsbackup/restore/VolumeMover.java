package ebsbackup.restore;

import ebsbackup.aws.InstancePower;
import ebsbackup.aws.VolumeAttacher;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.ReplaceRootTask;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.swap.Goal;
import ebsbackup.swap.Move;
import ebsbackup.swap.NextStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Observes the instance and makes the calls that {@link NextStep} decides. The workflow waits
 * between two checks.
 */
final class VolumeMover {
  private static final String DIRECTION = RestorePlan.RESTORE + "-direction";

  private final InstanceObserver observer;
  private final VolumeAttacher attacher;
  private final InstancePower power;
  private final Clock clock;
  private final String direction;
  private final Duration limit;
  private final int mostRefusals;

  /**
   * @param direction names the move in the client token of a root replacement
   * @param limit the longest time that the move may take
   * @param mostRefusals the number of consecutive refusals after which the move fails. EC2 is
   *     eventually consistent, so a single refusal proves nothing
   */
  VolumeMover(Wiring wiring, String direction, Duration limit, int mostRefusals) {
    observer = new InstanceObserver(wiring);
    attacher = wiring.volumeAttacher();
    power = wiring.instancePower();
    clock = wiring.clock();
    this.direction = direction;
    this.limit = limit;
    this.mostRefusals = mostRefusals;
  }

  /**
   * The input of a step that moves volumes.
   *
   * @param volumes the new volumes
   * @param since the time of the first check; absent in the first check
   * @param waitSeconds the wait before this check
   * @param refusals the number of consecutive checks in which EC2 refused a call
   */
  public record Input(
      RestorePlan plan,
      List<RestoredVolume> volumes,
      Optional<Instant> since,
      int waitSeconds,
      int refusals) {}

  MoveProgress move(Input input, Goal goal) {
    RestorePlan plan = input.plan();
    Instant now = clock.instant();
    Instant since = input.since().orElse(now);
    int wait = input.waitSeconds();
    int refusals = input.refusals();
    NextStep step = NextStep.next(goal, observer.observe(goal, task -> isOfThisMove(task, plan)));
    return switch (step.within(limit, Duration.between(since, now))) {
      case NextStep.Done done -> MoveProgress.done(since);
      case NextStep.Stuck stuck -> MoveProgress.stuck(since, stuck.reason());
      case NextStep.Wait passing -> MoveProgress.waiting(since, wait, refusals, passing.reason());
      case NextStep.Do todo ->
          MoveProgress.tried(since, wait, refusals, make(plan, goal, todo.moves()), mostRefusals);
    };
  }

  private boolean isOfThisMove(ReplaceRootTask task, RestorePlan plan) {
    return plan.restoreId().equals(task.tags().get(RestorePlan.RESTORE))
        && direction.equals(task.tags().get(DIRECTION));
  }

  private MoveProgress.Attempt make(RestorePlan plan, Goal goal, List<Move> moves) {
    List<String> did = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Move move : moves) {
      try {
        make(plan, goal.instanceId(), move);
        did.add(move.text());
      } catch (OutcomeUnknownException e) {
        // The next check shows whether the call took effect.
        did.add(move.text() + " (no answer)");
      } catch (RefusedException e) {
        did.add(move.text() + " (refused)");
        refused.add(String.valueOf(e.getMessage()));
      }
    }
    return new MoveProgress.Attempt(did, refused.stream().findFirst());
  }

  private void make(RestorePlan plan, String instanceId, Move move) {
    switch (move) {
      case Move.Stop stop -> power.stop(instanceId);
      case Move.Start start -> power.start(instanceId);
      case Move.Detach detach -> attacher.detach(detach.volumeId(), instanceId, detach.device());
      case Move.Attach attach -> attacher.attach(attach.volumeId(), instanceId, attach.device());
      case Move.SetDeleteOnTermination set ->
          attacher.setDeleteOnTermination(instanceId, set.device(), set.delete());
      case Move.ReplaceRoot replace ->
          attacher.replaceRoot(
              instanceId,
              replace.volumeId(),
              plan.rootTaskToken(replace.volumeId(), direction),
              Map.of(RestorePlan.RESTORE, plan.restoreId(), DIRECTION, direction));
    }
  }
}
