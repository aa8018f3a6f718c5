package ebsbackup.cli;

import ebsbackup.aws.SnapshotReader;
import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.Volume;
import ebsbackup.ebs.VolumeInitialization;
import ebsbackup.failure.AwsCallException;
import ebsbackup.restore.RestorePlan;
import embeddedcloud.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * Measures EC2's progress for an execution: the snapshots of a backup, and the loading of a
 * restore's volumes. Makes only describe calls.
 */
final class Gauge {
  /**
   * The most ids that {@code DescribeVolumeStatus} takes. If there are more volumes, the first 200
   * represent all.
   */
  private static final int MAX_VOLUMES = 200;

  /**
   * Measuring 10,000 snapshots takes ten calls, which count toward a quota that the account's other
   * tools share.
   */
  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** EC2 may report 100 percent some time before it reports that a snapshot is completed. */
  private static final double MAX_OF_PENDING = 0.99;

  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%");

  private final SnapshotReader snapshots;
  private final VolumeReader volumes;
  private Optional<Meter> last = Optional.empty();
  private Instant measured = Instant.EPOCH;
  private Optional<String> run = Optional.empty();
  private Optional<String> restore = Optional.empty();

  Gauge(Ec2Client ec2) {
    Wiring wiring = new Wiring(new OnlyEc2(ec2), Clock.systemUTC(), Map.of());
    snapshots = wiring.snapshots();
    volumes = wiring.volumes();
  }

  /** Learns the id of the run or the restore from the execution's history. */
  void see(HistoryEvent event) {
    if (event.stateExitedEventDetails() != null) {
      switch (event.stateExitedEventDetails().name()) {
        case "Start Run" ->
            run = text(Json.parse(event.stateExitedEventDetails().output()), "run", "id");
        case "Plan Restore" ->
            restore = text(Json.parse(event.stateExitedEventDetails().output()), "restoreId");
        default -> {
          // The other states name neither a run nor a restore.
        }
      }
    }
  }

  private static Optional<String> text(Object json, String... path) {
    Object value = json;
    for (String field : path) {
      value = value instanceof Map<?, ?> fields ? fields.get(field) : null;
    }
    return Optional.ofNullable(value).map(Object::toString);
  }

  /**
   * Returns a measurement that is at most ten seconds old; empty if there is nothing to measure or
   * a permission is missing.
   */
  Optional<Meter> measure(Instant now) {
    if (!now.isBefore(measured.plus(PERIOD))) {
      measured = now;
      last = read();
    }
    return last;
  }

  private Optional<Meter> read() {
    try {
      return run.flatMap(this::snapshots).or(() -> restore.flatMap(this::loaded));
    } catch (AwsCallException e) {
      // Only the display depends on it.
      return Optional.empty();
    }
  }

  private Optional<Meter> snapshots(String runId) {
    List<Snapshot> found = snapshots.ofRun(runId);
    return meter(
        found.stream().map(Gauge::share).toList(),
        (int) found.stream().filter(Snapshot::completed).count(),
        "snapshots");
  }

  /** EC2 reports progress as {@code 42%}, and reports none at first. */
  private static double share(Snapshot snapshot) {
    Matcher percent = PERCENT.matcher(snapshot.progress());
    double said = percent.matches() ? Integer.parseInt(percent.group(1)) / 100.0 : 0;
    return snapshot.completed() ? 1 : Math.min(MAX_OF_PENDING, said);
  }

  private Optional<Meter> loaded(String restoreId) {
    List<String> ids =
        volumes.byTag(RestorePlan.RESTORE, restoreId).stream()
            .map(Volume::volumeId)
            .limit(MAX_VOLUMES)
            .toList();
    List<VolumeInitialization> loading =
        ids.isEmpty() ? List.of() : List.copyOf(volumes.loading(ids).values());
    return meter(
        loading.stream().map(Gauge::share).toList(),
        (int) loading.stream().filter(VolumeInitialization::completed).count(),
        "volumes loaded");
  }

  private static double share(VolumeInitialization volume) {
    return volume.completed() ? 1 : Math.min(MAX_OF_PENDING, volume.progress().orElse(0L) / 100.0);
  }

  private static Optional<Meter> meter(List<Double> shares, int done, String nouns) {
    return shares.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Meter(
                done,
                shares.size(),
                shares.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                nouns));
  }
}
