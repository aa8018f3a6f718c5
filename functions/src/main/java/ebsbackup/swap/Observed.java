package ebsbackup.swap;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What EC2 reports about an instance and the volumes that matter to it.
 *
 * @param instanceState EC2's name for the state
 * @param volumes the volumes attached to the instance and those that a {@link Goal} names, by id
 * @param rootTaskActive whether EC2 is replacing the root volume
 * @param failedRootTask a failed root replacement of the same move
 */
public record Observed(
    String instanceId,
    String instanceState,
    Map<String, Volume> volumes,
    boolean rootTaskActive,
    Optional<String> failedRootTask) {

  public Observed {
    volumes = new LinkedHashMap<>(volumes);
  }

  /** A volume's attachment to the instance, in any state. */
  record Attached(Volume volume, Attachment at, String device) {
    /**
     * Whether the volume is attached. If not, EC2 is attaching or detaching it, or waits for the
     * operating system to release it ({@code busy}), and another call would not help.
     */
    boolean settled() {
      return at.state().equals("attached");
    }
  }

  Optional<Attached> attached(String volumeId) {
    return Optional.ofNullable(volumes.get(volumeId)).flatMap(this::attached);
  }

  private Optional<Attached> attached(Volume volume) {
    return volume.attachments().stream()
        .filter(at -> at.isTo(instanceId) && !at.state().equals("detached"))
        .flatMap(at -> at.device().stream().map(device -> new Attached(volume, at, device)))
        .findFirst();
  }

  /** The attachment at a device. */
  Optional<Attached> at(String device) {
    return volumes.values().stream()
        .flatMap(volume -> attached(volume).stream())
        .filter(attached -> attached.device().equals(device))
        .findFirst();
  }

  /** Returns the state after a move has taken full effect. */
  Observed after(Move move) {
    return switch (move) {
      case Move.Stop stop -> inState("stopped");
      case Move.Start start -> inState("running");
      case Move.Detach detach -> with(placed(detach.volumeId(), Optional.empty()));
      case Move.Attach attach ->
          with(
              placed(
                  attach.volumeId(),
                  Optional.of(Attachment.at(instanceId, attach.device(), false, "attached"))));
      case Move.SetDeleteOnTermination set ->
          at(set.device())
              .map(
                  there ->
                      with(
                          placed(
                              there.volume().volumeId(),
                              Optional.of(
                                  Attachment.at(
                                      instanceId, set.device(), set.delete(), "attached")))))
              .orElse(this);
      case Move.ReplaceRoot replace -> this;
    };
  }

  /** Returns the state after everything in progress has completed. */
  Observed settled() {
    Observed settled =
        switch (instanceState) {
          case "stopping" -> inState("stopped");
          case "pending" -> inState("running");
          default -> this;
        };
    for (Volume volume : new ArrayList<>(volumes.values())) {
      Optional<Attached> here = attached(volume);
      if (here.isPresent() && here.get().at().state().equals("attaching")) {
        settled = settled.after(new Move.Attach(volume.volumeId(), here.get().device()));
      } else if (here.isPresent() && !here.get().settled()) {
        settled = settled.after(new Move.Detach(volume.volumeId(), here.get().device()));
      } else if (volume.state().equals("creating")) {
        settled = settled.with(settled.placed(volume.volumeId(), Optional.empty()));
      }
    }
    return new Observed(
        instanceId, settled.instanceState(), settled.volumes(), false, failedRootTask);
  }

  private Observed inState(String state) {
    return new Observed(instanceId, state, volumes, rootTaskActive, failedRootTask);
  }

  private Observed with(Volume volume) {
    Map<String, Volume> changed = new LinkedHashMap<>(volumes);
    changed.put(volume.volumeId(), volume);
    return new Observed(instanceId, instanceState, changed, rootTaskActive, failedRootTask);
  }

  /** The volume with this attachment to the instance, and those to others as they are. */
  private Volume placed(String volumeId, Optional<Attachment> here) {
    Volume was = volumes.get(volumeId);
    List<Attachment> attachments =
        Stream.concat(
                was.attachments().stream().filter(at -> at.present() && !at.isTo(instanceId)),
                here.stream())
            .toList();
    return new Volume(
        volumeId,
        was.settings(),
        was.availabilityZone(),
        attachments.isEmpty() ? "available" : "in-use",
        was.createTime(),
        was.snapshotId(),
        was.encryption(),
        attachments,
        was.tags());
  }
}
