package ebsbackup.ebs;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One volume of a snapshot set, as it was at the time of the snapshot: what a faithful restore
 * needs even if the source no longer exists.
 *
 * @param device the device name that it had; absent for a volume that was not attached, or was
 *     attached to a resource without device names
 * @param tags the volume's own tags that did fit
 * @param lost the tags that did not fit; absent if only the description of the snapshots is known
 * @param predecessor the volume that an earlier swap replaced with this one, if the set says so
 */
public record Member(
    String volumeId,
    Optional<String> device,
    VolumeSettings settings,
    boolean deleteOnTermination,
    Map<String, String> tags,
    Optional<LostTags> lost,
    Optional<String> predecessor) {

  public Member {
    // Sorted, so it is always written the same way.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** A volume of which only the description of its snapshots is known. */
  static Member described(
      String volumeId,
      Optional<String> device,
      VolumeSettings settings,
      boolean deleteOnTermination) {
    return new Member(
        volumeId,
        device,
        settings,
        deleteOnTermination,
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** A volume whose tags are all known, and that no swap put in place. */
  public Member(
      String volumeId,
      Optional<String> device,
      VolumeSettings settings,
      boolean deleteOnTermination,
      Map<String, String> tags) {
    this(
        volumeId,
        device,
        settings,
        deleteOnTermination,
        tags,
        Optional.of(LostTags.NONE),
        Optional.empty());
  }
}
