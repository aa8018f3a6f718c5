package ebsbackup.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.InstanceReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Page;
import ebsbackup.request.Plan;
import ebsbackup.request.Selection;
import java.util.List;
import java.util.Optional;

/** "Select Targets": the next page of what the plan selects, and where the page after it begins. */
public final class SelectTargetsHandler
    implements RequestHandler<SelectTargetsHandler.Input, SelectTargetsHandler.Output> {

  private final InstanceReader instances;
  private final VolumeReader volumes;

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

  @Override
  public Output handleRequest(Input input, Context context) {
    SelectedTargets page = select(input.plan().select(), input.cursor());
    return new Output(
        page.targets(),
        page.cursor(),
        input.progress().plusSelected(page.targets().size(), page.unusable()));
  }

  private SelectedTargets select(Selection selection, Optional<String> cursor) {
    return switch (selection) {
      case Selection.ByTags by ->
          SelectedTargets.of(instances.byTags(by.tags(), Pace.PAGE, cursor));
      case Selection.ByVolumeTags by ->
          found(SelectedVolumes.sources(volumes.byTags(by.volumeTags()), Pace.PAGE, cursor));
      case Selection.ByInstanceIds by ->
          found(SelectedTargets.slice(by.instanceIds(), Pace.PAGE, cursor));
      case Selection.ByVolumeIds by ->
          found(SelectedTargets.slice(by.volumeIds(), Pace.PAGE, cursor));
      // The first step has refused it.
      case Selection.Copies none ->
          SelectedTargets.of(new Page<>(List.of(), Optional.empty()), List.of());
    };
  }

  private SelectedTargets found(Page<String> page) {
    return SelectedTargets.of(
        page, instances.byIds(page.items().stream().filter(id -> !Target.isVolume(id)).toList()));
  }
}
