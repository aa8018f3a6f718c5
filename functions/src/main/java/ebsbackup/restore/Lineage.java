package ebsbackup.restore;

import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which volumes a volume stands for. A swap gives an instance a volume with a new id; the tag
 * {@link SetTags#LINEAGE} says which volumes had its place before, so that sets from before and
 * after the swap can still be restored to it. Volumes that a restore made beside others carry no
 * such tag: they are copies, and stand for nothing but themselves.
 */
final class Lineage {
  /** As many ids as fit into one value. */
  private static final int MOST = 11;

  private Lineage() {}

  /** Whether it is that volume, or took its place in a swap. */
  static boolean standsFor(Volume volume, String volumeId) {
    return volume.volumeId().equals(volumeId) || before(volume).contains(volumeId);
  }

  /**
   * For a volume made from a snapshot of the source.
   *
   * @param replaced the volume whose place it takes, if that stands for the source
   * @return the source first: sets of it are what people restore again
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
