package ebsbackup.restore;

import ebsbackup.aws.InstanceReader;
import ebsbackup.aws.VolumeAttacher;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Instance;
import ebsbackup.ebs.ReplaceRootTask;
import ebsbackup.ebs.Volume;
import ebsbackup.swap.Goal;
import ebsbackup.swap.Observed;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Looks up the state of an instance and of the volumes that a {@link Goal} names. */
final class InstanceObserver {
  private final InstanceReader instances;
  private final VolumeReader volumes;
  private final VolumeAttacher attachments;

  InstanceObserver(Wiring wiring) {
    instances = wiring.instances();
    volumes = wiring.volumes();
    attachments = wiring.volumeAttacher();
  }

  /**
   * Looks up the current state.
   *
   * @param sameMove whether a root replacement belongs to the move that has this goal
   */
  Observed observe(Goal goal, Predicate<ReplaceRootTask> sameMove) {
    String instanceId = goal.instanceId();
    String state =
        instances.byIds(List.of(instanceId)).stream()
            .findFirst()
            .map(Instance::state)
            .orElse("gone");
    Map<String, Volume> seen = volumes.ofInstanceAnd(instanceId, goal.volumeIds());
    List<ReplaceRootTask> tasks = goal.rootByTask() ? attachments.rootTasks(instanceId) : List.of();
    return new Observed(
        instanceId,
        state,
        seen,
        tasks.stream().anyMatch(ReplaceRootTask::active),
        tasks.stream()
            .filter(task -> task.failed() && sameMove.test(task))
            .map(
                t ->
                    "the task that replaces the root volume, %s, is %s"
                        .formatted(t.taskId(), t.state()))
            .findFirst());
  }
}
