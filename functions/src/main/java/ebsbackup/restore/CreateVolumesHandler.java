package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.VolumeCreator;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Volume;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** "Create Volumes": creates the volumes that no earlier attempt has created. */
public final class CreateVolumesHandler
    implements RequestHandler<CreateVolumesHandler.Input, CreateVolumesHandler.Output> {

  private final VolumeReader volumes;
  private final VolumeCreator creator;
  private final Clock clock;

  public CreateVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public CreateVolumesHandler(Wiring wiring) {
    volumes = wiring.volumes();
    creator = wiring.volumeCreator();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param attempt 0, and one more for each redrive of the execution
   */
  public record Input(RestorePlan plan, int attempt) {}

  /** The volumes: each exists, or EC2 is creating it. */
  public record Output(List<RestoredVolume> volumes, Instant createdAt) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    // By tag first, although the token would do: at the account's limit of volumes EC2 refuses even
    // the token of a volume that exists.
    Map<String, Volume> present = plan.usable(volumes.byTag(RestorePlan.RESTORE, plan.restoreId()));
    List<RestoredVolume> made = new ArrayList<>();
    for (PlannedVolume volume : plan.volumes()) {
      Optional<Volume> existing = Optional.ofNullable(present.get(volume.snapshotId()));
      String id =
          existing
              .map(Volume::volumeId)
              .orElseGet(() -> creator.create(newVolume(plan, volume, input.attempt())));
      made.add(RestoredVolume.created(id, volume));
    }
    return new Output(made, clock.instant());
  }

  /** The same for a real call as for EC2's dry run. */
  static VolumeCreator.NewVolume newVolume(RestorePlan plan, PlannedVolume volume, int attempt) {
    return new VolumeCreator.NewVolume(
        volume.snapshotId(),
        plan.availabilityZone(),
        plan.outpostArn(),
        volume.settings(),
        volume.encryption(),
        volume.allTags(plan.restoreId()),
        plan.initialization().rate(),
        plan.clientToken(volume, attempt));
  }
}
