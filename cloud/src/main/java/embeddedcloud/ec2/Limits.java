package embeddedcloud.ec2;

import java.time.Duration;

/**
 * EC2's limits on an account. {@link #documented} returns those of a new account.
 *
 * @param instancesPage the most instances on one page; likewise for the other pages
 * @param snapshots the most snapshots in the Region
 * @param pendingPerVolume the most snapshots of one volume that are pending or in error at one time
 * @param pendingPerHddVolume the same for st1 and sc1 volumes
 * @param snapshotInterval the least time between two snapshots of one volume
 * @param attachments the most volumes attached to one instance, including the root
 * @param throttled whether calls cost tokens of {@link Throttle}
 */
public record Limits(
    int instancesPage,
    int volumesPage,
    int snapshotsPage,
    int imagesPage,
    int snapshots,
    int pendingPerVolume,
    int pendingPerHddVolume,
    Duration snapshotInterval,
    int attachments,
    boolean throttled) {

  public static Limits documented() {
    return new Limits(1_000, 500, 1_000, 1_000, 100_000, 5, 1, Duration.ofSeconds(15), 128, true);
  }

  public Limits withSnapshots(int most) {
    return new Limits(
        instancesPage,
        volumesPage,
        snapshotsPage,
        imagesPage,
        most,
        pendingPerVolume,
        pendingPerHddVolume,
        snapshotInterval,
        attachments,
        throttled);
  }

  /** Limits every page to this many items. */
  public Limits withPages(int most) {
    return new Limits(
        most,
        most,
        most,
        most,
        snapshots,
        pendingPerVolume,
        pendingPerHddVolume,
        snapshotInterval,
        attachments,
        throttled);
  }

  public Limits unthrottled() {
    return new Limits(
        instancesPage,
        volumesPage,
        snapshotsPage,
        imagesPage,
        snapshots,
        pendingPerVolume,
        pendingPerHddVolume,
        snapshotInterval,
        attachments,
        false);
  }
}
