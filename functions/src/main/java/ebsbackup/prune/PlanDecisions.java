package ebsbackup.prune;

import ebsbackup.aws.InstanceReader;
import ebsbackup.aws.SnapshotHolds;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Snapshot;
import ebsbackup.failure.AccessDeniedException;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.Plan;
import ebsbackup.retention.Holds;
import ebsbackup.retention.PlanHistory;
import ebsbackup.retention.RetentionPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads only what the decisions on a plan's sets need. It writes nothing. */
public final class PlanDecisions {
  private final InstanceReader instances;
  private final VolumeReader volumes;
  private final SnapshotReader snapshots;
  private final SnapshotHolds snapshotHolds;
  private final Clock clock;

  public PlanDecisions(Wiring wiring) {
    instances = wiring.instances();
    volumes = wiring.volumes();
    snapshots = wiring.snapshots();
    snapshotHolds = wiring.snapshotHolds();
    clock = wiring.clock();
  }

  /**
   * Decides on all sets of the plan.
   *
   * @throws InvalidInputException if the plan has no rules
   */
  public Decided of(Plan plan) {
    RetentionPolicy policy = PruneDecider.policy(plan);
    SnapshotReader.Dated listed = snapshots.ofPlan(plan.name());
    PlanHistory history = history(plan, listed.snapshots());
    Instant now = clock.instant();
    PruneDecider decider = new PruneDecider(policy, history, now);
    return decider.decide(
        gone(decider.sourcesToLookUp()), listed.aheadBy(), () -> holds(history, now));
  }

  private PlanHistory history(Plan plan, List<Snapshot> listed) {
    PlanHistory history = PlanHistory.of(plan.name(), listed, List.of());
    List<Snapshot> others = snapshots.ofVolumes(history.missingVolumes());
    return others.isEmpty() ? history : PlanHistory.of(plan.name(), listed, others);
  }

  private GoneSources gone(Set<String> sources) {
    try {
      // Two requests, because DescribeInstances does not accept volume ids, nor DescribeVolumes
      // instance ids.
      return GoneSources.of(
          sources,
          instances.byIds(GoneSources.instances(sources)),
          volumes.byIds(GoneSources.volumes(sources)));
    } catch (AccessDeniedException e) {
      return GoneSources.unknown(String.valueOf(e.getMessage()));
    }
  }

  private Holds holds(PlanHistory history, Instant now) {
    List<String> archived =
        history.sets().stream()
            .flatMap(set -> set.snapshots().stream())
            .filter(Snapshot::archived)
            .map(Snapshot::snapshotId)
            .toList();
    return new Holds(
        Stream.of(
                snapshotHolds.images(),
                snapshotHolds.locks(),
                snapshotHolds.archived(archived, now))
            .flatMap(held -> held.entrySet().stream())
            .collect(
                Collectors.groupingBy(
                    Map.Entry::getKey,
                    Collectors.flatMapping(
                        held -> held.getValue().stream(), Collectors.toList()))));
  }
}
