package embeddedcloud.ec2;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;

/**
 * Failures that a test scripts: failures of calls ({@code on("CreateSnapshots").call(2)
 * .loseReply()}) and of the operations that calls start.
 */
public final class Faults {
  private final List<Planned> planned = new ArrayList<>();
  private final Map<String, String> failingSnapshots = new HashMap<>();
  private final Map<String, Duration> pendingOf = new HashMap<>();
  private final Map<String, Duration> detachingOf = new HashMap<>();
  private final Map<String, Duration> attachingOf = new HashMap<>();
  private final Set<String> impaired = new HashSet<>();
  private final Deque<ReplaceRootVolumeTaskState> replaceRootFailures = new ArrayDeque<>();
  private Duration pending = Duration.ZERO;
  private Duration clockAhead = Duration.ZERO;
  private int failingVolumes;

  /** Begins a fault for calls of this action; by default for the next call only. */
  public On on(String action) {
    return new On(action);
  }

  /** A fault under construction. The method that says what goes wrong completes it. */
  public final class On {
    private final String action;
    private int first = 1;
    private int times = 1;

    private On(String action) {
      this.action = action;
    }

    /** Starts the fault at the n-th call from now on; 1 is the next. */
    public On call(int n) {
      first = n;
      return this;
    }

    /** Repeats the fault for this many calls in a row. */
    public On times(int calls) {
      times = calls;
      return this;
    }

    public On always() {
      return times(Integer.MAX_VALUE);
    }

    public void refuse(String code) {
      refuse(code, "Refused by a scripted fault");
    }

    public void refuse(String code, String message) {
      plan(new Fault.Refuse(code, message));
    }

    public void loseReply() {
      plan(new Fault.LoseReply());
    }

    public void timeOut() {
      plan(new Fault.TimeOut());
    }

    /** Runs this event just before the call, as if another caller had been faster. */
    public void interfere(Runnable event) {
      plan(new Fault.Interfere(event));
    }

    private void plan(Fault fault) {
      planned.add(new Planned(action, first, times, fault));
    }
  }

  /**
   * The volume's next snapshot ends in {@code error} with this StateMessage. If one CreateSnapshots
   * call takes it together with others, the whole set fails, as in EC2.
   */
  public void failNextSnapshotOf(String volumeId, String stateMessage) {
    failingSnapshots.put(volumeId, stateMessage);
  }

  /** The next copy of this snapshot ends in {@code error} with this StateMessage. */
  public void failNextCopyOf(String snapshotId, String stateMessage) {
    failingSnapshots.put(snapshotId, stateMessage);
  }

  /** Snapshots created from now on are pending for at least this long. */
  public void keepSnapshotsPending(Duration atLeast) {
    pending = atLeast;
  }

  /** Snapshots of this volume created from now on are pending for at least this long. */
  public void keepSnapshotsPending(String volumeId, Duration atLeast) {
    pendingOf.put(volumeId, atLeast);
  }

  /** The next {@code count} created volumes end in {@code error} instead of {@code available}. */
  public void failNextVolumes(int count) {
    failingVolumes = count;
  }

  /** Detaching this volume takes at least this long from now on. */
  public void keepDetaching(String volumeId, Duration atLeast) {
    detachingOf.put(volumeId, atLeast);
  }

  /** The dates in EC2's responses are ahead of the clock by this much; behind it if negative. */
  public void setClockAhead(Duration by) {
    clockAhead = by;
  }

  Duration clockAhead() {
    return clockAhead;
  }

  /** Attaching this volume takes at least this long from now on. */
  public void keepAttaching(String volumeId, Duration atLeast) {
    attachingOf.put(volumeId, atLeast);
  }

  /** The instance's own status check fails from now on. */
  public void impair(String instanceId) {
    impaired.add(instanceId);
  }

  /**
   * The next task to replace a root volume ends in this state: {@code failed}, with the old root
   * still attached, or {@code failed-detached}, with no root.
   */
  public void failNextReplaceRoot(ReplaceRootVolumeTaskState state) {
    replaceRootFailures.add(state);
  }

  /** Withdraws everything scripted that has not happened yet. */
  public void clear() {
    planned.clear();
    failingSnapshots.clear();
    pendingOf.clear();
    detachingOf.clear();
    attachingOf.clear();
    impaired.clear();
    replaceRootFailures.clear();
    pending = Duration.ZERO;
    clockAhead = Duration.ZERO;
    failingVolumes = 0;
  }

  /** The faults that apply to this call, in the order in which they were scripted. */
  List<Fault> strike(String action) {
    List<Fault> striking = new ArrayList<>();
    for (Planned fault : planned) {
      if (fault.action.equals(action) && fault.strikes()) {
        striking.add(fault.fault);
      }
    }
    return striking;
  }

  Optional<String> takeSnapshotFailure(String sourceId) {
    return Optional.ofNullable(failingSnapshots.remove(sourceId));
  }

  /**
   * How long a snapshot of this volume is pending: the given time, or longer if a fault says so.
   */
  Duration pending(String volumeId, Duration time) {
    return Collections.max(List.of(time, pending, pendingOf.getOrDefault(volumeId, Duration.ZERO)));
  }

  Duration leastDetaching(String volumeId) {
    return detachingOf.getOrDefault(volumeId, Duration.ZERO);
  }

  Duration leastAttaching(String volumeId) {
    return attachingOf.getOrDefault(volumeId, Duration.ZERO);
  }

  boolean impaired(String instanceId) {
    return impaired.contains(instanceId);
  }

  Optional<ReplaceRootVolumeTaskState> takeReplaceRootFailure() {
    return Optional.ofNullable(replaceRootFailures.poll());
  }

  boolean takeVolumeFailure() {
    if (failingVolumes == 0) {
      return false;
    }
    failingVolumes--;
    return true;
  }

  private static final class Planned {
    final String action;
    final int first;
    final int times;
    final Fault fault;
    int calls;

    Planned(String action, int first, int times, Fault fault) {
      this.action = action;
      this.first = first;
      this.times = times;
      this.fault = fault;
    }

    boolean strikes() {
      calls++;
      return calls >= first && calls - first < times;
    }
  }
}
