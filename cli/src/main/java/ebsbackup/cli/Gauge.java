package ebsbackup.cli;

import ebsbackup.aws.VolumeReader;
import ebsbackup.aws.Wiring;
import ebsbackup.ebs.SetTags;
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
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;

/**
 * Measures what EC2 does for an execution: how far the snapshots of a backup are, and how far the
 * volumes of a restore have loaded. Only describes.
 */
final class Gauge {
  /** {@code DescribeVolumeStatus} takes no more ids; more volumes are measured by the first. */
  private static final int MOST_VOLUMES = 200;

  private static final int PAGE = 1_000;

  /**
   * A measurement of 10,000 snapshots takes ten calls, which other tools of the account need too.
   */
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Ec2Client ec2;
  private final VolumeReader volumes;
  private Optional<Meter> last = Optional.empty();
  private Instant measured = Instant.EPOCH;
  private Optional<String> run = Optional.empty();
  private Optional<String> restore = Optional.empty();

  Gauge(Ec2Client ec2) {
    this.ec2 = ec2;
    volumes = new Wiring(new OnlyEc2(ec2), Clock.systemUTC(), Map.of()).volumes();
  }

  /** Learns from the history what the execution is about. */
  void see(HistoryEvent event) {
    if (event.stateExitedEventDetails() != null) {
      switch (event.stateExitedEventDetails().name()) {
        case "Start Run" ->
            run = text(Json.parse(event.stateExitedEventDetails().output()), "run", "id");
        case "Plan Restore" ->
            restore = text(Json.parse(event.stateExitedEventDetails().output()), "restoreId");
        default -> {
          // Says nothing about what EC2 does.
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
   * The measurement, not older than ten seconds; empty where there is nothing to measure, or no
   * permission to look.
   */
  Optional<Meter> measure(Instant now) {
    if (!now.isBefore(measured.plus(PERIOD)) && last.filter(Meter::complete).isEmpty()) {
      measured = now;
      last = read();
    }
    return last;
  }

  private Optional<Meter> read() {
    try {
      return run.flatMap(this::snapshots).or(() -> restore.flatMap(this::loaded));
    } catch (SdkException | AwsCallException e) {
      // What is not seen goes on all the same.
      return Optional.empty();
    }
  }

  private Optional<Meter> snapshots(String runId) {
    List<Snapshot> found =
        ec2
            .describeSnapshotsPaginator(
                request -> request.ownerIds("self").filters(tag(runId)).maxResults(PAGE))
            .snapshots()
            .stream()
            .toList();
    return meter(
        found.stream().mapToDouble(Gauge::share).boxed().toList(),
        (int) found.stream().filter(s -> s.state() == SnapshotState.COMPLETED).count(),
        "snapshots");
  }

  private static Filter tag(String runId) {
    return Filter.builder().name("tag:" + SetTags.RUN).values(runId).build();
  }

  /** EC2 writes {@code 42%}, and nothing while it has not begun. */
  private static double share(Snapshot snapshot) {
    String progress = Optional.ofNullable(snapshot.progress()).orElse("");
    return snapshot.state() == SnapshotState.COMPLETED
        ? 1
        : progress.matches("\\d{1,3}%")
            ? Integer.parseInt(progress.substring(0, progress.length() - 1)) / 100.0
            : 0;
  }

  private Optional<Meter> loaded(String restoreId) {
    List<String> ids =
        volumes.byTag(RestorePlan.RESTORE, restoreId).stream()
            .map(Volume::volumeId)
            .limit(MOST_VOLUMES)
            .toList();
    List<VolumeInitialization> loading =
        ids.isEmpty() ? List.of() : List.copyOf(volumes.loading(ids).values());
    return meter(
        loading.stream().map(Gauge::share).toList(),
        (int) loading.stream().filter(VolumeInitialization::completed).count(),
        "volumes loaded");
  }

  private static double share(VolumeInitialization volume) {
    return volume.completed() ? 1 : volume.progress().orElse(0L) / 100.0;
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
