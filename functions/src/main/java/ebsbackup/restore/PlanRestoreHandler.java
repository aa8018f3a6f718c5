package ebsbackup.restore;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import ebsbackup.aws.Ec2Instances;
import ebsbackup.aws.Ec2Snapshots;
import ebsbackup.aws.Ec2Volumes;
import ebsbackup.aws.Executions;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.InvalidInputException;
import ebsbackup.ebs.RestoreRefusedException;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.SnapshotSet;
import ebsbackup.ebs.Volume;
import ebsbackup.json.Document;
import ebsbackup.json.Json;
import ebsbackup.restore.RestorePlan.Check;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** "Plan Restore": decides all that the restore will do, or refuses it. Writes nothing. */
public final class PlanRestoreHandler
    implements RequestHandler<PlanRestoreHandler.Input, RestorePlan> {

  private final Json json = new Json();
  private final Ec2Instances instances;
  private final Ec2Snapshots snapshots;
  private final Ec2Volumes volumes;
  private final Executions executions;
  private final Clock clock;

  public PlanRestoreHandler() {
    this(Wiring.fromEnvironment());
  }

  public PlanRestoreHandler(Wiring wiring) {
    instances = wiring.instances();
    snapshots = wiring.snapshots();
    volumes = wiring.volumes();
    executions = wiring.executions();
    clock = wiring.clock();
  }

  /**
   * What the workflow hands in.
   *
   * @param request the input of the execution
   * @param stateMachineArn absent in an execution of an earlier release
   */
  public record Input(
      Document request,
      String executionArn,
      String executionName,
      Instant startTime,
      Optional<String> stateMachineArn) {}

  @Override
  public RestorePlan handleRequest(Input input, Context context) {
    RestoreRequest request = json.read(input.request(), RestoreRequest.class);
    Instant now = clock.instant();
    request.checkAt(now);
    List<Check> checks = new ArrayList<>();
    Instance instance = instance(request.instanceId());
    checks.add(new Check("instance", instance.instanceId() + " is " + instance.state()));
    if (!request.dryRun()) {
      OtherRestore.refuseBeside(
          instance.instanceId(), input.executionArn(), input.startTime(), others(input, instance));
      checks.add(new Check("other restores", "none of " + instance.instanceId()));
    }
    Optional<RestorePoint> point = point(request, now);
    List<Snapshot> chosen =
        point
            .map(found -> members(found.set(), request.devices()))
            .orElseGet(() -> named((From.SnapshotIds) request.from()));
    PlacingDecision decision =
        new PlacingDecision(
            request,
            instance,
            request.mode().equals("create")
                ? List.of()
                : volumes.attachedTo(List.of(instance.instanceId())));
    List<PlannedVolume> planned = planned(request, instance, chosen, decision);
    checks.add(new Check("snapshots", "%d completed, none archived".formatted(planned.size())));
    Optional<Placing> placing =
        request.mode().equals("create") ? Optional.empty() : Optional.of(decision.decide(planned));
    placing.ifPresent(
        place ->
            place
                .slots()
                .forEach(
                    slot ->
                        checks.add(
                            new Check(
                                slot.device(),
                                slot.replaces()
                                    .map(v -> "has " + v.volumeId())
                                    .orElse("is free")))));
    checkHealthCheck(request, placing, checks);
    checkFastRestore(request, instance, planned, checks);
    return new RestorePlan(
        // Names come back after 90 days, and in other stacks: the time makes it one of a kind.
        input.executionName() + "@" + input.startTime(),
        input.executionArn(),
        instance.instanceId(),
        instance.availabilityZone(),
        input.startTime(),
        input.startTime().plus(request.deadline()),
        point.map(found -> RestorePlan.Point.of(found, now)),
        planned,
        request.mode(),
        request.dryRun(),
        request.keepOnFailure(),
        request.initialization(),
        Optional.of(
            request.initialization().estimate(chosen.stream().map(Snapshot::volumeSize).toList())),
        placing,
        request.healthCheck().isPresent()
            || (request.mode().equals("swap") && placing.filter(Placing::running).isPresent()),
        request.healthCheck(),
        checks);
  }

  private List<OtherRestore> others(Input input, Instance instance) {
    return input.stateMachineArn().stream()
        .flatMap(arn -> executions.running(arn).stream())
        .filter(e -> isRestoreOf(instance.instanceId(), e.input()))
        .map(e -> new OtherRestore(e.arn(), e.name(), e.startTime()))
        .toList();
  }

  /** An execution whose input is no request is about to fail, and stands in nobody's way. */
  private boolean isRestoreOf(String instanceId, String input) {
    try {
      RestoreRequest request = json.read(input, RestoreRequest.class);
      return !request.dryRun() && request.instanceId().equals(instanceId);
    } catch (InvalidInputException e) {
      return false;
    }
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

  /**
   * Those of a set, in the order of their devices. A volume attached between planning and snapshot
   * has a snapshot, but no place in the set.
   */
  private static List<Snapshot> members(SnapshotSet set, List<String> devices) {
    Set<String> known = new HashSet<>();
    set.tags().members().forEach(member -> member.device().ifPresent(known::add));
    for (String device : devices) {
      if (!known.contains(device)) {
        throw new RestoreRefusedException(
            "the set of run %s has no volume at %s, only at %s"
                .formatted(set.tags().run(), device, known.stream().sorted().toList()));
      }
    }
    return set.tags().members().stream()
        .filter(
            member -> devices.isEmpty() || member.device().filter(devices::contains).isPresent())
        .flatMap(
            member -> set.snapshots().stream().filter(s -> s.volumeId().equals(member.volumeId())))
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

  /**
   * A snapshot of another tool is restored like the volume it was taken of, while that exists; and
   * whatever is swapped in is to be like what it replaces.
   */
  private List<PlannedVolume> planned(
      RestoreRequest request, Instance instance, List<Snapshot> chosen, PlacingDecision decision) {
    List<String> sources =
        chosen.stream()
            .filter(snapshot -> PlannedVolume.remembered(snapshot).isEmpty())
            .map(Snapshot::volumeId)
            .distinct()
            .toList();
    Map<String, Volume> live =
        sources.isEmpty()
            ? Map.of()
            : volumes.byIds(sources).stream()
                .collect(Collectors.toMap(Volume::volumeId, Function.identity()));
    List<PlannedVolume> planned = new ArrayList<>();
    for (Snapshot snapshot : chosen) {
      Optional<Remembered> was =
          PlannedVolume.remembered(snapshot)
              .or(
                  () ->
                      Optional.ofNullable(live.get(snapshot.volumeId()))
                          .map(volume -> Remembered.of(volume, instance.instanceId())));
      Optional<Remembered> present =
          request.mode().equals("swap")
              ? was.flatMap(Remembered::device)
                  .flatMap(decision::at)
                  .map(volume -> Remembered.of(volume, instance.instanceId()))
              : Optional.empty();
      planned.add(PlannedVolume.of(snapshot, present.or(() -> was), request.volume()));
    }
    return planned;
  }

  private static void checkHealthCheck(
      RestoreRequest request, Optional<Placing> placing, List<Check> checks) {
    if (request.healthCheck().isEmpty()) {
      return;
    }
    if (placing.filter(Placing::running).isEmpty()) {
      throw new RestoreRefusedException(
          "healthCheck needs a running instance, and %s is stopped"
              .formatted(request.instanceId()));
    }
    checks.add(new Check("health check", request.healthCheck().get().document()));
  }

  private void checkFastRestore(
      RestoreRequest request, Instance instance, List<PlannedVolume> planned, List<Check> checks) {
    if (!request.initialization().way().equals("fsr")) {
      return;
    }
    List<String> ids = planned.stream().map(PlannedVolume::snapshotId).toList();
    Set<String> enabled = snapshots.fastRestored(ids, instance.availabilityZone());
    for (String id : ids) {
      if (!enabled.contains(id)) {
        throw new RestoreRefusedException(
            "initialization is \"fsr\", and fast snapshot restore is not enabled for %s in %s"
                .formatted(id, instance.availabilityZone()));
      }
    }
    checks.add(new Check("fast snapshot restore", "enabled in " + instance.availabilityZone()));
  }
}
