package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Volumes;
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

  private final Ec2Volumes volumes;
  private final Clock clock;

  public CreateVolumesHandler() {
    this(Wiring.fromEnvironment());
  }

  public CreateVolumesHandler(Wiring wiring) {
    volumes = wiring.volumes();
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
              .orElseGet(() -> volumes.create(newVolume(plan, volume, input.attempt())));
      made.add(RestoredVolume.created(id, volume));
    }
    return new Output(made, clock.instant());
  }

  /** The same for a real call as for EC2's dry run. */
  static Ec2Volumes.NewVolume newVolume(RestorePlan plan, PlannedVolume volume, int attempt) {
    return new Ec2Volumes.NewVolume(
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
