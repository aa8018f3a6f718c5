package ebsbackup.watch;

import ebsbackup.aws.InstanceReader;
import ebsbackup.aws.SnapshotHolds;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.TargetReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetTags;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.Plan;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an account, using only describe calls. Every method throws {@link AwsCallException}. */
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
    // Taken before the listing, so a set that is created meanwhile does not count.
    Instant now = clock.instant();
    PackedSnapshots packed = new PackedSnapshots();
    snapshots.all(SetTags::describesSet, packed::add);
    return new Fleet(now, instances.all(), volumes.all(), packed, holds.images().keySet());
  }

  /** Reads the account without the snapshots that no plan created. */
  Fleet readPlanned() {
    Instant now = clock.instant();
    PackedSnapshots packed = new PackedSnapshots();
    snapshots.ofAnyPlan(SetTags::describesSet, packed::add);
    return new Fleet(now, instances.all(), volumes.all(), packed, Set.of());
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
