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
   * @param attempt 0 at first, plus one for each redrive of the execution
   */
  public record Input(RestorePlan plan, int attempt) {}

  /**
   * The result.
   *
   * @param volumes the new volumes: each one exists or is being created by EC2
   * @param plan what the later steps need of the plan
   */
  public record Output(List<RestoredVolume> volumes, Instant createdAt, RestorePlan plan) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    // Search by tag first, although the client token would be enough: at the account's volume
    // limit, EC2 refuses the call even if the token's volume exists.
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
    return new Output(made, clock.instant(), plan.afterCreation());
  }

  /** The volume to request; the dry run and the real call use the same one. */
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
