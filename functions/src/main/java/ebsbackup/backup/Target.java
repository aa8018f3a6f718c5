package ebsbackup.backup;

import java.util.Optional;

/**
 * What becomes one set: an instance, or a volume by itself.
 *
 * @param id instance id or volume id
 * @param rootDevice an instance's root device name
 */
public record Target(String id, Optional<String> rootDevice) {

  public boolean isVolume() {
    return id.startsWith("vol-");
  }
}
