package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** "Create Volumes": creates the volumes that no earlier attempt has created. */
public final class CreateVolumesHandler
    implements RequestHandler<CreateVolumesHandler.Input, CreateVolumesHandler.Output> {

  private static final Set<String> USABLE = Set.of("creating", "available", "in-use");

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

  /** The volumes, all of them in the making at least. */
  public record Output(List<RestoredVolume> volumes, Instant createdAt) {}

  @Override
  public Output handleRequest(Input input, Context context) {
    RestorePlan plan = input.plan();
    Map<String, Volume> present = present(plan);
    List<RestoredVolume> made = new ArrayList<>();
    for (PlannedVolume volume : plan.volumes()) {
      Volume existing = present.get(volume.snapshotId());
      String id =
          existing == null
              ? volumes.create(newVolume(plan, volume, input.attempt()))
              : existing.volumeId();
      made.add(
          new RestoredVolume(
              id,
              volume.snapshotId(),
              volume.device(),
              volume.settings(),
              "creating",
              Optional.empty()));
    }
    return new Output(made, clock.instant());
  }

  /**
   * By tag first, although the token would do: at the account's limit of volumes EC2 refuses even
   * the token of a volume that exists.
   */
  private Map<String, Volume> present(RestorePlan plan) {
    Map<String, Volume> present = new LinkedHashMap<>();
    for (Volume volume : volumes.byTag(RestorePlan.RESTORE, plan.restoreId())) {
      if (USABLE.contains(volume.state()) && plan.mayHaveMade(volume)) {
        volume.snapshotId().ifPresent(id -> present.put(id, volume));
      }
    }
    return present;
  }

  /** What EC2 is asked for, in a dry run as in earnest. */
  static Ec2Volumes.NewVolume newVolume(RestorePlan plan, PlannedVolume volume, int attempt) {
    Map<String, String> tags = new LinkedHashMap<>(volume.tags());
    tags.put(RestorePlan.RESTORE, plan.restoreId());
    if (!volume.lineage().isEmpty()) {
      tags.put(SetTags.LINEAGE, String.join(" ", volume.lineage()));
    }
    return new Ec2Volumes.NewVolume(
        volume.snapshotId(),
        plan.availabilityZone(),
        plan.outpostArn(),
        volume.settings(),
        volume.encryption(),
        tags,
        plan.initialization().rate(),
        plan.clientToken(volume, attempt));
  }
}
