package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.TagWriter;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetTags;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * "Unmark Resources": tags the volumes that a swap replaced, removes this restore's mark, and puts
 * back the tags that were set aside for it. It skips resources that no longer exist.
 */
public final class UnmarkResourcesHandler
    implements RequestHandler<UnmarkResourcesHandler.Input, UnmarkResourcesHandler.Output> {

  private final TagWriter tags;
  private final VolumeReader volumes;
  private final Clock clock;

  public UnmarkResourcesHandler() {
    this(Wiring.fromEnvironment());
  }

  public UnmarkResourcesHandler(Wiring wiring) {
    tags = wiring.tagWriter();
    volumes = wiring.volumes();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param marked the resources that "Mark Resources" marked; absent if it failed
   * @param succeeded whether the new volumes are attached as planned
   */
  public record Input(RestorePlan plan, Optional<List<String>> marked, boolean succeeded) {}

  /**
   * The result.
   *
   * @param unmarked the number of resources that no longer carry the mark
   * @param problem why a mark could not be removed; it lapses on its own
   */
  public record Output(int unmarked, Optional<String> problem) {}

  /** Only a mark may remain: every other refusal is thrown, and the workflow retries. */
  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    List<String> replaced = plan.placing().map(Placing::replacedWithPlace).orElse(List.of());
    if (input.succeeded() && !replaced.isEmpty()) {
      String at = plan.restoreId() + " at " + clock.instant().truncatedTo(ChronoUnit.SECONDS);
      replaced.forEach(id -> tags.putIfExists(id, RestorePlan.REPLACED, at));
    }
    List<String> marked = input.marked().orElseGet(plan::markable);
    List<String> problems =
        marked.stream().flatMap(id -> unmark(id, plan.mark()).stream()).toList();
    plan.placing()
        .map(placing -> placing.tagsToPutBack(volumes.byIds(placing.setAsideIds())))
        .orElse(Map.of())
        .forEach((id, tag) -> tags.putIfExists(id, tag.key(), tag.value()));
    return new Output(marked.size() - problems.size(), problems.stream().findFirst());
  }

  private Optional<String> unmark(String id, String mark) {
    try {
      tags.remove(List.of(id), SetTags.RESTORING, mark);
      return Optional.empty();
    } catch (RefusedException e) {
      return e.notFound() ? Optional.empty() : Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
