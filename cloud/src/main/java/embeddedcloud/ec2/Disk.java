package embeddedcloud.ec2;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * A volume that an instance is launched with.
 *
 * @param device such as {@code /dev/xvda}
 * @param size GiB
 * @param iops needed for io1 and io2, not allowed for gp2, st1, sc1 and standard
 */
public record Disk(
    String device,
    VolumeType type,
    int size,
    Optional<Integer> iops,
    boolean deleteOnTermination,
    boolean encrypted,
    Map<String, String> tags) {

  public Disk {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** A gp3 volume that outlives its instance. */
  public Disk(String device, int size) {
    this(device, VolumeType.GP3, size, Optional.empty(), false, false, Map.of());
  }

  public Disk ofType(VolumeType newType) {
    return new Disk(device, newType, size, iops, deleteOnTermination, encrypted, tags);
  }

  public Disk withIops(int newIops) {
    return new Disk(device, type, size, Optional.of(newIops), deleteOnTermination, encrypted, tags);
  }

  public Disk deletedOnTermination() {
    return new Disk(device, type, size, iops, true, encrypted, tags);
  }

  /** Encrypted under the account's default key for EBS. */
  public Disk encryptedByDefault() {
    return new Disk(device, type, size, iops, deleteOnTermination, true, tags);
  }

  public Disk tagged(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(tags);
    more.put(key, value);
    return new Disk(device, type, size, iops, deleteOnTermination, encrypted, more);
  }
}
