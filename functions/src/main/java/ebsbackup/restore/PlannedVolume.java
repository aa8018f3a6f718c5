package ebsbackup.restore;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.RestoreRefusedException;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.VolumeSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A volume to be made from a snapshot.
 *
 * @param sourceVolumeId the volume that the snapshot was taken of
 * @param device the device name that it had
 * @param encryption passed to EC2 as it is, so that no default of the account decides
 * @param deleteOnTermination the flag that it had
 * @param tags what the new volume is to carry, the restore's own tag apart
 */
public record PlannedVolume(
    String snapshotId,
    String sourceVolumeId,
    Optional<String> device,
    VolumeSettings settings,
    Encryption encryption,
    boolean deleteOnTermination,
    Map<String, String> tags) {

  /** EC2's 50, less the one that names the restore. */
  private static final int MOST_TAGS = 49;

  /** What the snapshot's own tags say of its volume; nothing if another tool made it. */
  static Optional<Remembered> remembered(Snapshot snapshot) {
    return SetTags.read(snapshot.tags())
        .flatMap(tags -> tags.member(snapshot.volumeId()))
        .map(Remembered::of);
  }

  /**
   * Decides what the volume is to be.
   *
   * @param was what it is to be like
   * @param lowered receives a sentence for each remembered number that the request makes impossible
   * @throws RestoreRefusedException if the snapshot can't make a volume, or neither what is
   *     remembered nor the request say what volume
   */
  static PlannedVolume of(
      Snapshot snapshot,
      Optional<Remembered> was,
      VolumeOverride override,
      Encryption encryption,
      Consumer<String> lowered) {
    check(snapshot);
    Map<String, String> tags = new LinkedHashMap<>(was.map(Remembered::tags).orElse(Map.of()));
    tags.putAll(override.tags());
    if (tags.size() > MOST_TAGS) {
      throw new RestoreRefusedException(
          "the volume of %s would carry %d tags beside the restore's own, and a volume can have %d"
              .formatted(snapshot.snapshotId(), tags.size(), MOST_TAGS));
    }
    ChosenSettings chosen = ChosenSettings.of(snapshot, was.map(Remembered::settings), override);
    chosen.lowered().forEach(lowered);
    return new PlannedVolume(
        snapshot.snapshotId(),
        snapshot.volumeId(),
        was.flatMap(Remembered::device),
        chosen.settings(),
        encryption,
        was.map(Remembered::deleteOnTermination).orElse(false),
        tags);
  }

  private static void check(Snapshot snapshot) {
    if (!snapshot.completed()) {
      throw new RestoreRefusedException(
          "%s of %s is %s, and only a completed snapshot can be restored"
              .formatted(snapshot.snapshotId(), snapshot.volumeId(), snapshot.condition()));
    }
    if (snapshot.archived()) {
      throw new RestoreRefusedException(
          "%s is archived: restore it to the standard tier first (aws ec2 restore-snapshot-tier"
                  .formatted(snapshot.snapshotId())
              + " --snapshot-id %s), which takes up to 72 hours".formatted(snapshot.snapshotId()));
    }
  }
}
