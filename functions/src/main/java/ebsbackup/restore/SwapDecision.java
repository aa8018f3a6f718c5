package ebsbackup.restore;

import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.RestoreRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which volume each new one replaces. A volume is recognized by its id or by the {@link
 * Lineage} that an earlier swap gave it, but never by its device name alone: another volume may
 * have the device by now. A volume that is not recognized is replaced only if the request names it.
 */
final class SwapDecision {
  /** A refusal names at most this many volumes, to stay readable. */
  private static final int MAX_NAMED = 10;

  private final RestoreRequest request;
  private final Instance instance;
  private final InstanceVolumes volumes;
  private final List<String> warnings = new ArrayList<>();

  SwapDecision(RestoreRequest request, Instance instance, InstanceVolumes volumes) {
    this.request = request;
    this.instance = instance;
    this.volumes = volumes;
  }

  /** What the user may not expect; complete only after {@link #decide}. */
  List<String> warnings() {
    return warnings;
  }

  /**
   * Decides the places.
   *
   * @return the places, by snapshot id
   * @throws RestoreRefusedException if volumes are not recognized; it names each and its
   *     whereabouts
   */
  Map<String, Seat> decide(List<BackedUpVolume> sources) {
    for (String name : request.replace().keySet()) {
      if (sources.stream().noneMatch(s -> s.snapshotId().equals(name) || s.name().equals(name))) {
        throw new RestoreRefusedException(
            "replace names %s, but only %s are restored"
                .formatted(
                    name, sources.stream().map(BackedUpVolume::name).distinct().sorted().toList()));
      }
    }
    Map<String, Seat> seats = new LinkedHashMap<>();
    List<String> refusals = new ArrayList<>();
    for (BackedUpVolume source : sources) {
      Optional<Seat> seat =
          source
              .keyIn(request.replace())
              .map(key -> Optional.of(asked(source, key, request.replace().get(key))))
              .orElseGet(() -> recognized(source));
      seat.ifPresentOrElse(
          found -> seats.put(source.snapshotId(), found), () -> refusals.add(refusal(source)));
    }
    if (!refusals.isEmpty()) {
      int shown = Math.min(MAX_NAMED, refusals.size());
      throw new RestoreRefusedException(
          String.join("; ", refusals.subList(0, shown))
              + (refusals.size() == shown ? "" : "; and %d more".formatted(refusals.size() - shown))
              + ". Specify in \"replace\" which volume to replace, such as {\"%s\": \"vol-…\"}, or \"none\""
                  .formatted(
                      sources.stream()
                          .filter(s -> !seats.containsKey(s.snapshotId()))
                          .map(BackedUpVolume::name)
                          .findFirst()
                          .orElseThrow()));
    }
    checkDistinct(sources, seats);
    return seats;
  }

  private Seat asked(BackedUpVolume source, String key, String word) {
    String sourceId = source.volumeId();
    if (word.equals(RestoreRequest.NONE)) {
      String device =
          source
              .device()
              .orElseThrow(
                  () ->
                      new RestoreRefusedException(
                          "replace.%s is \"none\", but no device is known for %s: use the mode attach"
                              .formatted(key, source.snapshotId())));
      volumes
          .at(device)
          .ifPresent(
              there -> {
                throw new RestoreRefusedException(
                    "replace.%s is \"none\", but %s of %s has %s"
                        .formatted(
                            key, device, instance.instanceId(), InstanceVolumes.described(there)));
              });
      warnings.add(
          "%s goes to %s of %s, which is free; nothing is replaced, as requested"
              .formatted(source.snapshotId(), device, instance.instanceId()));
      return new Seat(device, Optional.empty(), false, lineage(source, Optional.empty()));
    }
    Volume named =
        volumes
            .get(word)
            .orElseThrow(
                () ->
                    new RestoreRefusedException(
                        "replace.%s: %s does not exist".formatted(key, word)));
    String device =
        volumes
            .deviceOf(named)
            .orElseThrow(
                () ->
                    new RestoreRefusedException(
                        "replace.%s: %s is %s, but must be attached to %s"
                            .formatted(
                                key,
                                InstanceVolumes.described(named),
                                InstanceVolumes.whereabouts(named),
                                instance.instanceId())));
    boolean continues =
        Lineage.standsFor(named, sourceId) || putBack(source).filter(named::equals).isPresent();
    if (!continues) {
      warnings.add(
          "%s at %s of %s is replaced by the contents of %s, another volume, as requested"
              .formatted(
                  InstanceVolumes.described(named),
                  device,
                  instance.instanceId(),
                  backedUp(source)));
    }
    return new Seat(
        device,
        Optional.of(named),
        continues,
        lineage(source, Optional.of(named).filter(volume -> continues)));
  }

  private Optional<Seat> recognized(BackedUpVolume source) {
    String sourceId = source.volumeId();
    Optional<Volume> original = volumes.get(sourceId);
    Optional<Volume> here =
        original
            .filter(volume -> volumes.deviceOf(volume).isPresent())
            .or(() -> volumes.standingFor(sourceId))
            .or(() -> putBack(source));
    if (here.isPresent()) {
      String device = volumes.deviceOf(here.get()).orElseThrow();
      return source.device().filter(then -> !then.equals(device)).isPresent()
          ? Optional.empty()
          : Optional.of(new Seat(device, here, true, lineage(source, here)));
    }
    if (original.isPresent()
        || source.device().isEmpty()
        || volumes.at(source.device().get()).isPresent()
        || !request.source().equals(instance.instanceId())) {
      return Optional.empty();
    }
    String device = source.device().get();
    warnings.add(
        "%s no longer exists: %s goes to %s of %s, which is free; nothing is replaced"
            .formatted(sourceId, source.snapshotId(), device, instance.instanceId()));
    return Optional.of(
        new Seat(device, Optional.empty(), false, lineage(source, Optional.empty())));
  }

  /** After an undone swap, the volume that was backed up is gone and its predecessor is back. */
  private Optional<Volume> putBack(BackedUpVolume source) {
    return volumes.get(source.volumeId()).isPresent()
        ? Optional.empty()
        : source.was().flatMap(VolumeProfile::predecessor).flatMap(volumes::standingFor);
  }

  private List<String> lineage(BackedUpVolume source, Optional<Volume> replaced) {
    String sourceId = source.volumeId();
    return Lineage.of(sourceId, volumes.get(sourceId), replaced);
  }

  private String refusal(BackedUpVolume source) {
    String sourceId = source.volumeId();
    Optional<Volume> original = volumes.get(sourceId);
    String where =
        original
            .map(InstanceVolumes::whereabouts)
            .or(
                () ->
                    volumes
                        .standingFor(sourceId)
                        .map(
                            v ->
                                "replaced by %s, which is %s"
                                    .formatted(v.volumeId(), InstanceVolumes.whereabouts(v))))
            .orElse("gone");
    String backedUp = "%s, which was backed up, is %s".formatted(backedUp(source), where);
    return source
        .device()
        .map(
            device ->
                volumes
                    .at(device)
                    .map(
                        there ->
                            "%s of %s has %s, and %s"
                                .formatted(
                                    device,
                                    instance.instanceId(),
                                    InstanceVolumes.described(there),
                                    backedUp))
                    .orElseGet(
                        () ->
                            "%s of %s is free, and %s"
                                .formatted(device, instance.instanceId(), backedUp)))
        .orElseGet(
            () ->
                "no device of %s is known for %s: %s"
                    .formatted(instance.instanceId(), source.snapshotId(), backedUp));
  }

  private void checkDistinct(List<BackedUpVolume> sources, Map<String, Seat> seats) {
    Map<String, BackedUpVolume> byDevice = new HashMap<>();
    for (BackedUpVolume source : sources) {
      String device = seats.get(source.snapshotId()).device();
      BackedUpVolume other = byDevice.put(device, source);
      if (other != null) {
        throw new RestoreRefusedException(
            "two snapshots, %s and %s, would go to %s of %s"
                .formatted(other.snapshotId(), source.snapshotId(), device, instance.instanceId()));
      }
    }
  }

  private String backedUp(BackedUpVolume source) {
    String id = source.volumeId();
    return source
        .was()
        .flatMap(was -> Optional.ofNullable(was.tags().get("Name")))
        .map(name -> "%s (%s)".formatted(id, name))
        .or(() -> volumes.get(id).map(InstanceVolumes::described))
        .orElse(id);
  }
}
