package ebsbackup.restore;

import ebsbackup.ebs.Instance;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.VolumeLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What EC2 refuses because of the kind of instance or volume. EC2 would apply each of these rules
 * only after the first write.
 */
final class PlacingLimits {
  /** The usual root device names of AMIs. */
  private static final Set<String> USUAL_ROOTS = Set.of("/dev/xvda", "/dev/sda1");

  private final String source;
  private final Instance instance;

  /**
   * @param source the instance or volume that was backed up
   * @param instance the instance that gets the volumes
   */
  PlacingLimits(String source, Instance instance) {
    this.source = source;
    this.instance = instance;
  }

  /**
   * Checks the volumes.
   *
   * @return what may fail but cannot be known beforehand, one sentence each
   * @throws RestoreRefusedException if EC2 would refuse something; it says what
   */
  List<String> check(List<PlannedVolume> volumes, Placing placing) {
    Map<String, PlannedVolume> bySnapshot =
        volumes.stream().collect(Collectors.toMap(PlannedVolume::snapshotId, Function.identity()));
    List<String> warnings = new ArrayList<>(stopWarnings(placing));
    for (DeviceAssignment assignment : placing.assignments()) {
      PlannedVolume volume = bySnapshot.get(assignment.snapshotId());
      boolean root = isRoot(assignment.device());
      if (root) {
        checkRoot(volume, assignment.device());
      }
      if (placing.running() && !placing.stop() && !root) {
        marketplaceWarning(volume).ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  private boolean isRoot(String device) {
    return instance.rootDevice().filter(device::equals).isPresent();
  }

  private List<String> stopWarnings(Placing placing) {
    if (!placing.stop()) {
      return List.of();
    }
    String id = instance.instanceId();
    if (!instance.kind().rootOnEbs()) {
      throw new RestoreRefusedException(
          "stop is true, but %s cannot be stopped: its root volume is an instance store volume"
              .formatted(id));
    }
    List<String> warnings = new ArrayList<>();
    warnings.add(
        ("%s is stopped and started, which erases its instance store volumes and changes its public"
                + " IPv4 address, unless that is an Elastic IP address. An undo does not bring them"
                + " back")
            .formatted(id));
    if (instance.kind().spot()) {
      warnings.add(
          ("%s is a Spot Instance, which EC2 stops only if its Spot request is persistent. If the"
                  + " request is one-time, the restore ends as UNDONE, with no volume detached")
              .formatted(id));
    }
    return warnings;
  }

  private void checkRoot(PlannedVolume volume, String device) {
    String place = "%s, the root device of %s".formatted(device, instance.instanceId());
    if (!instance.kind().rootOnEbs()) {
      throw new RestoreRefusedException(
          "%s would go to %s, but the root volume of this instance is an instance store volume"
              .formatted(volume.snapshotId(), place));
    }
    String type = volume.settings().type();
    if (VolumeLimits.of(type).filter(limits -> !limits.canBoot()).isPresent()) {
      throw new RestoreRefusedException(
          "the volume of %s would have the type %s (volume.type) at %s: a root volume cannot be %s"
              .formatted(volume.snapshotId(), type, place, type));
    }
  }

  /** A volume gets the product codes of the root volume that its snapshot was taken from. */
  private Optional<String> marketplaceWarning(PlannedVolume volume) {
    Optional<String> device = volume.device();
    if (!source.equals(instance.instanceId())) {
      return device
          .filter(USUAL_ROOTS::contains)
          .map(
              name ->
                  ("%s is a snapshot of %s of %s. If that is a root volume with an AWS Marketplace"
                          + " product code, EC2 attaches the new volume only to a stopped instance")
                      .formatted(volume.snapshotId(), name, source));
    }
    List<String> codes = instance.kind().marketplaceCodes();
    if (!codes.isEmpty() && device.filter(this::isRoot).isPresent()) {
      throw new RestoreRefusedException(
          ("%s is a snapshot of the root volume of %s, which has the AWS Marketplace product code %s:"
                  + " EC2 attaches such a volume only to a stopped instance, and %s is running")
              .formatted(
                  volume.snapshotId(),
                  instance.instanceId(),
                  String.join(", ", codes),
                  instance.instanceId()));
    }
    return Optional.empty();
  }
}
