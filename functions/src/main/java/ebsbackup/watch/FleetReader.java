package ebsbackup.watch;

import ebsbackup.aws.InstanceReader;
import ebsbackup.aws.SnapshotHolds;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.TargetReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an account, with describe calls only. Every method throws {@link AwsCallException}. */
public final class FleetReader {
  private final InstanceReader instances;
  private final VolumeReader volumes;
  private final SnapshotReader snapshots;
  private final SnapshotHolds holds;
  private final TargetReader targets;
  private final Clock clock;

  public FleetReader(Wiring wiring) {
    instances = wiring.instances();
    volumes = wiring.volumes();
    snapshots = wiring.snapshots();
    holds = wiring.snapshotHolds();
    targets = wiring.targets();
    clock = wiring.clock();
  }

  /** All of the account's instances, volumes and snapshots. */
  public Fleet read() {
    return new Fleet(
        clock.instant(), instances.all(), volumes.all(), snapshots.all(), holds.images().keySet());
  }

  /** The same without the snapshots that no plan made. */
  Fleet readPlanned() {
    return new Fleet(
        clock.instant(), instances.all(), volumes.all(), snapshots.ofAnyPlan(), Set.of());
  }

  /** What the plan selects now. */
  public KnownPlan known(Plan plan, Fleet fleet) {
    Map<String, List<Volume>> attached = fleet.attached();
    Map<String, Volume> byId = new HashMap<>();
    fleet.volumes().forEach(volume -> byId.put(volume.volumeId(), volume));
    return new KnownPlan(
        plan,
        targets.all(plan.select()).stream()
            .map(
                target ->
                    target.isVolume()
                        ? KnownPlan.Source.ofVolume(
                            target.id(), Optional.ofNullable(byId.get(target.id())), plan)
                        : KnownPlan.Source.ofInstance(
                            target, attached.getOrDefault(target.id(), List.of()), plan))
            .toList());
  }
}
