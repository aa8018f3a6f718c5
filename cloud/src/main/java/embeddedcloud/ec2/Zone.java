package embeddedcloud.ec2;

import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.VolumeType;

/** An Availability Zone and the volume types that it offers. Not every zone offers all types. */
public record Zone(String name, Set<VolumeType> volumeTypes) {
  /** The volume types that every zone of a large Region offers. */
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
  public Zone(String name) {
    this(name, ALL_TYPES);
  }

  /** {@code euc1-az1} for {@code eu-central-1a}; AWS numbers them differently in each account. */
  public String id() {
    String[] parts = name.split("-", -1);
    StringBuilder id = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      id.append(parts[i], 0, Math.min(1, parts[i].length()));
    }
    return id + "-az" + (name.charAt(name.length() - 1) - 'a' + 1);
  }

  /** The types as the API names them ({@code gp3}), sorted. */
  public List<String> sortedVolumeTypes() {
    return volumeTypes.stream().map(VolumeType::toString).sorted().toList();
  }
}
