package ebsbackup.simulation;

import embeddedcloud.Cloud;
import embeddedcloud.ec2.CallWatcher;
import embeddedcloud.ec2.EmbeddedEc2;
import embeddedcloud.states.Execution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Changes an account at certain moments, as if a function of the product had done it. The
 * simulation does not attribute these changes to a person.
 */
final class Breaker implements CallWatcher {
  final EmbeddedEc2 ec2;
  private final Cloud cloud;
  private final List<Step> steps = new ArrayList<>();
  private boolean breaking;

  private record Step(String function, String action, boolean before, Runnable change) {}

  Breaker(Cloud cloud, EmbeddedEc2 ec2) {
    this.cloud = cloud;
    this.ec2 = ec2;
    ec2.watch(this);
  }

  /** Once, before a call that the function makes. */
  void before(String function, String action, Runnable change) {
    steps.add(new Step(function, action, true, change));
  }

  /** Once, after a call that the function makes. */
  void after(String function, String action, Runnable change) {
    steps.add(new Step(function, action, false, change));
  }

  /** When an execution of the workflow enters the state for the first time. */
  void in(String workflow, String state, Consumer<Execution> change) {
    boolean[] done = {false};
    cloud
        .stateMachines()
        .onEvent(
            (execution, event) -> {
              if (!done[0]
                  && World.workflow(execution).equals(workflow)
                  && event.stateEnteredEventDetails() != null
                  && event.stateEnteredEventDetails().name().equals(state)) {
                done[0] = true;
                change.accept(execution);
              }
            });
  }

  void at(Instant time, Runnable change) {
    cloud.clock().schedule(time, change);
  }

  @Override
  public void before(String action) {
    run(action, true);
  }

  @Override
  public void after(String action) {
    run(action, false);
  }

  private void run(String action, boolean before) {
    if (breaking) {
      return;
    }
    breaking = true;
    try {
      for (Step step : List.copyOf(steps)) {
        if (step.before() == before && step.action().equals(action) && runs(step.function())) {
          steps.remove(step);
          step.change().run();
        }
      }
    } finally {
      breaking = false;
    }
  }

  private boolean runs(String function) {
    return World.runningFunction(cloud).filter(function::equals).isPresent();
  }

  Instance instance() {
    return ec2.contents().instances().getFirst();
  }

  /** The volume at a device of the first instance. */
  String volume(String device) {
    return RestorePromises.mapping(instance()).get(device);
  }

  /** The volume of this size that is attached to nothing. */
  String free(int size) {
    return ec2.contents().volumes().stream()
        .filter(volume -> volume.stateAsString().equals("available") && volume.size() == size)
        .findFirst()
        .orElseThrow()
        .volumeId();
  }

  /** The first snapshot of the set with this number. */
  Snapshot snapshot(int set) {
    return snapshots(set).getFirst();
  }

  /** The snapshots of the set with this number. */
  List<Snapshot> snapshots(int set) {
    List<Instant> times =
        ec2.contents().snapshots().stream().map(Snapshot::startTime).distinct().sorted().toList();
    return ec2.contents().snapshots().stream()
        .filter(snapshot -> snapshot.startTime().equals(times.get(set)))
        .toList();
  }

  void delete(Snapshot snapshot) {
    ec2.deleteSnapshot(r -> r.snapshotId(snapshot.snapshotId()));
  }

  void tag(String id, String key, String value) {
    ec2.createTags(r -> r.resources(id).tags(Tag.builder().key(key).value(value).build()));
  }

  void untag(String id, String key) {
    ec2.deleteTags(r -> r.resources(id).tags(Tag.builder().key(key).build()));
  }

  void hold() {
    ec2.contents().snapshots().forEach(s -> tag(s.snapshotId(), "ebs-backup:hold", "Ann"));
  }

  void release() {
    ec2.contents().snapshots().forEach(s -> untag(s.snapshotId(), "ebs-backup:hold"));
  }

  /** Writes a block that the simulation's model does not know. */
  void write(String volumeId) {
    byte[] block = new byte[Truth.blockSize()];
    Arrays.fill(block, (byte) 7);
    ec2.disk(volumeId).write(0, block);
  }
}
