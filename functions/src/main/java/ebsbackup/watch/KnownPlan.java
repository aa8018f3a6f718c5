package ebsbackup.watch;

import ebsbackup.ebs.Volume;
import ebsbackup.request.Plan;
import ebsbackup.request.Selection;
import ebsbackup.targets.TakenVolumes;
import ebsbackup.targets.Target;
import java.util.List;
import java.util.Optional;

/** A plan of which all fields are known, not only the name, and what it selects now. */
public record KnownPlan(Plan plan, List<Source> sources) {
  public KnownPlan {
    sources = List.copyOf(sources);
  }

  /** Whether the plan pulls copies. Its sources are then those that it has sets of. */
  boolean copies() {
    return plan.select() instanceof Selection.Copies;
  }

  /**
   * An instance or volume that the plan selects.
   *
   * @param volumes the volumes of its next set
   * @param leftOut the volumes that the plan excludes
   */
  public record Source(String id, List<String> volumes, List<String> leftOut) {
    public Source {
      volumes = List.copyOf(volumes);
      leftOut = List.copyOf(leftOut);
    }

    /** An instance with the volumes that are attached to it. */
    static Source ofInstance(Target instance, List<Volume> attached, Plan plan) {
      TakenVolumes chosen = TakenVolumes.of(instance, attached, plan);
      return new Source(
          instance.id(),
          chosen.taken().stream().map(taken -> taken.volume().volumeId()).toList(),
          chosen.leftOut());
    }

    /** A volume on its own; absent if it does not exist. */
    static Source ofVolume(String id, Optional<Volume> volume, Plan plan) {
      boolean excluded = volume.filter(plan.exclude()::matches).isPresent();
      return new Source(id, excluded ? List.of() : List.of(id), excluded ? List.of(id) : List.of());
    }
  }
}
