package ebsbackup.targets;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import ebsbackup.request.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which volumes of an instance a plan backs up.
 *
 * @param taken the volumes of the set, with their attachments to the instance
 * @param leftOut the ids of volumes that the plan selects but excludes
 * @param excludeBootVolume whether the set is created without the root volume
 * @param excludedDataVolumes the ids of the other volumes that the set is created without
 */
public record TakenVolumes(
    List<Taken> taken,
    List<String> leftOut,
    boolean excludeBootVolume,
    List<String> excludedDataVolumes) {

  public TakenVolumes {
    taken = List.copyOf(taken);
    leftOut = List.copyOf(leftOut);
    excludedDataVolumes = List.copyOf(excludedDataVolumes);
  }

  /** A volume of the set. */
  public record Taken(Volume volume, Attachment attachment) {}

  /**
   * Decides for one instance.
   *
   * @param volumes the volumes attached to it, possibly among others
   */
  public static TakenVolumes of(Target instance, List<Volume> volumes, Plan plan) {
    boolean excludeBootVolume = plan.exclude().bootVolume();
    List<String> excluded = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    List<Taken> taken = new ArrayList<>();
    for (Volume volume : volumes) {
      Optional<Attachment> attachment = volume.attachmentTo(instance.id());
      if (attachment.isEmpty()) {
        continue;
      }
      boolean boot =
          instance.rootDevice().isPresent()
              && attachment.get().device().equals(instance.rootDevice());
      boolean selected = plan.select().takes(volume);
      boolean left = plan.exclude().matches(volume) || (boot && plan.exclude().bootVolume());
      if (selected && left) {
        leftOut.add(volume.volumeId());
      }
      if (boot && (left || !selected)) {
        excludeBootVolume = true;
      } else if (left || !selected) {
        excluded.add(volume.volumeId());
      } else {
        taken.add(new Taken(volume, attachment.get()));
      }
    }
    return new TakenVolumes(taken, leftOut, excludeBootVolume, excluded);
  }
}
