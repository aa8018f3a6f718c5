package ebsbackup.swap;

import ebsbackup.swap.Observed.Attached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The next step from the observed state to the goal. It is always decided from what EC2 reports,
 * never from a log of earlier calls. A step that runs twice, is killed halfway or loses a response
 * therefore needs no special care, and the undo is the same decision with another goal. An undo
 * reaches every place that it can, even if another place is out of reach.
 *
 * <p>The order is: stop, if requested; all detaches; all attaches; the root replacement by EC2;
 * delete-on-termination; start.
 */
public sealed interface NextStep {

  /** Make these calls, in any order. */
  record Do(List<Move> moves) implements NextStep {}

  /** A change is in progress. */
  record Wait(String reason) implements NextStep {}

  /** The observed state is the goal. */
  record Done() implements NextStep {}

  /** No permitted call leads any closer to the goal. */
  record Stuck(String reason) implements NextStep {}

  /** Returns this step; once the time limit is over, the goal is out of reach. */
  default NextStep within(Duration limit, Duration elapsed) {
    if (elapsed.compareTo(limit) < 0) {
      return this;
    }
    return switch (this) {
      case Done done -> done;
      case Stuck stuck -> stuck;
      case Wait wait -> new Stuck("%s after %s".formatted(wait.reason(), limit));
      case Do todo ->
          new Stuck(
              "%s is still to be done after %s".formatted(todo.moves().getFirst().text(), limit));
    };
  }

  /** A reason names at most this many obstacles, to stay readable. */
  int MAX_NAMED = 10;

  /** Decides the next step. */
  static NextStep next(Goal goal, Observed now) {
    Optional<NextStep> blocked = blocked(goal, now);
    if (blocked.isPresent()) {
      return blocked.get();
    }
    Map<Goal.Place, String> obstacles = obstacles(goal, now);
    if (obstacles.isEmpty()) {
      return towards(goal, now);
    }
    List<String> reasons = new ArrayList<>(obstacles.values());
    if (goal.whole()) {
      return stuck(reasons);
    }
    NextStep rest = towards(goal.without(List.copyOf(obstacles.keySet()), now), now);
    if (rest instanceof Stuck stuck) {
      reasons.add(stuck.reason());
    }
    return rest instanceof Do || rest instanceof Wait ? rest : stuck(reasons);
  }

  private static Stuck stuck(List<String> reasons) {
    int more = reasons.size() - MAX_NAMED;
    String named = String.join("; ", reasons.subList(0, Math.min(MAX_NAMED, reasons.size())));
    return new Stuck(more > 0 ? "%s; and %d more".formatted(named, more) : named);
  }

  private static NextStep towards(Goal goal, Observed now) {
    List<Goal.Place> open = goal.places().stream().filter(p -> !inPlace(p, now)).toList();
    List<Attached> strays =
        Stream.concat(goal.away().stream(), open.stream().map(Goal.Place::volumeId))
            .flatMap(id -> now.attached(id).stream())
            .filter(there -> goal.places().stream().noneMatch(p -> comingTo(p, there)))
            .toList();
    if (open.isEmpty() && strays.isEmpty()) {
      return finish(goal, now);
    }
    return switch (now.instanceState()) {
      case "stopping", "pending" -> new Wait(goal.instanceId() + " is " + now.instanceState());
      case "running" ->
          goal.stopFirst()
              ? new Do(List.of(new Move.Stop()))
              : rearrange(goal, now, open, strays, true);
      default -> rearrange(goal, now, open, strays, false);
    };
  }

  private static boolean inPlace(Goal.Place place, Observed now) {
    return now.attached(place.volumeId())
        .filter(there -> there.settled() && there.device().equals(place.device()))
        .isPresent();
  }

  /** Whether the volume is at its own place or being attached there. */
  private static boolean comingTo(Goal.Place place, Attached there) {
    return place.volumeId().equals(there.volume().volumeId())
        && place.device().equals(there.device())
        && !there.at().state().equals("detaching");
  }

  private static Optional<NextStep> blocked(Goal goal, Observed now) {
    switch (now.instanceState()) {
      case "running", "stopped", "stopping", "pending" -> {}
      default -> {
        return Optional.of(new Stuck(goal.instanceId() + " is " + now.instanceState()));
      }
    }
    if (now.rootTaskActive()) {
      return Optional.of(new Wait("EC2 is replacing the root of " + goal.instanceId()));
    }
    return goal.whole() ? shared(goal, now) : Optional.empty();
  }

  /**
   * A restore does not detach a volume that it replaces if another instance uses it too. An undo
   * detaches it from its own instance.
   */
  private static Optional<NextStep> shared(Goal goal, Observed now) {
    return goal.away().stream()
        .flatMap(id -> now.attached(id).stream())
        .filter(Attached::settled)
        .map(Attached::volume)
        .flatMap(
            volume ->
                volume
                    .attachmentToOtherThan(goal.instanceId())
                    .map(a -> "%s is also attached to %s".formatted(volume.volumeId(), a.holder()))
                    .stream())
        .<NextStep>map(Stuck::new)
        .findFirst();
  }

  /** Why places are out of reach, in the order of the goal. */
  private static Map<Goal.Place, String> obstacles(Goal goal, Observed now) {
    Map<Goal.Place, String> obstacles = new LinkedHashMap<>();
    goal.places().stream()
        .filter(place -> !inPlace(place, now))
        .forEach(place -> obstacle(goal, place, now).ifPresent(why -> obstacles.put(place, why)));
    return obstacles;
  }

  private static Optional<String> obstacle(Goal goal, Goal.Place place, Observed now) {
    if (!now.volumes().containsKey(place.volumeId())) {
      return Optional.of(place.volumeId() + " no longer exists");
    }
    var volume = now.volumes().get(place.volumeId());
    switch (volume.state()) {
      case "available", "in-use", "creating" -> {}
      default -> {
        return Optional.of(place.volumeId() + " is " + volume.state());
      }
    }
    Optional<String> elsewhere =
        volume
            .attachmentToOtherThan(goal.instanceId())
            .map(a -> "%s is attached to %s".formatted(place.volumeId(), a.holder()));
    if (elsewhere.isPresent()) {
      return elsewhere;
    }
    return now.at(place.device())
        .map(there -> there.volume().volumeId())
        .filter(id -> !goal.away().contains(id))
        .filter(id -> goal.places().stream().noneMatch(p -> p.volumeId().equals(id)))
        .map(id -> "%s is taken by %s".formatted(place.device(), id));
  }

  private static NextStep rearrange(
      Goal goal, Observed now, List<Goal.Place> open, List<Attached> strays, boolean running) {
    List<Move> moves = new ArrayList<>();
    List<String> passing = new ArrayList<>();
    for (Attached stray : strays) {
      if (running && goal.isRoot(stray.device())) {
        continue;
      }
      if (!stray.settled()) {
        passing.add("%s is %s".formatted(stray.volume().volumeId(), stray.at().state()));
      } else {
        moves.add(new Move.Detach(stray.volume().volumeId(), stray.device()));
      }
    }
    if (moves.isEmpty() && passing.isEmpty()) {
      for (Goal.Place place : open) {
        if (running && goal.isRoot(place.device())) {
          continue;
        }
        String state =
            now.attached(place.volumeId())
                .map(there -> there.at().state())
                .orElse(now.volumes().get(place.volumeId()).state());
        if (state.equals("available")) {
          moves.add(new Move.Attach(place.volumeId(), place.device()));
        } else {
          passing.add("%s is %s".formatted(place.volumeId(), state));
        }
      }
    }
    if (!moves.isEmpty()) {
      return new Do(moves);
    }
    return passing.isEmpty()
        ? rootOfRunning(goal, now, open.stream().findFirst())
        : new Wait(String.join(", ", passing));
  }

  /**
   * Decides the next step once everything else is in place.
   *
   * @param root the place of the root, if another volume belongs there
   */
  private static NextStep rootOfRunning(Goal goal, Observed now, Optional<Goal.Place> root) {
    if (goal.rootByTask() && now.failedRootTask().isPresent()) {
      return new Stuck(now.failedRootTask().get());
    }
    // A running instance without a root, or whose root device is to stay empty, is already broken,
    // so stopping it does no harm.
    boolean byTask =
        goal.rootByTask() && root.isPresent() && now.at(root.get().device()).isPresent();
    return new Do(List.of(byTask ? new Move.ReplaceRoot(root.get().volumeId()) : new Move.Stop()));
  }

  private static NextStep finish(Goal goal, Observed now) {
    List<Move> flags = new ArrayList<>();
    for (Goal.Place place : goal.places()) {
      now.attached(place.volumeId())
          .filter(there -> there.at().deleteOnTermination() != place.deleteOnTermination())
          .ifPresent(
              there ->
                  flags.add(
                      new Move.SetDeleteOnTermination(
                          place.device(), place.deleteOnTermination())));
    }
    if (!flags.isEmpty()) {
      return new Do(flags);
    }
    if (!goal.running()) {
      return new Done();
    }
    return switch (now.instanceState()) {
      case "stopped" -> new Do(List.of(new Move.Start()));
      case "running" -> new Done();
      default -> new Wait(goal.instanceId() + " is " + now.instanceState());
    };
  }
}
