package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Tags;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * "Unmark Resources": says on the volumes that a swap has replaced when and by whom that was done,
 * removes this restore's mark from everything that carries it, and puts back the tags that made
 * room for it. What is gone meanwhile needs no unmarking.
 */
public final class UnmarkResourcesHandler
    implements RequestHandler<UnmarkResourcesHandler.Input, UnmarkResourcesHandler.Output> {

  private final Ec2Tags tags;
  private final Ec2Volumes volumes;
  private final Clock clock;

  public UnmarkResourcesHandler() {
    this(Wiring.fromEnvironment());
  }

  public UnmarkResourcesHandler(Wiring wiring) {
    tags = wiring.tags();
    volumes = wiring.volumes();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param marked what "Mark Resources" marked
   * @param succeeded whether the new volumes are in their places
   */
  public record Input(RestorePlan plan, List<String> marked, boolean succeeded) {}

  /** A volume that was replaced, and still exists. */
  public record Replaced(String volumeId, String device) {}

  /**
   * What was done.
   *
   * @param problem why a mark could not be taken off; it lapses by itself
   */
  public record Output(List<Replaced> replaced, Optional<String> problem) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    List<Replaced> replaced = new ArrayList<>();
    Optional<String> problem = Optional.empty();
    if (input.succeeded()) {
      plan.placing().stream()
          .flatMap(placing -> placing.slots().stream())
          .forEach(
              slot ->
                  slot.replaces()
                      .ifPresent(old -> replaced.add(new Replaced(old.volumeId(), slot.device()))));
      List<String> withPlace = withPlace(plan, replaced);
      if (!withPlace.isEmpty()) {
        // A refusal escapes, and the workflow tries again: nothing else would say which volumes
        // these are.
        tags.put(
            withPlace,
            Map.of(
                RestorePlan.REPLACED,
                plan.restoreId() + " at " + clock.instant().truncatedTo(ChronoUnit.SECONDS)));
      }
    }
    for (String id : input.marked()) {
      Optional<String> refused =
          unlessRefused(() -> tags.remove(List.of(id), SetTags.RESTORING, plan.mark()));
      problem = problem.or(() -> refused);
    }
    plan.placing().ifPresent(placing -> putBack(placing.setAside()));
    return new Output(replaced, problem);
  }

  /** Those that have a place for one more tag beside their own. */
  private static List<String> withPlace(RestorePlan plan, List<Replaced> replaced) {
    List<String> full =
        plan.placing().stream()
            .flatMap(placing -> placing.setAside().stream())
            .filter(old -> old.aside().filter(Placing.SetAside::full).isPresent())
            .map(Placing.Replaced::volumeId)
            .toList();
    return replaced.stream().map(Replaced::volumeId).filter(id -> !full.contains(id)).toList();
  }

  /**
   * Puts back the tags that made room for the mark, unless the volume has such a tag again. A
   * refusal escapes, and the workflow tries again: the tag is the user's.
   */
  private void putBack(List<Placing.Replaced> aside) {
    List<String> ids = aside.stream().map(Placing.Replaced::volumeId).toList();
    for (Volume volume : ids.isEmpty() ? List.<Volume>of() : volumes.byIds(ids)) {
      aside.stream()
          .filter(old -> old.volumeId().equals(volume.volumeId()))
          .flatMap(old -> old.aside().stream())
          .filter(tag -> !volume.tags().containsKey(tag.key()))
          .forEach(tag -> tags.put(List.of(volume.volumeId()), Map.of(tag.key(), tag.value())));
    }
  }

  private static Optional<String> unlessRefused(Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (RefusedException e) {
      return e.code().endsWith(".NotFound")
          ? Optional.empty()
          : Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
