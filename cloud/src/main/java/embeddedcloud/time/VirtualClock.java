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
 * The only clock of the embedded cloud. Time stands still while a task runs, and jumps to the next
 * scheduled task when none does, so a month of nightly backups takes seconds. The same seed replays
 * the same run exactly: tasks run in order of time and, at the same instant, in the order in which
 * they were scheduled. Not thread-safe, since the embedded cloud has a single thread.
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

  /** Schedules the action at the given instant, or at the current one if it has passed. */
  public void schedule(Instant at, Runnable action) {
    tasks.add(new Task(at.isBefore(now) ? now : at, sequence++, action));
  }

  /** Schedules the action after the given virtual time. */
  public void after(Duration delay, Runnable action) {
    schedule(now.plus(delay), action);
  }

  /** Jumps to the next task and runs it. Returns {@code false} if none is scheduled. */
  public boolean runNext() {
    Task task = tasks.poll();
    if (task == null) {
      return false;
    }
    now = task.at();
    task.action().run();
    return true;
  }

  /** Runs tasks while the condition holds and any are scheduled. */
  public void runWhile(BooleanSupplier condition) {
    while (condition.getAsBoolean()) {
      if (!runNext()) {
        return;
      }
    }
  }

  /** Runs every task due up to and including the given instant, then sets the clock to it. */
  public void runUntil(Instant until) {
    while (!tasks.isEmpty() && !tasks.peek().at().isAfter(until)) {
      runNext();
    }
    if (until.isAfter(now)) {
      now = until;
    }
  }

  /** Advances the clock by the given span, like {@link #runUntil}. */
  public void advance(Duration span) {
    runUntil(now.plus(span));
  }
}
