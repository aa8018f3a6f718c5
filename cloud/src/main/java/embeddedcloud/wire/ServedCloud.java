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
 * A cloud on a loopback port, whose time passes on its own: snapshots complete, workflows continue
 * and schedules fire even without requests. It starts at its own time or the machine's, whichever
 * is later. Only one thread uses the cloud at a time: requests and the passing of time take turns.
 */
public final class ServedCloud implements AutoCloseable {
  /** Short compared with anything that a person or a client waits for. */
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
   * Starts serving.
   *
   * @param port the port; 0 for any free port
   * @param machine the clock that drives the cloud's time
   * @param speed how many times as fast as that clock
   * @param defects receives errors that no request should be able to cause
   * @throws IOException when the port is in use; the cloud's time is then unchanged
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

  /** The URI for clients. */
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
      // Otherwise the ticker would stop silently.
      defects.accept(defect);
    }
  }

  /** Stops serving and the passing of time. The caller can then use the cloud again. */
  @Override
  public void close() {
    server.close();
    ticker.shutdownNow();
    synchronized (turn) {
      // When this thread has the turn, all other work has ended.
      catchUp();
    }
  }
}
