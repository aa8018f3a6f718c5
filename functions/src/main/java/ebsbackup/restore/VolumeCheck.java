package ebsbackup.restore;

import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeInitialization;
import ebsbackup.request.KmsKeyName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides from what EC2 reports whether the new volumes can be used.
 *
 * @param createdAt when the last of them was created
 */
record VolumeCheck(RestorePlan plan, Instant createdAt, Instant now) {

  /** The states of a volume whose key could not be used. */
  private static final Set<String> LOST = Set.of("gone", "error");

  /** EC2 may report nothing about a volume's initialization for this long. */
  private static final Duration STATUS_LAGS = Duration.ofMinutes(5);

  /** The time since the creation, in whole seconds. */
  Duration elapsed() {
    return Duration.ofSeconds(createdAt.until(now, ChronoUnit.SECONDS));
  }

  /** The volumes with their current states, and with a problem if one cannot be used. */
  List<RestoredVolume> judged(List<RestoredVolume> made, Collection<Volume> found) {
    Map<String, Volume> byId =
        found.stream().collect(Collectors.toMap(Volume::volumeId, Function.identity()));
    return made.stream()
        .map(volume -> judged(volume, Optional.ofNullable(byId.get(volume.volumeId()))))
        .toList();
  }

  private RestoredVolume judged(RestoredVolume volume, Optional<Volume> found) {
    // A new volume may be invisible for a while, and one that fails immediately may disappear.
    boolean mayAppear = now.isBefore(createdAt.plus(Pace.UNTIL_VISIBLE));
    String state = found.map(Volume::state).orElse(mayAppear ? "creating" : "gone");
    Optional<String> problem =
        switch (state) {
          case "available", "in-use" ->
              found.flatMap(
                  made ->
                      otherEncryption(plan.encryptionOf(volume.snapshotId()), made.encryption()));
          case "creating" ->
              plan.over(now)
                  ? Optional.of("still being created at the deadline")
                  : Optional.empty();
          default -> Optional.of("the volume is " + state);
        };
    return new RestoredVolume(
        volume.volumeId(), volume.snapshotId(), volume.device(), volume.settings(), state, problem);
  }

  /** How the encryption of a new volume differs from the requested one. */
  private static Optional<String> otherEncryption(Encryption asked, Encryption made) {
    if (asked.encrypted() && !made.encrypted()) {
      return Optional.of("the volume is not encrypted, but encryption was requested");
    }
    // EC2 reports the ARN of a key; a name that KMS did not resolve cannot be compared with it.
    return asked
        .kmsKeyId()
        .filter(KmsKeyName::isKeyArn)
        .filter(key -> made.kmsKeyId().filter(key::equals).isEmpty())
        .map(
            key ->
                "the volume is encrypted under %s, but %s was requested"
                    .formatted(made.kmsKeyId().orElse("an unknown key"), key));
  }

  static boolean allAvailable(List<RestoredVolume> judged) {
    return judged.stream()
        .noneMatch(volume -> volume.problem().isPresent() || volume.state().equals("creating"));
  }

  /** Whether the volume is lost, which an unusable key may have caused. */
  static boolean mayBeTheKey(RestoredVolume volume) {
    return LOST.contains(volume.state());
  }

  /**
   * Returns the result of a check whether usable volumes have loaded.
   *
   * @param previousSeconds the wait before this check
   */
  CheckedVolumes checkedLoading(
      List<RestoredVolume> available,
      Map<String, VolumeInitialization> statuses,
      int previousSeconds,
      VolumeTimes times) {
    List<RestoredVolume> loading = loading(available, statuses);
    return CheckedVolumes.of(
        loading.isEmpty(),
        previousSeconds,
        judgedLoading(available, loading),
        loading.isEmpty() ? times.initialized(elapsed()) : times,
        statuses.values().stream().flatMap(s -> s.progress().stream()).min(Long::compare));
  }

  /** The volumes that are still loading. If EC2 never shows a status, there is nothing to load. */
  List<RestoredVolume> loading(
      List<RestoredVolume> available, Map<String, VolumeInitialization> statuses) {
    boolean lagging = now.isBefore(createdAt.plus(STATUS_LAGS));
    return available.stream()
        .filter(
            volume ->
                Optional.ofNullable(statuses.get(volume.volumeId()))
                    .filter(status -> status.state().isPresent())
                    .map(status -> !status.completed())
                    .orElse(lagging))
        .toList();
  }

  /** The volumes, with a problem for each one that is still loading at the deadline. */
  List<RestoredVolume> judgedLoading(List<RestoredVolume> available, List<RestoredVolume> loading) {
    return plan.over(now)
        ? available.stream()
            .map(v -> loading.contains(v) ? v.with("still loading at the deadline") : v)
            .toList()
        : available;
  }
}
