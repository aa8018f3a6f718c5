package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.VolumeDeleter;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * "Remove Volumes": deletes the volumes that a failed restore created. It finds them by tag, so it
 * also deletes a volume for which EC2's response was lost. It waits for volumes that are not
 * visible yet or are still being created. It does not delete attached volumes.
 */
public final class RemoveVolumesHandler
    implements RequestHandler<RemoveVolumesHandler.Input, RemovedVolumes> {

  private final VolumeReader volumes;
  private final VolumeDeleter deleter;
  private final Clock clock;

  public RemoveVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public RemoveVolumesHandler(Wiring wiring) {
    volumes = wiring.volumes();
    deleter = wiring.volumeDeleter();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param since the time of the first check; absent in the first check
   * @param removed the volumes that earlier checks removed
   */
  public record Input(
      RestorePlan plan, Optional<Instant> since, int waitSeconds, List<String> removed) {}

  @Override
  public RemovedVolumes handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    Instant now = clock.instant();
    Map<String, Removal> done = new LinkedHashMap<>();
    for (Volume volume : volumes.byTag(RestorePlan.RESTORE, plan.restoreId())) {
      done.put(volume.volumeId(), removal(plan, volume));
    }
    return RemovedVolumes.of(
        plan.volumes().size(),
        input.removed(),
        done,
        input.since().orElse(now),
        now,
        input.waitSeconds());
  }

  /**
   * Deletes the volume if that is the decision. A volume that EC2 refuses to delete yet is kept.
   */
  private Removal removal(RestorePlan plan, Volume volume) {
    Removal removal = Removal.of(plan, volume);
    if (removal instanceof Removal.Delete) {
      try {
        deleter.delete(volume.volumeId());
      } catch (RefusedException e) {
        return new Removal.Keep(String.valueOf(e.getMessage()), true);
      }
    }
    return removal;
  }
}
