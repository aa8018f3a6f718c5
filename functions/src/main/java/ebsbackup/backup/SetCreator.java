package ebsbackup.backup;

import ebsbackup.aws.SnapshotCreator;
import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.failure.AwsCallException;
import ebsbackup.request.Plan;
import ebsbackup.targets.Target;
import java.util.List;
import java.util.stream.Stream;

/** Finds out which sets of a page exist, and creates the missing ones. */
final class SetCreator {
  private final VolumeReader volumes;
  private final SnapshotReader snapshots;
  private final SnapshotCreator newSnapshots;

  SetCreator(Wiring wiring) {
    volumes = wiring.volumes();
    snapshots = wiring.snapshots();
    newSnapshots = wiring.snapshotCreator();
  }

  /** Returns the sets to create. The page counts the existing ones and those that are too late. */
  List<PlannedSet> missing(Plan plan, Run run, List<Target> targets, SnapshotPage page) {
    List<String> ids = targets.stream().map(Target::id).toList();
    ExistingSets existing = page.existing(snapshots.ofRun(run.id(), ids));
    List<Volume> described = describe(existing.toDescribe(targets, plan));
    return existing.missing(targets, described, plan, run, page);
  }

  private List<Volume> describe(List<Target> targets) {
    List<String> instances = targets.stream().filter(t -> !t.isVolume()).map(Target::id).toList();
    List<String> lone = targets.stream().filter(Target::isVolume).map(Target::id).toList();
    return Stream.concat(volumes.attachedTo(instances).stream(), volumes.byIds(lone).stream())
        .toList();
  }

  /**
   * The failed snapshots because of which EC2 refuses further ones: it counts them as in progress
   * until they are deleted. If a volume also has a pending snapshot, its failed ones are not
   * returned: the pending one will complete.
   */
  List<Snapshot> failedSnapshots(SetPlan plan, AwsCallException failure) {
    if (!SnapshotPage.mayBeBlocked(failure)) {
      return List.of();
    }
    List<Snapshot> unfinished = snapshots.unfinishedOf(plan.volumesToTake());
    return unfinished.stream()
        .filter(
            failed ->
                unfinished.stream()
                    .noneMatch(s -> s.pending() && s.volumeId().equals(failed.volumeId())))
        .toList();
  }

  /** Creates one set and returns the ids of the volumes that EC2 created a snapshot of. */
  List<String> create(SetPlan plan) {
    return switch (plan) {
      case SetPlan.OfInstance set ->
          newSnapshots.createSet(
              set.instanceId(),
              set.excludeBootVolume(),
              set.excludeDataVolumeIds(),
              set.tags(),
              set.description());
      case SetPlan.OfVolume set ->
          List.of(newSnapshots.create(set.volumeId(), set.tags(), set.description()));
      case SetPlan.Nothing nothing -> List.of();
      case SetPlan.Impossible impossible -> List.of();
    };
  }
}
