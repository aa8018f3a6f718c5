package ebsbackup.ebs;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One volume of a snapshot set, as it was at the moment of the snapshot: what a faithful restore
 * needs even when the source is gone.
 *
 * @param device the device name it had, absent for a volume that was attached nowhere, or to a
 *     resource without device names
 * @param tags the volume's own tags, as far as they fitted
 * @param lost the tags that did not fit; absent where only the description of the snapshots is
 *     known
 * @param predecessor the volume in whose place a swap had put this one, where the set says so
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
    // Sorted, so that what is written of it is the same every time.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** A volume of which every tag is known, and that no swap put there. */
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
