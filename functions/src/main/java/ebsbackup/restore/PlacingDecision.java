package ebsbackup.restore;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.DeviceNames;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which devices of an instance the new volumes get, or refuses what is not possible. */
final class PlacingDecision {
  private final RestoreRequest request;
  private final Instance instance;
  private final InstanceVolumes present;

  PlacingDecision(RestoreRequest request, Instance instance, InstanceVolumes present) {
    this.request = request;
    this.instance = instance;
    this.present = present;
  }

  /**
   * Decides where the volumes go.
   *
   * @param seats the places of a swap, by snapshot id
   * @throws RestoreRefusedException if something prevents it; it says what
   */
  Placing decide(List<PlannedVolume> volumes, Map<String, Seat> seats) {
    boolean running = powerState();
    return request.mode() == RestoreMode.SWAP
        ? swap(volumes, seats, running)
        : attach(volumes, running);
  }

  private boolean powerState() {
    return switch (instance.state()) {
      case "running" -> true;
      case "stopped" -> false;
      default ->
          throw new RestoreRefusedException(
              "%s is %s: volumes can be moved while it is running or stopped"
                  .formatted(instance.instanceId(), instance.state()));
    };
  }

  private Placing attach(List<PlannedVolume> volumes, boolean running) {
    Set<String> taken = new HashSet<>(present.devices());
    instance.rootDevice().ifPresent(taken::add);
    Map<String, String> asked = new HashMap<>();
    for (Map.Entry<String, String> entry : request.attachAs().entrySet()) {
      if (!taken.add(entry.getValue())) {
        throw new RestoreRefusedException(
            "attachAs: %s of %s is taken%s"
                .formatted(
                    entry.getValue(),
                    instance.instanceId(),
                    present.at(entry.getValue()).map(v -> " by " + v.volumeId()).orElse("")));
      }
      asked.put(named(entry.getKey(), volumes), entry.getValue());
    }
    Iterator<String> free =
        DeviceNames.free(taken, instance.rootDevice(), volumes.size() - asked.size()).iterator();
    List<DeviceAssignment> assignments =
        volumes.stream()
            .map(
                v ->
                    new DeviceAssignment(
                        v.snapshotId(),
                        Optional.ofNullable(asked.get(v.snapshotId())).orElseGet(free::next),
                        false,
                        Optional.empty()))
            .toList();
    return new Placing(instance.rootDevice(), running, false, false, assignments);
  }

  /** The snapshot of the volume that a key of {@code attachAs} names. */
  private String named(String key, List<PlannedVolume> volumes) {
    List<String> named =
        volumes.stream()
            .filter(
                volume ->
                    volume.snapshotId().equals(key)
                        || (volume.device().filter(key::equals).isPresent()
                            && !request.attachAs().containsKey(volume.snapshotId())))
            .map(PlannedVolume::snapshotId)
            .toList();
    if (named.size() > 1) {
      throw new RestoreRefusedException(
          "attachAs names %s, the device of %s: use the ids of the snapshots as keys"
              .formatted(key, String.join(" and ", named)));
    }
    return named.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new RestoreRefusedException(
                    "attachAs names %s, but only %s are restored"
                        .formatted(
                            key,
                            volumes.stream().map(PlacingDecision::source).distinct().toList())));
  }

  /** The usual name of a volume in a request: its device, or its snapshot if none is known. */
  private static String source(PlannedVolume volume) {
    return volume.device().orElse(volume.snapshotId());
  }

  private Placing swap(List<PlannedVolume> volumes, Map<String, Seat> seats, boolean running) {
    if (running && request.stop().isEmpty()) {
      throw new RestoreRefusedException(
          ("%s is running: specify \"stop\": true to stop it and start it again, or \"stop\":"
                  + " false if nothing on it uses the volumes (EC2 then replaces a root volume"
                  + " itself, which reboots the instance)")
              .formatted(instance.instanceId()));
    }
    List<DeviceAssignment> assignments = new ArrayList<>();
    Set<String> devices = new HashSet<>();
    for (PlannedVolume volume : volumes) {
      Seat seat = seats.get(volume.snapshotId());
      devices.add(seat.device());
      Optional<Placing.Replaced> old =
          seat.replaces().map(there -> replaceable(there, seat.device()));
      assignments.add(
          new DeviceAssignment(
              volume.snapshotId(),
              seat.device(),
              old.map(Placing.Replaced::deleteOnTermination).orElse(volume.deleteOnTermination()),
              old));
    }
    boolean stop = running && request.stop().orElse(false);
    boolean root = instance.rootDevice().filter(devices::contains).isPresent();
    return new Placing(instance.rootDevice(), running, stop, root && running && !stop, assignments);
  }

  private Placing.Replaced replaceable(Volume volume, String device) {
    if (volume.attachments().size() > 1) {
      throw new RestoreRefusedException(
          "%s at %s is attached to %d instances"
              .formatted(volume.volumeId(), device, volume.attachments().size()));
    }
    Attachment at = volume.attachments().getFirst();
    if (!at.state().equals("attached")) {
      throw new RestoreRefusedException(
          "%s at %s is %s".formatted(volume.volumeId(), device, at.state()));
    }
    return new Placing.Replaced(volume.volumeId(), at.deleteOnTermination());
  }
}
