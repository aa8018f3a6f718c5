package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.KmsKeys;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** "Check Volumes": checks whether the new volumes are usable and, if requested, fully loaded. */
public final class CheckVolumesHandler
    implements RequestHandler<CheckVolumesHandler.Input, CheckedVolumes> {

  private final VolumeReader volumes;
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
      Optional<VolumeTimes> times) {}

  @Override
  public CheckedVolumes handleRequest(Input input, Context context) {
    VolumeCheck check = new VolumeCheck(input.plan(), input.createdAt(), clock.instant());
    VolumeTimes before = input.times().orElse(VolumeTimes.NONE);
    int wait = input.waitSeconds();
    List<String> ids = input.volumes().stream().map(RestoredVolume::volumeId).toList();
    List<RestoredVolume> seen =
        check.judged(input.volumes(), volumes.byIds(ids)).stream()
            .map(volume -> explained(input.plan(), volume))
            .toList();
    if (!VolumeCheck.allAvailable(seen)) {
      return CheckedVolumes.of(false, wait, seen, before, Optional.empty());
    }
    VolumeTimes available = before.available(check.elapsed());
    return input.plan().initialization().waitUntilLoaded()
        ? check.checkedLoading(seen, volumes.loading(ids), wait, available)
        : CheckedVolumes.of(true, wait, seen, available, Optional.empty());
  }

  /** Adds what AWS KMS says about the key if the volume is gone or failed. */
  private RestoredVolume explained(RestorePlan plan, RestoredVolume volume) {
    if (!VolumeCheck.mayBeTheKey(volume)) {
      return volume;
    }
    String reason =
        plan.encryptionOf(volume.snapshotId())
            .kmsKeyId()
            .map(key -> ProbableKeyProblem.of(key, keys.byNames(List.of(key)).get(key)))
            .orElseGet(ProbableKeyProblem::ofDefault);
    return volume.with(volume.problem().orElseThrow() + ": " + reason);
  }
}
