package embeddedcloud.world;

import java.util.List;
import java.util.Set;

/**
 * An Availability Zone and the volume types that it offers, as the API names them ({@code gp3}).
 */
public record Zone(String name, Set<String> volumeTypes) {
  /** What a zone offers when the world does not say. */
  public static final Set<String> EVERY_TYPE =
      Set.of("standard", "gp2", "gp3", "io1", "io2", "st1", "sc1");

  public Zone {
    volumeTypes = Set.copyOf(volumeTypes);
  }

  public Zone(String name) {
    this(name, EVERY_TYPE);
  }

  /** The types in one fixed order, for files and messages. */
  public List<String> sortedVolumeTypes() {
    return volumeTypes.stream().sorted().toList();
  }
}
