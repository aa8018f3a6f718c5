package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.RestoreRefusedException;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.json.Document;
import ebsbackup.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** "Plan Restore": decides all that the restore will do, or refuses it. Writes nothing. */
public final class PlanRestoreHandler
    implements RequestHandler<PlanRestoreHandler.Input, RestorePlan> {

  private final Json json = new Json();
  private final Ec2Instances instances;
  private final Ec2Snapshots snapshots;
  private final Clock clock;

  public PlanRestoreHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlanRestoreHandler(Wiring wiring) {
    instances = wiring.instances();
    snapshots = wiring.snapshots();
    clock = wiring.clock();
  }

  /**
   * What the workflow hands in.
   *
   * @param request the input of the execution
   */
  public record Input(
      Document request, String executionArn, String executionName, Instant startTime) {}

  @Override
  public RestorePlan handleRequest(Input input, Context context) {
    RestoreRequest request = json.read(input.request(), RestoreRequest.class);
    Instant now = clock.instant();
    request.checkAt(now);
    Instance instance = instance(request.instanceId());
    Optional<RestorePoint> point = point(request, now);
    List<Snapshot> chosen =
        point
            .map(found -> members(found.set()))
            .orElseGet(() -> named((From.SnapshotIds) request.from()));
    return new RestorePlan(
        // Names come back after 90 days, and in other stacks: the time makes it one of a kind.
        input.executionName() + "@" + input.startTime(),
        input.executionArn(),
        instance.instanceId(),
        instance.availabilityZone(),
        input.startTime(),
        input.startTime().plus(request.deadline()),
        point.map(found -> RestorePlan.Point.of(found, now)),
        chosen.stream().map(s -> PlannedVolume.of(s, request.volume())).toList());
  }

  private Instance instance(String instanceId) {
    Instance instance =
        instances.byIds(List.of(instanceId)).stream()
            .findFirst()
            .orElseThrow(
                () -> new RestoreRefusedException(instanceId + " does not exist in this Region"));
    if (instance.gone()) {
      throw new RestoreRefusedException(instanceId + " is " + instance.state());
    }
    return instance;
  }

  private Optional<RestorePoint> point(RestoreRequest request, Instant now) {
    String id = request.instanceId();
    return switch (request.from()) {
      case From.SnapshotIds named -> Optional.empty();
      case From.OfRun of -> Optional.of(RestorePoint.ofRun(id, sets(id), of.run()));
      case From.Before before -> Optional.of(RestorePoint.before(id, sets(id), before.time()));
      case From.Latest latest -> Optional.of(RestorePoint.before(id, sets(id), now));
    };
  }

  private List<SnapshotSet> sets(String instanceId) {
    return SnapshotSet.group(snapshots.ofSource(instanceId));
  }

  /** A volume attached between planning and snapshot has a snapshot, but no place in the set. */
  private static List<Snapshot> members(SnapshotSet set) {
    return set.snapshots().stream()
        .filter(snapshot -> set.tags().member(snapshot.volumeId()).isPresent())
        .toList();
  }

  private List<Snapshot> named(From.SnapshotIds named) {
    Map<String, Snapshot> found =
        snapshots.byIds(named.snapshotIds()).stream()
            .collect(Collectors.toMap(Snapshot::snapshotId, Function.identity()));
    return named.snapshotIds().stream()
        .map(
            id ->
                Optional.ofNullable(found.get(id))
                    .orElseThrow(
                        () ->
                            new RestoreRefusedException(
                                id + " does not exist, or does not belong to this account")))
        .toList();
  }
}
