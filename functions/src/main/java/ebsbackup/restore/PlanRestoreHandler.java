package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Executions;
import ebsbackup.aws.KmsKeys;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.json.RawJson;
import ebsbackup.request.RestoreFrom;
import ebsbackup.request.RestoreRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** "Plan Restore": looks up what {@link RestorePlanner} needs to know. Writes nothing. */
public final class PlanRestoreHandler
    implements RequestHandler<PlanRestoreHandler.Input, RestorePlan> {

  private final Json json = new Json();
  private final Ec2Instances instances;
  private final Ec2Snapshots snapshots;
  private final Ec2Volumes volumes;
  private final KmsKeys keys;
  private final Executions executions;
  private final String healthCheckDocument;
  private final Clock clock;

  public PlanRestoreHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlanRestoreHandler(Wiring wiring) {
    instances = wiring.instances();
    snapshots = wiring.snapshots();
    volumes = wiring.volumes();
    keys = wiring.kmsKeys();
    executions = wiring.executions();
    healthCheckDocument = wiring.healthCheckDocument();
    clock = wiring.clock();
  }

  /**
   * The step's input.
   *
   * @param request the input of the execution
   */
  public record Input(
      RawJson request,
      String executionArn,
      String executionName,
      Instant startTime,
      String stateMachineArn) {}

  @Override
  public RestorePlan handleRequest(Input input, Context context) {
    RestoreRequest request = json.read(input.request(), RestoreRequest.class);
    Instant now = clock.instant();
    request.checkAt(now);
    request.healthCheck().ifPresent(check -> check.checkAllowedBy(healthCheckDocument));
    Instance instance = instance(request.instanceId());
    List<OtherRestore> others = request.dryRun() ? List.of() : others(input, request);
    ChosenSnapshots chosen = ChosenSnapshots.of(request, snapshots(request), now);
    Map<String, Volume> seen =
        volumes.ofInstanceAnd(
            instance.instanceId(),
            Stream.concat(chosen.volumeIds().stream(), request.replacedVolumeIds().stream())
                .toList());
    return RestorePlanner.plan(
        request,
        new RestorePlanner.Asker(input.executionArn(), input.executionName(), input.startTime()),
        chosen,
        new RestorePlanner.Facts(
            instance,
            others,
            seen,
            request.initialization().way().equals("fsr")
                ? snapshots.fastRestored(chosen.snapshotIds(), instance.availabilityZone())
                : Set.of(),
            keyFacts(request, chosen, seen.values())),
        now);
  }

  private KeyFacts keyFacts(
      RestoreRequest request, ChosenSnapshots chosen, Collection<Volume> seen) {
    EncryptionByDefault byDefault =
        KeyFacts.dependOnDefault(request.volume(), chosen.snapshots())
            ? volumes.encryptionByDefault()
            : new EncryptionByDefault.Off();
    Collection<Volume> moved = request.mode().equals("swap") ? seen : List.of();
    return new KeyFacts(
        keys.byNames(KeyFacts.names(request.volume(), chosen.snapshots(), byDefault, moved)),
        byDefault);
  }

  private Instance instance(String instanceId) {
    return instances.byIds(List.of(instanceId)).stream()
        .findFirst()
        .orElseThrow(
            () -> new RestoreRefusedException(instanceId + " does not exist in this Region"));
  }

  private List<OtherRestore> others(Input input, RestoreRequest request) {
    return executions.running(input.stateMachineArn()).stream()
        .filter(e -> isRestoreOf(request.instanceId(), e.input()))
        .map(e -> new OtherRestore(e.arn(), e.name(), e.startTime()))
        .toList();
  }

  /** An execution whose input is not a request is about to fail, so it blocks no other. */
  private boolean isRestoreOf(String instanceId, String input) {
    try {
      RestoreRequest request = json.read(input, RestoreRequest.class);
      return !request.dryRun() && request.instanceId().equals(instanceId);
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private List<Snapshot> snapshots(RestoreRequest request) {
    return request.from() instanceof RestoreFrom.SnapshotIds named
        ? snapshots.byIds(named.snapshotIds())
        : snapshots.ofSource(request.source());
  }
}
