package ebsbackup.restore;

import ebsbackup.ebs.Origin;
import ebsbackup.ebs.RestoreRefusedException;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.VolumeSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A volume to be made from a snapshot.
 *
 * @param sourceVolumeId the volume that the snapshot was taken of
 * @param device the device name that it had
 * @param deleteOnTermination the flag that it had
 * @param tags what the new volume is to carry, the restore's own tags apart
 * @param lineage the volumes that it stands for, for {@link RestorePlan#LINEAGE}; none unless it is
 *     swapped in
 */
public record PlannedVolume(
    String snapshotId,
    String sourceVolumeId,
    Optional<String> device,
    VolumeSettings settings,
    boolean deleteOnTermination,
    Map<String, String> tags,
    List<String> lineage) {

  /** What an original's tags say of its volume. */
  static Optional<Remembered> remembered(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Original original
        ? Optional.of(Remembered.of(original.member()))
        : Optional.empty();
  }

  /** What a copy's tags say of its volume, where they leave no doubt which one it is. */
  static Optional<Remembered> rememberedByCopy(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Copy copy
        ? copy.member().map(Remembered::of)
        : Optional.empty();
  }

  /**
   * Decides what the volume is to be.
   *
   * @param was the volume that it is made like
   * @param tags what it carries beside the restore's own tags
   * @param lineage the volumes that it stands for
   * @throws RestoreRefusedException if the snapshot can't make a volume, or neither what is
   *     remembered nor the request say what volume
   */
  static PlannedVolume of(
      Snapshot snapshot,
      Optional<Remembered> was,
      VolumeOverride override,
      RestoredTags tags,
      List<String> lineage) {
    check(snapshot);
    return new PlannedVolume(
        snapshot.snapshotId(),
        snapshot.volumeId(),
        was.flatMap(Remembered::device),
        settings(snapshot, was.map(Remembered::settings), override),
        was.map(Remembered::deleteOnTermination).orElse(false),
        tags.tags(),
        lineage);
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

  private static VolumeSettings settings(
      Snapshot snapshot, Optional<VolumeSettings> was, VolumeOverride override) {
    String type =
        override
            .type()
            .or(() -> was.map(VolumeSettings::type))
            .orElseThrow(() -> new RestoreRefusedException(withoutType(snapshot)));
    // Numbers that fitted another type need not fit this one.
    Optional<VolumeSettings> same = was.filter(settings -> settings.type().equals(type));
    boolean withIops = VolumeOverride.WITH_IOPS.contains(type);
    if (override.iops().isPresent() && !withIops) {
      throw new RestoreRefusedException(
          "volume.iops is %d, and %s of %s has no IOPS to set"
              .formatted(override.iops().get(), type, snapshot.snapshotId()));
    }
    if (override.throughput().isPresent() && !type.equals("gp3")) {
      throw new RestoreRefusedException(
          "volume.throughput is %d, and %s of %s has no throughput to set"
              .formatted(override.throughput().get(), type, snapshot.snapshotId()));
    }
    Optional<Integer> iops =
        withIops ? override.iops().or(() -> same.flatMap(VolumeSettings::iops)) : Optional.empty();
    if (iops.isEmpty() && (type.equals("io1") || type.equals("io2"))) {
      throw new RestoreRefusedException(
          "a volume of type %s of %s needs IOPS: give volume.iops"
              .formatted(type, snapshot.snapshotId()));
    }
    Optional<Integer> throughput =
        type.equals("gp3")
            ? override.throughput().or(() -> same.flatMap(VolumeSettings::throughput))
            : Optional.empty();
    return new VolumeSettings(type, size(snapshot, was, override), iops, throughput);
  }

  private static String withoutType(Snapshot snapshot) {
    return Origin.of(snapshot) instanceof Origin.Copy copy
        ? "%s is no snapshot of its set (%s), and its tags do not say which of %d volumes it holds:"
                .formatted(snapshot.snapshotId(), copy.reason(), copy.set().members().size())
            + " give volume.type"
        : "%s carries no readable tags that say its volume's type, and %s is gone: give volume.type"
            .formatted(snapshot.snapshotId(), snapshot.volumeId());
  }

  private static int size(
      Snapshot snapshot, Optional<VolumeSettings> was, VolumeOverride override) {
    int least = snapshot.volumeSize();
    if (override.size().isPresent() && override.size().get() < least) {
      throw new RestoreRefusedException(
          "volume.size is %d GiB, and %s needs at least %d GiB"
              .formatted(override.size().get(), snapshot.snapshotId(), least));
    }
    return override
        .size()
        .orElseGet(() -> Math.max(least, was.map(VolumeSettings::size).orElse(least)));
  }
}
