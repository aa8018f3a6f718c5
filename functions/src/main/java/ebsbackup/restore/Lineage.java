package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The volumes that a volume stands for. A swap gives an instance a volume with a new id. The tag
 * {@link SetTags#LINEAGE} records which volumes had its place before, so sets from before and after
 * the swap can still be restored to it. Volumes that a restore created next to others do not have
 * this tag: they are copies and stand only for themselves.
 */
final class Lineage {
  /** The most ids that fit into one tag value. */
  private static final int MOST = 11;

  private Lineage() {}

  /** Whether the volume is the given one or took its place in a swap. */
  static boolean standsFor(Volume volume, String volumeId) {
    return volume.volumeId().equals(volumeId) || before(volume).contains(volumeId);
  }

  /**
   * Returns the lineage of a volume created from a snapshot of the source.
   *
   * @param replaced the volume that it replaces, if that one stands for the source
   * @return the ids, the source first: its sets are the ones that users restore again
   */
  static List<String> of(
      String sourceVolumeId, Optional<Volume> source, Optional<Volume> replaced) {
    Set<String> ids = new LinkedHashSet<>();
    ids.add(sourceVolumeId);
    replaced.map(Volume::volumeId).ifPresent(ids::add);
    replaced.ifPresent(volume -> ids.addAll(before(volume)));
    source.ifPresent(volume -> ids.addAll(before(volume)));
    return ids.stream().limit(MOST).toList();
  }

  private static List<String> before(Volume volume) {
    return Optional.ofNullable(volume.tags().get(SetTags.LINEAGE))
        .map(ids -> List.of(ids.split(" ", -1)))
        .orElse(List.of());
  }
}
