package ebsbackup.restore;

import ebsbackup.ebs.VolumeSettings;
import java.util.Optional;

/**
 * A volume that a restore created.
 *
 * @param state EC2's name for the state
 * @param problem why the volume cannot be used; absent if nothing is wrong
 */
public record RestoredVolume(
    String volumeId,
    String snapshotId,
    Optional<String> device,
    VolumeSettings settings,
    String state,
    Optional<String> problem) {

  /** The volume right after its creation. */
  static RestoredVolume created(String volumeId, PlannedVolume planned) {
    return new RestoredVolume(
        volumeId,
        planned.snapshotId(),
        planned.device(),
        planned.settings(),
        "creating",
        Optional.empty());
  }

  /** Returns a copy with a problem. */
  RestoredVolume with(String newProblem) {
    return new RestoredVolume(
        volumeId, snapshotId, device, settings, state, Optional.of(newProblem));
  }

  /** The problem, with the ids of the volume and its snapshot. */
  Optional<String> description() {
    return problem.map(text -> "%s of %s: %s".formatted(volumeId, snapshotId, text));
  }
}
