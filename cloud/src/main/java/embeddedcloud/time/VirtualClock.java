package embeddedcloud.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * The one clock of the embedded cloud. Time stands still while anything runs and jumps to the next
 * scheduled task when nothing does, so a month of nightly backups takes seconds and one seed
 * replays one run exactly: tasks run by time and, at one instant, in the order they were scheduled.
 * Not thread-safe: the embedded cloud is a single thread.
 */
public final class VirtualClock extends Clock {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::sequence));
  private Instant now;
  private long sequence;

  public VirtualClock(Instant start) {
    now = start;
  }

  private record Task(Instant at, long sequence, Runnable action) {}

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? this : Clock.fixed(now, zone);
  }

  /** Runs the action at that instant, or next if the instant has passed. */
  public void schedule(Instant at, Runnable action) {
    tasks.add(new Task(at.isBefore(now) ? now : at, sequence++, action));
  }

  /** Runs the action after that much virtual time. */
  public void after(Duration delay, Runnable action) {
    schedule(now.plus(delay), action);
  }

  /** Jumps to the next task and runs it; false when none is scheduled. */
  public boolean runNext() {
    Task task = tasks.poll();
    if (task == null) {
      return false;
    }
    now = task.at();
    task.action().run();
    return true;
  }

  /** Runs tasks for as long as the condition holds and there are any. */
  public void runWhile(BooleanSupplier condition) {
    while (condition.getAsBoolean()) {
      if (!runNext()) {
        return;
      }
    }
  }

  /** Runs every task due up to and including that instant, then stands at it. */
  public void runUntil(Instant until) {
    while (!tasks.isEmpty() && !tasks.peek().at().isAfter(until)) {
      runNext();
    }
    if (until.isAfter(now)) {
      now = until;
    }
  }

  /** {@link #runUntil} for a span from now. */
  public void advance(Duration span) {
    runUntil(now.plus(span));
  }
}
