package ebsbackup.local.ec2;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An instance to begin with: running, with its volumes attached, at once.
 *
 * @param zone name of an Availability Zone
 * @param disks the first is the root volume
 */
public record Launch(String zone, List<Disk> disks, Map<String, String> tags) {
  public Launch {
    disks = List.copyOf(disks);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    if (disks.isEmpty()) {
      throw new IllegalArgumentException("An instance needs a root volume");
    }
  }
}
