package ebsbackup.ebs;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One volume of a snapshot set, as it was at the moment of the snapshot: what a faithful restore
 * needs even when the source is gone.
 *
 * @param device the device name it had, absent for a volume that was attached nowhere, or to what
 *     has no devices
 * @param tags the volume's own tags worth restoring, as far as they fitted
 */
public record Member(
    String volumeId,
    Optional<String> device,
    VolumeSettings settings,
    boolean deleteOnTermination,
    Map<String, String> tags) {

  public Member {
    // Sorted, so that what is written of it is the same every time.
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
  }
}
