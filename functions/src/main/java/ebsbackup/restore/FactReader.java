package ebsbackup.restore;

import ebsbackup.aws.Executions;
import ebsbackup.aws.InstanceReader;
import ebsbackup.aws.KmsKeys;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.EncryptionByDefault;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.json.Json;
import ebsbackup.request.Initialization;
import ebsbackup.request.RestoreMode;
import ebsbackup.request.RestoreRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Looks up everything that {@link RestorePlanner} needs to know about a request. */
final class FactReader {
  private final Json json = new Json();
  private final InstanceReader instances;
  private final SnapshotReader snapshots;
  private final SnapshotSource source;
  private final VolumeReader volumes;
  private final KmsKeys keys;
  private final Executions executions;

  FactReader(Wiring wiring) {
    instances = wiring.instances();
    snapshots = wiring.snapshots();
    source = new SnapshotSource(wiring);
    volumes = wiring.volumes();
    keys = wiring.kmsKeys();
    executions = wiring.executions();
  }

  /**
   * Looks up the facts.
   *
   * @param stateMachineArn the ARN of the restore workflow
   * @throws RestoreRefusedException if the instance or the snapshots do not exist, or no set is
   *     good
   */
  RestoreFacts read(RestoreRequest request, String stateMachineArn, Instant now) {
    Instance instance = instance(request.instanceId());
    List<OtherRestore> others = request.dryRun() ? List.of() : others(stateMachineArn, request);
    ChosenSnapshots chosen = ChosenSnapshots.of(request, source.of(request), now);
    Map<String, Volume> seen =
        volumes.ofInstanceAnd(
            instance.instanceId(),
            Stream.concat(chosen.volumeIds().stream(), request.replacedVolumeIds().stream())
                .toList());
    return new RestoreFacts(
        instance,
        others,
        chosen,
        seen,
        request.initialization().way() == Initialization.Way.FAST_SNAPSHOT_RESTORE
            ? snapshots.fastRestored(chosen.snapshotIds(), instance.availabilityZone())
            : Set.of(),
        keyFacts(request, chosen, seen.values()));
  }

  private Instance instance(String instanceId) {
    return instances.byIds(List.of(instanceId)).stream()
        .findFirst()
        .orElseThrow(
            () -> new RestoreRefusedException(instanceId + " does not exist in this Region"));
  }

  private List<OtherRestore> others(String stateMachineArn, RestoreRequest request) {
    return executions.running(stateMachineArn).stream()
        .filter(e -> OtherRestore.restoresTo(json, e.input(), request.instanceId()))
        .map(e -> new OtherRestore(e.arn(), e.name(), e.startTime()))
        .toList();
  }

  private KeyFacts keyFacts(
      RestoreRequest request, ChosenSnapshots chosen, Collection<Volume> seen) {
    EncryptionByDefault byDefault =
        KeyFacts.dependsOnDefault(request.volume(), chosen.snapshots())
            ? volumes.encryptionByDefault()
            : new EncryptionByDefault.Off();
    Collection<Volume> moved = request.mode() == RestoreMode.SWAP ? seen : List.of();
    return new KeyFacts(
        keys.byNames(KeyFacts.names(request.volume(), chosen.snapshots(), byDefault, moved)),
        byDefault);
  }
}
