package ebsbackup.simulation;

import ebsbackup.simulation.Scenario.Plan;
import embeddedcloud.ec2.Disk;
import embeddedcloud.lambda.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happens in a scenario. A resource is picked by a number, modulo the number of
 * resources at that time, so that an event still makes sense when other events are left out.
 */
sealed interface Event {
  Instant at();

  /** A disk with numbers in some of its blocks. */
  record Filled(Disk disk, List<Integer> blocks) {}

  /** A running instance appears. Its first disk is the root. */
  record Launch(Instant at, String zone, Map<String, String> tags, List<Filled> disks)
      implements Event {}

  /** A person creates a volume and does not attach it. */
  record NewVolume(Instant at, String zone, Filled disk) implements Event {}

  /** The schedule is enabled for a time. */
  record Schedule(Instant at, Duration lasts) implements Event {}

  /** What goes wrong when the schedule's next occurrence is delivered. */
  enum Delivery {
    LOST,
    DOUBLED,
    THROTTLED
  }

  record NextDelivery(Instant at, Delivery what) implements Event {}

  /** The latest occurrence is delivered again. */
  record LateDelivery(Instant at) implements Event {}

  /** A person starts a backup; {@code keepFor} says how long its sets stay. */
  record Backup(Instant at, Plan plan, Optional<Duration> keepFor) implements Event {}

  record Prune(Instant at, Plan plan, boolean dryRun) implements Event {}

  /**
   * A person starts a restore.
   *
   * @param ago restores the newest good set of that long ago; empty for the newest
   * @param device restores only the instance's volume with this number
   * @param healthy whether the health check succeeds; empty if there is none
   */
  record Restore(
      Instant at,
      int instance,
      String mode,
      Optional<Duration> ago,
      Optional<Integer> device,
      boolean stop,
      boolean safety,
      boolean dryRun,
      Optional<Boolean> healthy)
      implements Event {}

  /** A program writes a block that holds this number. */
  record Write(Instant at, int volume, int block, int number) implements Event {}

  /** What people do to an instance. */
  enum InstanceAction {
    STOP,
    START,
    TERMINATE
  }

  record Operate(Instant at, int instance, InstanceAction action) implements Event {}

  record TagVolume(Instant at, int volume, String key, String value) implements Event {}

  record TagInstance(Instant at, int instance, String key, Optional<String> value)
      implements Event {}

  /** What people do to a volume. */
  enum VolumeAction {
    DETACH,
    ATTACH,
    DELETE,
    SNAPSHOT,
    /** Swaps devices with another data volume of the instance. */
    CHANGE_PLACES
  }

  record Move(Instant at, int volume, VolumeAction action, int instance) implements Event {}

  /** What people do to a snapshot of a set. */
  enum SnapshotAction {
    HOLD,
    RELEASE,
    LOCK,
    IMAGE,
    DISABLED_IMAGE,
    DELETE,
    FORGE
  }

  record Handle(Instant at, int snapshot, SnapshotAction action, int days) implements Event {}

  /** A person stops a running execution, if there is one. */
  record Stop(Instant at, int execution) implements Event {}

  /** A deployment: every function starts cold. */
  record Deploy(Instant at) implements Event {}

  /** The ways in which a call can go wrong. */
  enum Trouble {
    REPLY_LOST,
    THROTTLED,
    REFUSED,
    UNAVAILABLE,
    KILLED_BEFORE,
    KILLED_AFTER,
    TIMED_OUT
  }

  /**
   * Calls of this action go wrong.
   *
   * @param skip how many calls succeed first
   * @param times how many calls in a row fail, if there are that many within {@code within}
   */
  record CallFault(Instant at, String action, int skip, int times, Duration within, Trouble how)
      implements Event {}

  /** The next invocations of a function go wrong. */
  record FunctionFault(Instant at, String function, int skip, int times, Fault how)
      implements Event {}

  /** Snapshots are pending for at least this long, until further notice. */
  record SlowSnapshots(Instant at, Duration pending) implements Event {}

  record SnapshotError(Instant at, int volume) implements Event {}

  record VolumeError(Instant at) implements Event {}

  record SlowMove(Instant at, int volume, Duration lasts) implements Event {}
}
