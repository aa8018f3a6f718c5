package embeddedcloud.wire;

import embeddedcloud.Cloud;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A cloud on a loopback port, whose time goes on by itself: snapshots complete, workflows go on and
 * schedules fire even without requests. It begins at its own time or the machine's, whichever is
 * later. The cloud stays a single thread's at a time: requests and the passing of time take turns.
 */
public final class ServedCloud implements AutoCloseable {
  /** Short against anything that a person or a client waits for. */
  private static final Duration TICK = Duration.ofMillis(20);

  /** Longer than a world is ever served. */
  private static final Duration SCHEDULES_LAST = Duration.ofDays(36_500);

  private final Cloud cloud;
  private final Pace pace;
  private final Consumer<RuntimeException> defects;
  private final Object turn = new Object();
  private final LoopbackServer server;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private ServedCloud(Cloud cloud, int port, Pace pace, Consumer<RuntimeException> defects)
      throws IOException {
    this.cloud = cloud;
    this.pace = pace;
    this.defects = defects;
    Endpoint endpoint = Endpoint.of(cloud);
    endpoint.beforeEach(this::catchUp);
    server = LoopbackServer.start(endpoint, port, turn, defects);
  }

  /**
   * Begins to serve.
   *
   * @param port 0: any that is free
   * @param machine the clock that time goes on with
   * @param speed how many times as fast as it
   * @param defects receives errors that no request should be able to cause
   * @throws IOException when the port is taken; the cloud's time has not moved then
   */
  public static ServedCloud start(
      Cloud cloud, int port, Clock machine, long speed, Consumer<RuntimeException> defects)
      throws IOException {
    Instant now = machine.instant();
    Instant own = cloud.clock().instant();
    Pace pace = new Pace(machine, own.isAfter(now) ? own : now, speed);
    ServedCloud served = new ServedCloud(cloud, port, pace, defects);
    synchronized (served.turn) {
      served.catchUp();
      Instant begin = cloud.clock().instant();
      cloud.startSchedules(begin, begin.plus(SCHEDULES_LAST));
    }
    ScheduledFuture<?> unused =
        served.ticker.scheduleWithFixedDelay(
            served::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    return served;
  }

  /** Where clients find it. */
  public URI uri() {
    return server.uri();
  }

  private void catchUp() {
    cloud.clock().runUntil(pace.now());
  }

  private void tick() {
    try {
      synchronized (turn) {
        catchUp();
      }
    } catch (RuntimeException defect) {
      // The ticker would stop without a word.
      defects.accept(defect);
    }
  }

  /** Stops serving and the passing of time; the cloud is the caller's again. */
  @Override
  public void close() {
    server.close();
    ticker.shutdownNow();
    synchronized (turn) {
      // Other work has ended when this thread has the turn.
      catchUp();
    }
  }
}
