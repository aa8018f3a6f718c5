package ebsbackup.targets;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Page;
import ebsbackup.ebs.SetProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A page of the targets that a plan selects.
 *
 * @param unusable instances that the plan names but that cannot be backed up
 * @param cursor where the next page begins; absent on the last page
 */
public record SelectedTargets(
    List<Target> targets, List<SetProblem> unusable, Optional<String> cursor) {

  /** Returns a page of existing instances. */
  public static SelectedTargets of(Page<Instance> page) {
    return new SelectedTargets(
        page.items().stream().map(SelectedTargets::target).toList(), List.of(), page.cursor());
  }

  /**
   * Returns a page of instance ids and volume ids.
   *
   * @param found the instances that EC2 knows
   */
  public static SelectedTargets of(Page<String> page, List<Instance> found) {
    Map<String, Instance> byId =
        found.stream().collect(Collectors.toMap(Instance::instanceId, Function.identity()));
    List<Target> targets = new ArrayList<>();
    List<SetProblem> unusable = new ArrayList<>();
    for (String id : page.items()) {
      Optional<Instance> instance = Optional.ofNullable(byId.get(id));
      if (Target.isVolume(id)) {
        targets.add(Target.ofVolume(id));
      } else if (instance.isEmpty()) {
        unusable.add(new SetProblem(id, "the instance does not exist", List.of()));
      } else if (instance.get().gone()) {
        unusable.add(new SetProblem(id, "the instance is " + instance.get().state(), List.of()));
      } else {
        targets.add(target(instance.get()));
      }
    }
    return new SelectedTargets(targets, unusable, page.cursor());
  }

  /**
   * Returns a page of a list in the plan itself.
   *
   * @param cursor an index, as text
   */
  public static Page<String> slice(List<String> ids, int most, Optional<String> cursor) {
    int from = cursor.map(Integer::parseInt).orElse(0);
    int to = Math.min(from + most, ids.size());
    return new Page<>(
        ids.subList(from, to),
        to < ids.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
  }

  private static Target target(Instance instance) {
    return new Target(instance.instanceId(), instance.rootDevice());
  }
}
