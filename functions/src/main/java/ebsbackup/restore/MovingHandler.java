package ebsbackup.restore;

import ebsbackup.aws.Ec2Attachments;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.ReplaceRootTask;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.OutcomeUnknownException;
import ebsbackup.failure.RefusedException;
import ebsbackup.swap.Goal;
import ebsbackup.swap.Move;
import ebsbackup.swap.NextStep;
import ebsbackup.swap.Observed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks how things are, makes the calls that {@link NextStep} decides, and says whether more is to
 * come. Between two looks the workflow waits.
 */
abstract sealed class MovingHandler permits PlaceVolumesHandler, PutBackVolumesHandler {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
  private static final Duration SLOWEST_LOOK = Duration.ofMinutes(1);

  private static final String DIRECTION = RestorePlan.RESTORE + "-direction";

  private final Ec2Instances instances;
  private final Ec2Volumes volumes;
  private final Ec2Attachments attachments;
  private final Clock clock;
  private final String direction;
  private final Duration patience;
  private final int mostRefusals;

  /**
   * @param direction names it in the token of a root's replacement
   * @param patience how long it may take
   * @param mostRefusals how many looks in a row may end in a refusal: EC2's answers lag behind its
   *     deeds, so one need not mean anything
   */
  MovingHandler(Wiring wiring, String direction, Duration patience, int mostRefusals) {
    instances = wiring.instances();
    volumes = wiring.volumes();
    attachments = wiring.attachments();
    clock = wiring.clock();
    this.direction = direction;
    this.patience = patience;
    this.mostRefusals = mostRefusals;
  }

  /**
   * The step's input.
   *
   * @param since when the first of these looks was; absent at first
   * @param waitSeconds the wait before this look
   * @param refusals in a row until now
   */
  public record Input(
      RestorePlan plan,
      List<RestoredVolume> volumes,
      Optional<Instant> since,
      int waitSeconds,
      int refusals) {}

  /**
   * How far it is.
   *
   * @param finished no more looks are needed
   * @param problem why the goal is out of reach
   * @param did the calls that were made
   */
  public record Output(
      boolean finished,
      Optional<String> problem,
      Instant since,
      int waitSeconds,
      int refusals,
      List<String> did,
      Optional<String> waitingFor) {}

  final Output move(Input input, Goal goal) {
    Instant now = clock.instant();
    Instant since = input.since().orElse(now);
    boolean over = !now.isBefore(since.plus(patience));
    return switch (NextStep.next(goal, look(input.plan(), goal))) {
      case NextStep.Done done -> end(since, Optional.empty());
      case NextStep.Stuck stuck -> end(since, Optional.of(stuck.reason()));
      case NextStep.Wait wait ->
          over
              ? end(since, Optional.of("%s after %s".formatted(wait.reason(), patience)))
              : new Output(
                  false,
                  Optional.empty(),
                  since,
                  nextLook(input.waitSeconds()),
                  input.refusals(),
                  List.of(),
                  Optional.of(wait.reason()));
      case NextStep.Do todo ->
          over
              ? end(
                  since,
                  Optional.of(
                      "%s is still to be done after %s"
                          .formatted(todo.moves().getFirst().text(), patience)))
              : make(input, goal, since, todo.moves());
    };
  }

  private static Output end(Instant since, Optional<String> problem) {
    return new Output(true, problem, since, 0, 0, List.of(), Optional.empty());
  }

  private Output make(Input input, Goal goal, Instant since, List<Move> moves) {
    List<String> did = new ArrayList<>();
    Optional<String> refused = Optional.empty();
    for (Move move : moves) {
      try {
        make(input.plan(), goal, move);
        did.add(move.text());
      } catch (OutcomeUnknownException e) {
        // The next look shows whether it arrived.
        did.add(move.text() + " (no answer)");
      } catch (RefusedException e) {
        did.add(move.text() + " (refused)");
        refused = refused.or(() -> Optional.of(String.valueOf(e.getMessage())));
      }
    }
    int refusals = refused.isPresent() ? input.refusals() + 1 : 0;
    if (refusals >= mostRefusals) {
      return new Output(true, refused, since, 0, refusals, did, Optional.empty());
    }
    return new Output(
        false,
        Optional.empty(),
        since,
        refused.isPresent() ? nextLook(input.waitSeconds()) : (int) FIRST_LOOK.toSeconds(),
        refusals,
        did,
        refused);
  }

  private static int nextLook(int previousSeconds) {
    long next = (previousSeconds * 3L + 1) / 2;
    return (int) Math.min(Math.max(next, FIRST_LOOK.toSeconds()), SLOWEST_LOOK.toSeconds());
  }

  private void make(RestorePlan plan, Goal goal, Move move) {
    String instanceId = goal.instanceId();
    switch (move) {
      case Move.Stop stop -> attachments.stop(instanceId);
      case Move.Start start -> attachments.start(instanceId);
      case Move.Detach detach -> attachments.detach(detach.volumeId(), instanceId, detach.device());
      case Move.Attach attach -> attachments.attach(attach.volumeId(), instanceId, attach.device());
      case Move.SetDeleteOnTermination set ->
          attachments.setDeleteOnTermination(instanceId, set.device(), set.delete());
      case Move.ReplaceRoot replace ->
          attachments.replaceRoot(
              instanceId,
              replace.volumeId(),
              plan.rootTaskToken(replace.volumeId(), direction),
              Map.of(RestorePlan.RESTORE, plan.restoreId(), DIRECTION, direction));
    }
  }

  private Observed look(RestorePlan plan, Goal goal) {
    String state =
        instances.byIds(List.of(goal.instanceId())).stream()
            .findFirst()
            .map(Instance::state)
            .orElse("gone");
    Map<String, Volume> seen = volumes.ofInstanceAnd(goal.instanceId(), goal.volumeIds());
    List<ReplaceRootTask> tasks =
        goal.rootByTask() ? attachments.rootTasks(goal.instanceId()) : List.of();
    return new Observed(
        goal.instanceId(),
        state,
        seen,
        tasks.stream().anyMatch(ReplaceRootTask::active),
        tasks.stream()
            .filter(
                task ->
                    task.failed()
                        && plan.restoreId().equals(task.tags().get(RestorePlan.RESTORE))
                        && direction.equals(task.tags().get(DIRECTION)))
            .map(
                task ->
                    "the replacement of the root, %s, is %s".formatted(task.taskId(), task.state()))
            .findFirst());
  }
}
