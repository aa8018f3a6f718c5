package ebsbackup.restore;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Origin;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.VolumeOverride;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param tags what the new volume is to carry, the restore's own tags apart
 * @param lineage the volumes that it stands for, for {@link SetTags#LINEAGE}; none unless it is
 *     swapped in
 */
public record PlannedVolume(
    String snapshotId,
    String sourceVolumeId,
    Optional<String> device,
    VolumeSettings settings,
    Encryption encryption,
    boolean deleteOnTermination,
    Map<String, String> tags,
    List<String> lineage) {

  /** What an original's tags say of its volume. */
  static Optional<VolumeProfile> remembered(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Original original
        ? Optional.of(VolumeProfile.of(original.member()))
        : Optional.empty();
  }

  /** What a copy's tags say of its volume, where they leave no doubt which one it is. */
  static Optional<VolumeProfile> rememberedByCopy(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Copy copy
        ? copy.member().map(VolumeProfile::of)
        : Optional.empty();
  }

  /**
   * Decides the volume's properties.
   *
   * @param was the volume that it is made like
   * @param tags what it carries beside the restore's own tags
   * @param lineage the volumes that it stands for
   * @param onOutpost whether it is made on an Outpost
   * @param lowered receives a sentence for each remembered number that the request makes impossible
   * @throws RestoreRefusedException if the snapshot can't make a volume, or neither what is
   *     remembered nor the request say what volume
   */
  static PlannedVolume of(
      Snapshot snapshot,
      Optional<VolumeProfile> was,
      VolumeOverride override,
      Encryption encryption,
      RestoredTags tags,
      List<String> lineage,
      boolean onOutpost,
      Consumer<String> lowered) {
    check(snapshot);
    ChosenSettings chosen =
        ChosenSettings.of(snapshot, was.map(VolumeProfile::settings), override, onOutpost);
    chosen.lowered().forEach(lowered);
    return new PlannedVolume(
        snapshot.snapshotId(),
        snapshot.volumeId(),
        was.flatMap(VolumeProfile::device),
        chosen.settings(),
        encryption,
        was.map(VolumeProfile::deleteOnTermination).orElse(false),
        tags.tags(),
        lineage);
  }

  /** What decides whether EC2 would create the volume. */
  record Kind(VolumeSettings settings, Encryption encryption) {}

  Kind kind() {
    return new Kind(settings, encryption);
  }

  /** All tags of the new volume, with those of the restore. */
  Map<String, String> allTags(String restoreId) {
    Map<String, String> all = new LinkedHashMap<>(tags);
    all.put(RestorePlan.RESTORE, restoreId);
    if (!lineage.isEmpty()) {
      all.put(SetTags.LINEAGE, String.join(" ", lineage));
    }
    return all;
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
