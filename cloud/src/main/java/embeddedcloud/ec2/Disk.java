package embeddedcloud.ec2;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/**
 * A volume that an instance is launched with.
 *
 * @param device the device name, such as {@code /dev/xvda}
 * @param size in GiB
 * @param iops required for io1 and io2, not allowed for gp2, st1, sc1 and standard
 * @param throughput MiB/s, for gp3 only
 */
public record Disk(
    String device,
    VolumeType type,
    int size,
    Optional<Integer> iops,
    Optional<Integer> throughput,
    boolean deleteOnTermination,
    boolean encrypted,
    Map<String, String> tags) {

  public Disk {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /** A gp3 volume that outlives its instance. */
  public Disk(String device, int size) {
    this(device, VolumeType.GP3, size, Optional.empty(), Optional.empty(), false, false, Map.of());
  }

  public Disk ofType(VolumeType newType) {
    return new Disk(device, newType, size, iops, throughput, deleteOnTermination, encrypted, tags);
  }

  public Disk withIops(int newIops) {
    return new Disk(
        device, type, size, Optional.of(newIops), throughput, deleteOnTermination, encrypted, tags);
  }

  public Disk withThroughput(int newThroughput) {
    return new Disk(
        device, type, size, iops, Optional.of(newThroughput), deleteOnTermination, encrypted, tags);
  }

  public Disk deletedOnTermination() {
    return new Disk(device, type, size, iops, throughput, true, encrypted, tags);
  }

  /** Encrypted under the account's default key for EBS. */
  public Disk encryptedByDefault() {
    return new Disk(device, type, size, iops, throughput, deleteOnTermination, true, tags);
  }

  public Disk tagged(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(tags);
    more.put(key, value);
    return new Disk(device, type, size, iops, throughput, deleteOnTermination, encrypted, more);
  }
}
