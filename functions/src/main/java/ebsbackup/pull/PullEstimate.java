package ebsbackup.pull;

import static ebsbackup.ebs.Ec2Limits.COPIES_IN_PROGRESS;

import ebsbackup.ebs.Snapshot;
import ebsbackup.report.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The most that a pull can cost and take. EC2 copies only the changes since the newest copy of a
 * volume, and does not report their size beforehand.
 *
 * @param gibibytes the total size of all volumes
 * @param seconds the duration if every copy were a full copy
 * @param dollars for the data transfer and the requested completion duration; prices differ by
 *     Region
 */
public record PullEstimate(int sets, int snapshots, long gibibytes, long seconds, double dollars) {

  /** From us-east-1. The price to some Regions is higher or lower. */
  private static final double TRANSFER_PER_GIB = 0.02;

  /** For standard copies, for which AWS promises no throughput. */
  private static final int MEBIBYTES_A_SECOND = 100;

  /** Dollars per GiB of a time-based copy, by the least completion duration in minutes. */
  private static final NavigableMap<Integer, Double> PROMISED =
      new TreeMap<>(
          Map.of(15, 0.020, 30, 0.018, 60, 0.016, 120, 0.014, 240, 0.012, 480, 0.010, 960, 0.005));

  static PullEstimate of(DueSets due, Optional<CompletionTime> time) {
    List<Snapshot> snapshots = due.snapshots();
    long gibibytes = snapshots.stream().mapToLong(Snapshot::volumeSize).sum();
    long rounds = (snapshots.size() + COPIES_IN_PROGRESS - 1L) / COPIES_IN_PROGRESS;
    Duration duration =
        time.map(t -> Duration.ofMinutes(t.minutes() * rounds))
            .orElseGet(() -> plain(snapshots, gibibytes));
    double perGib =
        TRANSFER_PER_GIB + time.map(t -> PROMISED.floorEntry(t.minutes()).getValue()).orElse(0.0);
    return new PullEstimate(
        due.sets().size(), snapshots.size(), gibibytes, duration.toSeconds(), gibibytes * perGib);
  }

  /** The time for the largest copy or for all copies in parallel, whichever is longer. */
  private static Duration plain(List<Snapshot> snapshots, long gibibytes) {
    long largest = snapshots.stream().mapToLong(Snapshot::volumeSize).max().orElse(0);
    long sideBySide = Math.max(largest, gibibytes / COPIES_IN_PROGRESS);
    return Duration.ofSeconds(sideBySide * 1024 / MEBIBYTES_A_SECOND);
  }

  String words() {
    return String.format(
        Locale.ROOT,
        "%s to copy, %s of at most %d GiB: at most about %s and %.2f dollars; prices differ by"
            + " Region",
        Quantity.of(sets, "set"),
        Quantity.of(snapshots, "snapshot"),
        gibibytes,
        Duration.ofSeconds(seconds),
        dollars);
  }
}
