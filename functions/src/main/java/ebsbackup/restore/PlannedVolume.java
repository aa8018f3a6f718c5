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
 * A volume to create from a snapshot.
 *
 * @param sourceVolumeId the volume that the snapshot was taken from
 * @param device the device name that the source volume had
 * @param encryption passed to EC2 explicitly, so no account default decides
 * @param deleteOnTermination the flag that the source volume had
 * @param tags the tags of the new volume, without the restore's own tags; empty once it is created
 * @param lineage the volumes that it stands for, for {@link SetTags#LINEAGE}; empty unless it is
 *     swapped in, and once it is created
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

  /** What the tags of an original snapshot say about its volume. */
  static Optional<VolumeProfile> remembered(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Original original
        ? Optional.of(VolumeProfile.of(original.member()))
        : Optional.empty();
  }

  /** What the tags of a copy say about its volume, if they identify it without doubt. */
  static Optional<VolumeProfile> rememberedByCopy(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Copy copy
        ? copy.member().map(VolumeProfile::of)
        : Optional.empty();
  }

  /**
   * Decides the volume's properties.
   *
   * @param was the volume that the new one is modeled on
   * @param tags the tags of the new volume in addition to the restore's own tags
   * @param lineage the volumes that it stands for
   * @param onOutpost whether it is created on an Outpost
   * @param lowered receives a sentence for each remembered number that the request makes impossible
   * @throws RestoreRefusedException if no volume can be created from the snapshot, or if neither
   *     the tags nor the request determine its settings
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

  /** The properties that decide whether EC2 would create the volume. */
  record Kind(VolumeSettings settings, Encryption encryption) {}

  Kind kind() {
    return new Kind(settings, encryption);
  }

  /** All tags of the new volume, including those of the restore. */
  Map<String, String> allTags(String restoreId) {
    Map<String, String> all = new LinkedHashMap<>(tags);
    all.put(RestorePlan.RESTORE, restoreId);
    if (!lineage.isEmpty()) {
      all.put(SetTags.LINEAGE, String.join(" ", lineage));
    }
    return all;
  }

  /** Returns a copy without what is needed only to create the volume. */
  PlannedVolume created() {
    return new PlannedVolume(
        snapshotId,
        sourceVolumeId,
        device,
        settings,
        encryption,
        deleteOnTermination,
        Map.of(),
        List.of());
  }

  private static void check(Snapshot snapshot) {
    if (!snapshot.completed()) {
      throw new RestoreRefusedException(
          "%s of %s is %s, but only completed snapshots can be restored"
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
