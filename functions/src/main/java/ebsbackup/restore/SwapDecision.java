package ebsbackup.restore;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.RestoreRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which volume each new one replaces. A volume is recognised by its id, or by the {@link
 * Lineage} that an earlier swap gave it, and never by its device name alone: device names change
 * their volumes. What is not recognised is replaced only if the request names it.
 */
final class SwapDecision {
  /** A refusal names this many volumes, so that it stays readable. */
  private static final int MOST_NAMED = 10;

  private static final String NAME = "Name";

  private final RestoreRequest request;
  private final Instance instance;
  private final Map<String, Volume> volumes;
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param volumes by id: those of the instance, those that were backed up, and those that the
   *     request names, as far as they exist
   */
  SwapDecision(RestoreRequest request, Instance instance, Map<String, Volume> volumes) {
    this.request = request;
    this.instance = instance;
    this.volumes = volumes;
  }

  /**
   * A snapshot, and what is known of the volume that it was taken of.
   *
   * @param was absent if neither tags nor EC2 know the volume
   */
  record Source(Snapshot snapshot, Optional<VolumeProfile> was) {

    String snapshotId() {
      return snapshot.snapshotId();
    }

    Optional<String> device() {
      return was.flatMap(VolumeProfile::device);
    }

    /** How a request names it: by its device, or by its snapshot where no device is known. */
    String name() {
      return device().orElse(snapshot.snapshotId());
    }
  }

  /** What a person may not expect; to be asked for after {@link #decide}. */
  List<String> warnings() {
    return warnings;
  }

  /**
   * Decides.
   *
   * @return the places, by snapshot id
   * @throws RestoreRefusedException naming every volume that is not recognised, and where it is
   */
  Map<String, Seat> decide(List<Source> sources) {
    Set<String> names = sources.stream().map(Source::name).collect(Collectors.toSet());
    for (String name : request.replace().keySet()) {
      if (!names.contains(name)) {
        throw new RestoreRefusedException(
            "replace names %s, and only %s are restored"
                .formatted(name, names.stream().sorted().toList()));
      }
    }
    Map<String, Seat> seats = new LinkedHashMap<>();
    List<String> refusals = new ArrayList<>();
    for (Source source : sources) {
      Optional<Seat> seat =
          Optional.ofNullable(request.replace().get(source.name()))
              .map(word -> Optional.of(asked(source, word)))
              .orElseGet(() -> recognised(source));
      seat.ifPresentOrElse(
          found -> seats.put(source.snapshotId(), found), () -> refusals.add(refusal(source)));
    }
    if (!refusals.isEmpty()) {
      int shown = Math.min(MOST_NAMED, refusals.size());
      throw new RestoreRefusedException(
          String.join("; ", refusals.subList(0, shown))
              + (refusals.size() == shown ? "" : "; and %d more".formatted(refusals.size() - shown))
              + ". Say in \"replace\" which volume to replace, such as {\"%s\": \"vol-…\"}, or \"none\""
                  .formatted(
                      sources.stream()
                          .filter(s -> !seats.containsKey(s.snapshotId()))
                          .map(Source::name)
                          .findFirst()
                          .orElseThrow()));
    }
    checkDistinct(sources, seats);
    return seats;
  }

  private Seat asked(Source source, String word) {
    String sourceId = source.snapshot().volumeId();
    if (word.equals(RestoreRequest.NONE)) {
      String device =
          source
              .device()
              .orElseThrow(
                  () ->
                      new RestoreRefusedException(
                          "replace.%s is \"none\", and no device is known for %s: use the mode attach"
                              .formatted(source.name(), source.snapshotId())));
      at(device)
          .ifPresent(
              there -> {
                throw new RestoreRefusedException(
                    "replace.%s is \"none\", and %s of %s holds %s"
                        .formatted(source.name(), device, instance.instanceId(), described(there)));
              });
      warnings.add(
          "%s goes to %s of %s, which is free; nothing is replaced, as the request says"
              .formatted(source.snapshotId(), device, instance.instanceId()));
      return new Seat(device, Optional.empty(), false, lineage(source, Optional.empty()));
    }
    Volume named =
        Optional.ofNullable(volumes.get(word))
            .orElseThrow(
                () ->
                    new RestoreRefusedException(
                        "replace.%s: %s does not exist".formatted(source.name(), word)));
    String device =
        deviceOf(named)
            .orElseThrow(
                () ->
                    new RestoreRefusedException(
                        "replace.%s: %s is %s, and not attached to %s"
                            .formatted(
                                source.name(),
                                described(named),
                                whereabouts(named),
                                instance.instanceId())));
    boolean continues =
        Lineage.standsFor(named, sourceId) || putBack(source).filter(named::equals).isPresent();
    if (!continues) {
      warnings.add(
          "%s at %s of %s is replaced by the contents of %s, another volume, as the request says"
              .formatted(described(named), device, instance.instanceId(), backedUp(source)));
    }
    return new Seat(
        device,
        Optional.of(named),
        continues,
        lineage(source, Optional.of(named).filter(volume -> continues)));
  }

  private Optional<Seat> recognised(Source source) {
    String sourceId = source.snapshot().volumeId();
    Optional<Volume> original = Optional.ofNullable(volumes.get(sourceId));
    Optional<Volume> here =
        original
            .filter(volume -> deviceOf(volume).isPresent())
            .or(() -> standingFor(sourceId))
            .or(() -> putBack(source));
    if (here.isPresent()) {
      String device = deviceOf(here.get()).orElseThrow();
      return source.device().filter(then -> !then.equals(device)).isPresent()
          ? Optional.empty()
          : Optional.of(new Seat(device, here, true, lineage(source, here)));
    }
    if (original.isPresent()
        || source.device().isEmpty()
        || at(source.device().get()).isPresent()
        || !request.source().equals(instance.instanceId())) {
      return Optional.empty();
    }
    String device = source.device().get();
    warnings.add(
        "%s no longer exists: %s goes to %s of %s, which is free, and nothing is replaced"
            .formatted(sourceId, source.snapshotId(), device, instance.instanceId()));
    return Optional.of(
        new Seat(device, Optional.empty(), false, lineage(source, Optional.empty())));
  }

  /** After an undone swap the volume that was backed up is gone, and the one before it is back. */
  private Optional<Volume> putBack(Source source) {
    return volumes.containsKey(source.snapshot().volumeId())
        ? Optional.empty()
        : source.was().flatMap(VolumeProfile::predecessor).flatMap(this::standingFor);
  }

  /** The one volume of the instance that took the place of that one; of several, none. */
  private Optional<Volume> standingFor(String volumeId) {
    List<Volume> found =
        volumes.values().stream()
            .filter(volume -> deviceOf(volume).isPresent())
            .filter(volume -> Lineage.standsFor(volume, volumeId))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private List<String> lineage(Source source, Optional<Volume> replaced) {
    String sourceId = source.snapshot().volumeId();
    return Lineage.of(sourceId, Optional.ofNullable(volumes.get(sourceId)), replaced);
  }

  private String refusal(Source source) {
    String sourceId = source.snapshot().volumeId();
    Optional<Volume> original = Optional.ofNullable(volumes.get(sourceId));
    String where =
        original
            .map(this::whereabouts)
            .or(
                () ->
                    standingFor(sourceId)
                        .map(
                            v ->
                                "replaced by %s, which is %s"
                                    .formatted(v.volumeId(), whereabouts(v))))
            .orElse("gone");
    String backedUp = "%s, which was backed up, is %s".formatted(backedUp(source), where);
    return source
        .device()
        .map(
            device ->
                at(device)
                    .map(
                        there ->
                            "%s of %s holds %s, and %s"
                                .formatted(
                                    device, instance.instanceId(), described(there), backedUp))
                    .orElseGet(
                        () ->
                            "%s of %s is free, and %s"
                                .formatted(device, instance.instanceId(), backedUp)))
        .orElseGet(
            () ->
                "no device of %s is known for %s: %s"
                    .formatted(instance.instanceId(), source.snapshotId(), backedUp));
  }

  private void checkDistinct(List<Source> sources, Map<String, Seat> seats) {
    Map<String, Source> byDevice = new HashMap<>();
    for (Source source : sources) {
      String device = seats.get(source.snapshotId()).device();
      Source other = byDevice.put(device, source);
      if (other != null) {
        throw new RestoreRefusedException(
            "two snapshots, %s and %s, would go to %s of %s"
                .formatted(other.snapshotId(), source.snapshotId(), device, instance.instanceId()));
      }
    }
  }

  private Optional<Volume> at(String device) {
    return volumes.values().stream()
        .filter(volume -> deviceOf(volume).filter(device::equals).isPresent())
        .findFirst();
  }

  /** Where the instance has the volume; also while it is coming or going. */
  private Optional<String> deviceOf(Volume volume) {
    return volume.attachments().stream()
        .filter(at -> at.isTo(instance.instanceId()) && !at.state().equals("detached"))
        .flatMap(at -> at.device().stream())
        .findFirst();
  }

  private String whereabouts(Volume volume) {
    if (volume.attachments().isEmpty()) {
      return "attached to nothing (%s)".formatted(volume.state());
    }
    Attachment at = volume.attachments().getFirst();
    return at.device()
        .map(device -> "at %s of %s".formatted(device, at.holder()))
        .orElse("attached to " + at.holder());
  }

  private String backedUp(Source source) {
    String id = source.snapshot().volumeId();
    return source
        .was()
        .flatMap(was -> Optional.ofNullable(was.tags().get(NAME)))
        .map(name -> "%s (%s)".formatted(id, name))
        .or(() -> Optional.ofNullable(volumes.get(id)).map(SwapDecision::described))
        .orElse(id);
  }

  private static String described(Volume volume) {
    return Optional.ofNullable(volume.tags().get(NAME))
        .map(name -> "%s (%s)".formatted(volume.volumeId(), name))
        .orElse(volume.volumeId());
  }
}
