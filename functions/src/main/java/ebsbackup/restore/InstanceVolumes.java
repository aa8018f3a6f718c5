package ebsbackup.restore;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The volumes that matter to a restore, and their devices at the instance.
 *
 * @param byId the volumes of the instance, possibly among others
 */
record InstanceVolumes(String instanceId, Map<String, Volume> byId) {

  Optional<Volume> get(String volumeId) {
    return Optional.ofNullable(byId.get(volumeId));
  }

  /** The volume at a device of the instance. */
  Optional<Volume> at(String device) {
    return byId.values().stream()
        .filter(volume -> deviceOf(volume).filter(device::equals).isPresent())
        .findFirst();
  }

  /** The volume's device at the instance, even while the volume is attaching or detaching. */
  Optional<String> deviceOf(Volume volume) {
    return volume.attachments().stream()
        .filter(at -> at.isTo(instanceId) && !at.state().equals("detached"))
        .flatMap(at -> at.device().stream())
        .findFirst();
  }

  /** The devices of the instance that are in use. */
  Set<String> devices() {
    return byId.values().stream()
        .flatMap(volume -> deviceOf(volume).stream())
        .collect(Collectors.toSet());
  }

  /**
   * The volume of the instance that took the place of the given one; empty if there are several.
   */
  Optional<Volume> standingFor(String volumeId) {
    List<Volume> found =
        byId.values().stream()
            .filter(volume -> deviceOf(volume).isPresent())
            .filter(volume -> Lineage.standsFor(volume, volumeId))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /** The volume's id, with its name if it has one. */
  static String described(Volume volume) {
    return volume
        .tag("Name")
        .map(name -> "%s (%s)".formatted(volume.volumeId(), name))
        .orElse(volume.volumeId());
  }

  /** Everywhere that a volume is attached, at this instance or elsewhere. */
  static String whereabouts(Volume volume) {
    if (volume.attachments().isEmpty()) {
      return "not attached (%s)".formatted(volume.state());
    }
    return volume.attachments().stream()
        .map(InstanceVolumes::place)
        .collect(Collectors.joining(" and "));
  }

  private static String place(Attachment at) {
    return at.device()
        .map(device -> "at %s of %s".formatted(device, at.holder()))
        .orElse("attached to " + at.holder());
  }
}
