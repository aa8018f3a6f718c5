package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Page;
import ebsbackup.ebs.SetProblem;
import ebsbackup.request.Plan;
import ebsbackup.request.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** "Select Targets": the next page of what the plan selects, and where the page after it begins. */
public final class SelectTargetsHandler
    implements RequestHandler<SelectTargetsHandler.Input, SelectTargetsHandler.Output> {

  private final Ec2Instances instances;
  private final Ec2Volumes volumes;

  public SelectTargetsHandler() {
    this(Wiring.fromEnvironment());
  }

  public SelectTargetsHandler(Wiring wiring) {
    instances = wiring.instances();
    volumes = wiring.volumes();
  }

  /**
   * The step's input.
   *
   * @param cursor what the page before gave; absent for the first
   */
  public record Input(Plan plan, Optional<String> cursor, BackupProgress progress) {}

  /**
   * A page of targets.
   *
   * @param cursor absent on the last page
   */
  public record Output(List<Target> targets, Optional<String> cursor, BackupProgress progress) {}

  /** A page before it is counted. */
  private record Selected(
      List<Target> targets, List<SetProblem> problems, Optional<String> cursor) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    Selected page = select(input);
    return new Output(
        page.targets(),
        page.cursor(),
        input.progress().plusSelected(page.targets().size(), page.problems()));
  }

  private Selected select(Input input) {
    return switch (input.plan().select()) {
      case Selection.ByTags by -> byTags(by, input.cursor());
      case Selection.ByVolumeTags by -> byVolumeTags(by, input.cursor());
      case Selection.ByInstanceIds by -> byInstanceIds(slice(by.instanceIds(), input.cursor()));
      case Selection.ByVolumeIds by -> {
        Page<String> page = slice(by.volumeIds(), input.cursor());
        yield new Selected(
            page.items().stream().map(Target::ofVolume).toList(), List.of(), page.cursor());
      }
    };
  }

  private Selected byTags(Selection.ByTags by, Optional<String> cursor) {
    Page<Instance> page = instances.byTags(by.tags(), Pace.PAGE, cursor);
    return new Selected(
        page.items().stream().map(SelectTargetsHandler::target).toList(), List.of(), page.cursor());
  }

  private Selected byVolumeTags(Selection.ByVolumeTags by, Optional<String> cursor) {
    Page<String> page = SelectedVolumes.sources(volumes.byTags(by.volumeTags()), Pace.PAGE, cursor);
    Selected found =
        byInstanceIds(
            new Page<>(
                page.items().stream().filter(id -> !Target.isVolume(id)).toList(), page.cursor()));
    List<Target> targets = new ArrayList<>(found.targets());
    page.items().stream().filter(Target::isVolume).map(Target::ofVolume).forEach(targets::add);
    return new Selected(targets, found.problems(), page.cursor());
  }

  private Selected byInstanceIds(Page<String> page) {
    Map<String, Instance> found =
        page.items().isEmpty()
            ? Map.of()
            : instances.byIds(page.items()).stream()
                .collect(Collectors.toMap(Instance::instanceId, Function.identity()));
    List<Target> targets = new ArrayList<>();
    List<SetProblem> problems = new ArrayList<>();
    for (String id : page.items()) {
      Instance instance = found.get(id);
      if (instance == null) {
        problems.add(new SetProblem(id, "the instance does not exist", List.of()));
      } else if (instance.gone()) {
        problems.add(new SetProblem(id, "the instance is " + instance.state(), List.of()));
      } else {
        targets.add(target(instance));
      }
    }
    return new Selected(targets, problems, page.cursor());
  }

  private static Target target(Instance instance) {
    return new Target(instance.instanceId(), instance.rootDevice());
  }

  /** Pages a list that the plan itself holds; the cursor is an index. */
  private static Page<String> slice(List<String> ids, Optional<String> cursor) {
    int from = cursor.map(Integer::parseInt).orElse(0);
    int to = Math.min(from + Pace.PAGE, ids.size());
    return new Page<>(
        ids.subList(from, to),
        to < ids.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
  }
}
