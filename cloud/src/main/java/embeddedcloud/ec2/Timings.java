package embeddedcloud.ec2;

import java.time.Duration;

/**
 * How long operations take. EC2 does not guarantee any of these times. The standard values are
 * close to what users observe.
 *
 * @param snapshotBase the minimum time that a snapshot is pending
 * @param snapshotRate the bytes per second at which a snapshot's new blocks are copied, in addition
 *     to the minimum time
 * @param volumeCreation from creating to available
 * @param attach from attaching to attached
 * @param detach from detaching to available
 * @param start from pending to running
 * @param stop from stopping to stopped
 * @param terminate from shutting-down to terminated
 * @param linger how long a terminated instance is still described
 * @param consistencyLag how long subsequent calls do not see a new resource
 */
public record Timings(
    Duration snapshotBase,
    long snapshotRate,
    Duration volumeCreation,
    Duration attach,
    Duration detach,
    Duration start,
    Duration stop,
    Duration terminate,
    Duration linger,
    Duration consistencyLag) {

  public Timings {
    if (snapshotRate <= 0) {
      throw new IllegalArgumentException("snapshotRate must be positive, is " + snapshotRate);
    }
  }

  public static Timings standard() {
    return new Timings(
        Duration.ofSeconds(20),
        64L * 1024 * 1024,
        Duration.ofSeconds(5),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        Duration.ofSeconds(40),
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofSeconds(2));
  }

  public Timings withSnapshots(Duration base, long bytesPerSecond) {
    return new Timings(
        base,
        bytesPerSecond,
        volumeCreation,
        attach,
        detach,
        start,
        stop,
        terminate,
        linger,
        consistencyLag);
  }

  public Timings withConsistencyLag(Duration lag) {
    return new Timings(
        snapshotBase,
        snapshotRate,
        volumeCreation,
        attach,
        detach,
        start,
        stop,
        terminate,
        linger,
        lag);
  }
}
