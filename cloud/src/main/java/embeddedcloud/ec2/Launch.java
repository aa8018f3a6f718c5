package embeddedcloud.ec2;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * An instance that is running at once, with its volumes attached.
 *
 * @param zone name of an Availability Zone
 * @param disks the volumes; the first is the root volume
 * @param kind sets what differs from an On-Demand Instance with its root on EBS
 */
public record Launch(
    String zone, List<Disk> disks, Map<String, String> tags, Consumer<Instance.Builder> kind) {
  public Launch {
    disks = List.copyOf(disks);
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    if (disks.isEmpty()) {
      throw new IllegalArgumentException("An instance needs a root volume");
    }
  }

  /** An On-Demand Instance with its root on EBS. */
  public Launch(String zone, List<Disk> disks, Map<String, String> tags) {
    this(zone, disks, tags, instance -> {});
  }
}
