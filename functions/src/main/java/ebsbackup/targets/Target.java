package ebsbackup.targets;

import java.util.Optional;

/**
 * The source of one set: an instance, or a volume on its own.
 *
 * @param id instance id or volume id
 * @param rootDevice an instance's root device name
 */
public record Target(String id, Optional<String> rootDevice) {

  /** A volume on its own. */
  public static Target ofVolume(String volumeId) {
    return new Target(volumeId, Optional.empty());
  }

  /** Whether the id is a volume id. */
  public static boolean isVolume(String id) {
    return id.startsWith("vol-");
  }

  public boolean isVolume() {
    return isVolume(id);
  }
}
