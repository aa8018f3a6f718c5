package ebsbackup.aws;

import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Page;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.Selection;
import ebsbackup.targets.SelectedTargets;
import ebsbackup.targets.SelectedVolumes;
import ebsbackup.targets.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what a plan selects now. Every method throws {@link AwsCallException}. */
public final class TargetReader {
  private final InstanceReader instances;
  private final VolumeReader volumes;

  TargetReader(InstanceReader instances, VolumeReader volumes) {
    this.instances = instances;
    this.volumes = volumes;
  }

  /** All targets. */
  public List<Target> all(Selection selection) {
    List<Target> targets = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      SelectedTargets page = page(selection, cursor);
      targets.addAll(page.targets());
      cursor = page.cursor();
    } while (cursor.isPresent());
    return targets;
  }

  /**
   * One page of at most {@link Pace#PAGE} targets.
   *
   * @param cursor the cursor of the previous page; absent for the first page
   */
  public SelectedTargets page(Selection selection, Optional<String> cursor) {
    return switch (selection) {
      case Selection.ByTags by ->
          SelectedTargets.of(instances.byTags(by.tags(), Pace.PAGE, cursor));
      case Selection.ByVolumeTags by ->
          found(SelectedVolumes.sources(volumes.byTags(by.volumeTags()), Pace.PAGE, cursor));
      case Selection.ByInstanceIds by ->
          found(SelectedTargets.slice(by.instanceIds(), Pace.PAGE, cursor));
      case Selection.ByVolumeIds by ->
          found(SelectedTargets.slice(by.volumeIds(), Pace.PAGE, cursor));
      // A copy plan selects sets, not their sources.
      case Selection.Copies none ->
          SelectedTargets.of(new Page<>(List.of(), Optional.empty()), List.of());
    };
  }

  private SelectedTargets found(Page<String> page) {
    return SelectedTargets.of(
        page, instances.byIds(page.items().stream().filter(id -> !Target.isVolume(id)).toList()));
  }
}
