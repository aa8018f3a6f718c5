package ebsbackup.restore;

import ebsbackup.ebs.VolumeSettings;
import java.util.Optional;

/**
 * A volume that a restore has made.
 *
 * @param state EC2's name of the state
 * @param problem why it can't be used; absent when nothing is wrong
 */
public record RestoredVolume(
    String volumeId,
    String snapshotId,
    Optional<String> device,
    VolumeSettings settings,
    String state,
    Optional<String> problem) {

  /** The volume for a part of the plan, just created. */
  static RestoredVolume created(String volumeId, PlannedVolume planned) {
    return new RestoredVolume(
        volumeId,
        planned.snapshotId(),
        planned.device(),
        planned.settings(),
        "creating",
        Optional.empty());
  }

  /** The same, with something wrong. */
  RestoredVolume with(String newProblem) {
    return new RestoredVolume(
        volumeId, snapshotId, device, settings, state, Optional.of(newProblem));
  }

  /** What is wrong with the volume, as a sentence has it. */
  Optional<String> description() {
    return problem.map(text -> "%s of %s: %s".formatted(volumeId, snapshotId, text));
  }
}
