package embeddedcloud.ec2;

import java.time.Duration;

/**
 * How long things take. EC2 promises none of these; the standard values are of the order that users
 * see.
 *
 * @param snapshotBase the least time that a snapshot is pending
 * @param snapshotRate bytes a second at which a snapshot's new blocks are copied, on top of that
 * @param volumeCreation from creating to available
 * @param attach from attaching to attached
 * @param detach from detaching to available
 * @param start from pending to running
 * @param stop from stopping to stopped
 * @param terminate from shutting-down to terminated
 * @param linger how long a terminated instance is still described
 * @param consistencyLag how long a new resource is unknown to the calls that follow
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
