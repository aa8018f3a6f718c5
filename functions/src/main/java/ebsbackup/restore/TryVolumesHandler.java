package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.VolumeCreator;
import ebsbackup.aws.Wiring;
import ebsbackup.failure.RefusedException;
import ebsbackup.failure.RestoreRefusedException;
import java.util.HashSet;
import java.util.Set;

/**
 * "Try Volumes": asks EC2 with its dry run whether it would create each volume, before anything is
 * written. It also runs in the dry run of a restore.
 */
public final class TryVolumesHandler
    implements RequestHandler<TryVolumesHandler.Input, TryVolumesHandler.Output> {

  private final VolumeCreator volumes;

  public TryVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public TryVolumesHandler(Wiring wiring) {
    volumes = wiring.volumeCreator();
  }

  /** The step's input. */
  public record Input(RestorePlan plan) {}

  /**
   * The result.
   *
   * @param tried the number of calls: volumes that differ only in snapshot and tags need one
   */
  public record Output(int tried) {}

  /**
   * Asks EC2.
   *
   * @throws RestoreRefusedException if EC2 would not create one of the volumes
   */
  @Override
  public Output handleRequest(Input input, Context context) {
    // Dry runs use tokens of the same throttling bucket as the real calls that follow.
    Set<PlannedVolume.Kind> tried = new HashSet<>();
    for (PlannedVolume volume : input.plan().volumes()) {
      if (tried.add(volume.kind())) {
        ask(input.plan(), volume);
      }
    }
    return new Output(tried.size());
  }

  private void ask(RestorePlan plan, PlannedVolume volume) {
    try {
      volumes.tryCreate(CreateVolumesHandler.newVolume(plan, volume, 0));
    } catch (RefusedException e) {
      throw new RestoreRefusedException(
          "EC2 would not create the %s volume of %d GiB from %s in %s: %s"
              .formatted(
                  volume.settings().type(),
                  volume.settings().size(),
                  volume.snapshotId(),
                  plan.availabilityZone(),
                  e.getMessage()));
    }
  }
}
