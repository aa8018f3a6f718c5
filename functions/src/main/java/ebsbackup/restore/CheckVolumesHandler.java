package ebsbackup.restore;

import static java.time.temporal.ChronoUnit.SECONDS;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.KmsKeys;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Encryption;
import ebsbackup.ebs.Pace;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeInitialization;
import ebsbackup.request.KmsKeyName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** "Check Volumes": whether the new volumes can be used, and have loaded if that was asked for. */
public final class CheckVolumesHandler
    implements RequestHandler<CheckVolumesHandler.Input, CheckVolumesHandler.Output> {

  private final Ec2Volumes volumes;
  private final KmsKeys keys;
  private final Clock clock;

  public CheckVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public CheckVolumesHandler(Wiring wiring) {
    volumes = wiring.volumes();
    keys = wiring.kmsKeys();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param waitSeconds the wait before this check
   */
  public record Input(
      RestorePlan plan,
      List<RestoredVolume> volumes,
      Instant createdAt,
      int waitSeconds,
      Optional<Times> times) {}

  /**
   * What was measured, from the creation until it was seen.
   *
   * @param availableAfter how long until all volumes could be used
   * @param initializedAfter how long until all of them had loaded; absent if the request does not
   *     ask
   */
  public record Times(Optional<String> availableAfter, Optional<String> initializedAfter) {
    static final Times NONE = new Times(Optional.empty(), Optional.empty());
  }

  /**
   * What was found.
   *
   * @param finished whether waiting is over
   * @param failed how many volumes can't be used, once waiting is over
   */
  public record Output(
      boolean finished,
      int failed,
      int waitSeconds,
      List<RestoredVolume> volumes,
      Times times,
      Optional<Long> loadedPercent) {}

  /** What a volume becomes whose key cannot be used. */
  private static final Set<String> LOST = Set.of("gone", "error");

  /** EC2 may say nothing of a volume's loading for so long. */
  private static final Duration STATUS_LAGS = Duration.ofMinutes(5);

  @Override
  public Output handleRequest(Input input, Context context) {
    Instant now = clock.instant();
    List<String> ids = input.volumes().stream().map(RestoredVolume::volumeId).toList();
    Map<String, Volume> found =
        volumes.byIds(ids).stream()
            .collect(Collectors.toMap(Volume::volumeId, Function.identity()));
    List<RestoredVolume> seen =
        input.volumes().stream()
            .map(v -> judged(v, Optional.ofNullable(found.get(v.volumeId())), input, now))
            .toList();
    int failed = (int) seen.stream().filter(v -> v.problem().isPresent()).count();
    boolean waiting = seen.stream().anyMatch(v -> v.state().equals("creating"));
    int waitSeconds = (int) Pace.nextCheck(input.waitSeconds()).toSeconds();
    Times times = input.times().orElse(Times.NONE);
    if (failed > 0 || waiting) {
      return new Output(
          failed > 0,
          failed,
          waitSeconds,
          failed > 0 ? explained(input.plan(), seen) : seen,
          times,
          Optional.empty());
    }
    Optional<String> after =
        Optional.of(Duration.ofSeconds(input.createdAt().until(now, SECONDS)).toString());
    Times available = new Times(times.availableAfter().or(() -> after), Optional.empty());
    if (!input.plan().initialization().waitUntilLoaded()) {
      return new Output(true, 0, waitSeconds, seen, available, Optional.empty());
    }
    Map<String, VolumeInitialization> loading = volumes.loading(ids);
    Optional<Long> percent =
        loading.values().stream().flatMap(l -> l.progress().stream()).min(Long::compare);
    List<RestoredVolume> late =
        seen.stream()
            .filter(v -> !loaded(Optional.ofNullable(loading.get(v.volumeId())), input, now))
            .toList();
    if (late.isEmpty()) {
      Times loaded = new Times(available.availableAfter(), after);
      return new Output(true, 0, waitSeconds, seen, loaded, percent);
    }
    if (input.plan().over(now)) {
      List<RestoredVolume> judged =
          seen.stream()
              .map(v -> late.contains(v) ? v.with("still loading at the deadline") : v)
              .toList();
      return new Output(true, late.size(), waitSeconds, judged, available, percent);
    }
    return new Output(false, 0, waitSeconds, seen, available, percent);
  }

  /** A volume that EC2 does not mention for longer than its answers lag has nothing to load. */
  private static boolean loaded(Optional<VolumeInitialization> loading, Input input, Instant now) {
    return loading.filter(VolumeInitialization::completed).isPresent()
        || (loading.filter(l -> l.state().isPresent()).isEmpty()
            && !now.isBefore(input.createdAt().plus(STATUS_LAGS)));
  }

  /** The same, with what AWS KMS says about the key of each volume that is gone or failed. */
  private List<RestoredVolume> explained(RestorePlan plan, List<RestoredVolume> seen) {
    return seen.stream()
        .map(
            volume ->
                volume
                    .problem()
                    .filter(problem -> LOST.contains(volume.state()))
                    .map(problem -> volume.with(problem + ": " + reason(plan, volume)))
                    .orElse(volume))
        .toList();
  }

  private String reason(RestorePlan plan, RestoredVolume volume) {
    return plan.encryptionOf(volume.snapshotId())
        .kmsKeyId()
        .map(key -> ProbableKeyTrouble.of(key, keys.byNames(List.of(key)).get(key)))
        .orElseGet(ProbableKeyTrouble::ofDefault);
  }

  private static RestoredVolume judged(
      RestoredVolume volume, Optional<Volume> found, Input input, Instant now) {
    // A new volume may be invisible for a while; one that fails at once may vanish.
    boolean mayAppear = now.isBefore(input.createdAt().plus(Pace.UNTIL_VISIBLE));
    String state = found.map(Volume::state).orElse(mayAppear ? "creating" : "gone");
    Optional<String> problem =
        switch (state) {
          case "available", "in-use" ->
              found.flatMap(
                  made ->
                      otherEncryption(
                          input.plan().encryptionOf(volume.snapshotId()), made.encryption()));
          case "creating" ->
              input.plan().over(now)
                  ? Optional.of("still being created at the deadline")
                  : Optional.empty();
          default -> Optional.of("the volume is " + state);
        };
    return new RestoredVolume(
        volume.volumeId(), volume.snapshotId(), volume.device(), volume.settings(), state, problem);
  }

  /** How the encryption of a new volume differs from what was asked for. */
  private static Optional<String> otherEncryption(Encryption asked, Encryption made) {
    if (asked.encrypted() && !made.encrypted()) {
      return Optional.of("the volume is not encrypted, and it was asked to be");
    }
    // EC2 shows the ARN of a key; a name that KMS did not resolve tells nothing beside it.
    return asked
        .kmsKeyId()
        .filter(KmsKeyName::isKeyArn)
        .filter(key -> made.kmsKeyId().filter(key::equals).isEmpty())
        .map(
            key ->
                "the volume is encrypted under %s, and %s was asked for"
                    .formatted(made.kmsKeyId().orElse("no key that EC2 names"), key));
  }
}
