package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.RefusedException;
import ebsbackup.ebs.Volume;
import java.util.ArrayList;
import java.util.List;

/**
 * "Remove Volumes": deletes what a failed restore made, found by its tag, so that a volume whose
 * reply was lost goes too. A volume that somebody has attached meanwhile stays.
 */
public final class RemoveVolumesHandler
    implements RequestHandler<RemoveVolumesHandler.Input, RemoveVolumesHandler.Output> {

  private final Ec2Volumes volumes;

  public RemoveVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public RemoveVolumesHandler(Wiring wiring) {
    volumes = wiring.volumes();
  }

  /** What the workflow hands in. */
  public record Input(RestorePlan plan) {}

  /** A volume that is still there, and why. */
  public record Kept(String volumeId, String reason) {}

  /** What really happened. */
  public record Output(List<String> removed, List<Kept> kept) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    List<String> removed = new ArrayList<>();
    List<Kept> kept = new ArrayList<>();
    for (Volume volume : volumes.byTag(RestorePlan.RESTORE, input.plan().restoreId())) {
      if (volume.state().equals("in-use")) {
        kept.add(new Kept(volume.volumeId(), "it is attached"));
        continue;
      }
      try {
        volumes.delete(volume.volumeId());
        removed.add(volume.volumeId());
      } catch (RefusedException e) {
        kept.add(new Kept(volume.volumeId(), String.valueOf(e.getMessage())));
      }
    }
    return new Output(removed, kept);
  }
}
