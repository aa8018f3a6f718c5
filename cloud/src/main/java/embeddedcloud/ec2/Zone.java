package embeddedcloud.ec2;

import java.util.Set;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** An Availability Zone and the volume types it offers; zones need not offer them all. */
public record Zone(String name, String id, Set<VolumeType> volumeTypes) {
  /** What every zone of a large Region offers. */
  public static final Set<VolumeType> ALL_TYPES =
      Set.of(
          VolumeType.STANDARD,
          VolumeType.GP2,
          VolumeType.GP3,
          VolumeType.IO1,
          VolumeType.IO2,
          VolumeType.ST1,
          VolumeType.SC1);

  public Zone {
    volumeTypes = Set.copyOf(volumeTypes);
  }

  /** A zone that offers every volume type. */
  public Zone(String name, String id) {
    this(name, id, ALL_TYPES);
  }
}
